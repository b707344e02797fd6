"""SendGrid: its mail API, and its signed event webhook."""

import base64
import hashlib
import hmac
import json
import secrets
import time

from common import Answer, Fake, serve

KEY = "SG.key"
VERIFIED = "@example.com"

# P-256, by the names of SEC 2.
P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
PRIVATE = 0x1F2E3D4C5B6A798897A6B5C4D3E2F1001122334455667788990A0B0C0D0E0F01
INFO = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")


class SendGrid(Fake):
    def answer(self, request):
        if not hmac.compare_digest(request.header("authorization"), f"Bearer {KEY}"):
            return self.error(request, 401, None, "The provided authorization grant is invalid")
        if request.path != "/v3/mail/send" or request.method != "POST":
            return self.error(request, 404, None, "not found")
        body = request.json() or {}
        people = body.get("personalizations") or [{}]
        to = (people[0].get("to") or [{}])[0].get("email", "")
        kinds = [part.get("type") for part in body.get("content") or []]
        if "@" not in to:
            field = "personalizations.0.to.0.email"
            return self.error(request, 400, field, "Does not contain a valid address.")
        if not body.get("from", {}).get("email", "").endswith(VERIFIED):
            return self.error(request, 403, "from", "does not match a verified Sender Identity")
        if not kinds or kinds != sorted(kinds, reverse=True) or not all(self.values(body)):
            return self.error(request, 400, "content", "must be text/plain, then text/html")
        if not body.get("subject"):
            return self.error(request, 400, "subject", "The subject is required.")
        id = secrets.token_urlsafe(16)
        self.accept(id=id, to=to, args=people[0].get("custom_args", {}), **{"mail": body})
        return Answer(202, b"", {"X-Message-Id": id})

    def values(self, body):
        return [part.get("value") for part in body["content"]]

    def error(self, request, status, field, words):
        words = f"{words} {request.echo()}"
        return Answer(status, {"errors": [{"message": words, "field": field, "help": None}]})

    def refusal(self, request, fault):
        words = fault.get("words", "")
        return self.error(request, fault.get("status", 429), fault.get("field"), words)

    def control(self, request):
        if request.path == "/_key":
            return Answer(200, {"key": public_key()})
        return super().control(request)

    def receipt(self, message, wish):
        """`event`, and `type` of a bounce."""
        event = {
            "email": message.get("to", ""),
            "timestamp": int(time.time()),
            "event": wish.get("event", "delivered"),
            "sg_event_id": secrets.token_urlsafe(16),
            "sg_message_id": f"{message['id']}.filterdrecv-5645d9c87f-78xjd-1-60B0E0C9-1.0",
            **message.get("args", {}),
        }
        event |= {name: wish[name] for name in ("type", "status", "reason") if name in wish}
        body = (json.dumps([event]) + "\r\n").encode()
        stamp = str(wish.get("timestamp", int(time.time())))
        headers = {
            "content-type": "application/json",
            "X-Twilio-Email-Event-Webhook-Timestamp": stamp,
            "X-Twilio-Email-Event-Webhook-Signature": sign(stamp.encode() + body),
        }
        return "POST", wish["url"], headers, body


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    if a == b:
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(factor, point):
    total = None
    while factor:
        if factor & 1:
            total = add(total, point)
        point, factor = add(point, point), factor >> 1
    return total


def public_key():
    x, y = times(PRIVATE, G)
    point = b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")
    return base64.b64encode(INFO + point).decode()


def sign(message):
    """ECDSA with SHA-256, as base64 of DER."""
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    nonce = secrets.randbelow(N - 1) + 1
    r = times(nonce, G)[0] % N
    s = pow(nonce, -1, N) * (digest + r * PRIVATE) % N
    body = integer(r) + integer(s)
    return base64.b64encode(b"\x30" + bytes([len(body)]) + body).decode()


def integer(value):
    text = value.to_bytes(value.bit_length() // 8 + 1, "big")
    return b"\x02" + bytes([len(text)]) + text


if __name__ == "__main__":
    serve(SendGrid())
