"""Vonage: its SMS API. Every answer has HTTP status 200."""

import base64
import hashlib
import hmac
import json
import secrets
import time
import urllib.parse

from common import Answer, Fake, serve

KEY = "abcd1234"
SECRET = "secret-of-vonage"
SIGNATURE_SECRET = "signature_secret"
METHODS = {64: hashlib.sha256, 128: hashlib.sha512}


class Vonage(Fake):
    def answer(self, request):
        if request.path != "/sms/json" or request.method != "POST":
            return Answer(404, request.echo().encode())
        fields = request.json()
        if fields is None:
            fields = dict(request.form())
        fields = {name: str(value) for name, value in fields.items()}
        if request.header("authorization").startswith("Basic "):
            pair = base64.b64decode(request.header("authorization")[6:]).decode()
            fields["api_key"], _, fields["api_secret"] = pair.partition(":")
        status = self.at_fault(fields)
        if status:
            return self.error(request, status)
        id = secrets.token_hex(8).upper()
        self.accept(id=id, **{name: value for name, value in fields.items() if name != "sig"})
        longest = 70 if fields.get("type") == "unicode" else 160
        parts = 1 if len(fields["text"]) <= longest else 2
        part = {
            "to": fields["to"],
            "status": "0",
            "remaining-balance": "3.14159265",
            "message-price": "0.03330000",
            "network": "12345",
            "client-ref": fields.get("client-ref", ""),
        }
        ids = [id] + [secrets.token_hex(8).upper() for _ in range(parts - 1)]
        messages = [{**part, "message-id": id} for id in ids]
        return Answer(200, {"message-count": str(parts), "messages": messages})

    def at_fault(self, fields):
        ttl = fields.get("ttl", "259200000")
        if fields.get("api_key") != KEY:
            return "4"
        if "sig" in fields:
            if not is_signed(fields):
                return "14"
        elif not hmac.compare_digest(fields.get("api_secret", ""), SECRET):
            return "4"
        if not fields.get("to") or not fields.get("text") or not fields.get("from"):
            return "2"
        if not fields["to"].isdigit() or not 7 <= len(fields["to"]) <= 15:
            return "6"
        if not ttl.isdigit() or not 20_000 <= int(ttl) <= 604_800_000:
            return "3"
        if len(fields.get("client-ref", "")) > 40:
            return "3"
        if len(fields.get("callback", "")) > 100:
            return "23"
        if len(fields["text"]) > 3200:
            return "12"
        return None

    def error(self, request, status):
        part = {"status": status, "error-text": request.echo()}
        return Answer(200, {"message-count": "1", "messages": [part]})

    def refusal(self, request, fault):
        return self.error(request, str(fault.get("code", "1")))

    def receipt(self, message, wish):
        """`status`, `code`; `form`: "get", "post", "json" or "token"; `method`: sha256, sha512."""
        url = wish.get("url") or message["callback"]
        fields = {
            "msisdn": message.get("to", ""),
            "to": message.get("from", ""),
            "network-code": "12345",
            "messageId": message["id"],
            "price": "0.03330000",
            "status": wish.get("status", "delivered"),
            "scts": "2611251000",
            "err-code": str(wish.get("code", "0")),
            "api-key": KEY,
            "client-ref": message.get("client-ref", ""),
            "message-timestamp": "2026-11-25 10:00:00",
        }
        form = wish.get("form", "get")
        if form == "token":
            body = json.dumps(fields).encode()
            return "POST", url, {"content-type": "application/json", **bearer(body, wish)}, body
        method = hashlib.sha512 if wish.get("method") == "sha512" else hashlib.sha256
        fields["timestamp"] = str(wish.get("timestamp", int(time.time())))
        fields["nonce"] = secrets.token_hex(8)
        fields["sig"] = sign(fields, method).upper()
        if form == "get":
            return "GET", f"{url}?{urllib.parse.urlencode(fields)}", {}, None
        if form == "json":
            return "POST", url, {"content-type": "application/json"}, json.dumps(fields).encode()
        headers = {"content-type": "application/x-www-form-urlencoded"}
        return "POST", url, headers, urllib.parse.urlencode(fields).encode()


def is_signed(fields):
    method = METHODS.get(len(fields["sig"]))
    others = {name: value for name, value in fields.items() if name != "sig"}
    stamp = fields.get("timestamp", "")
    fresh = stamp.isdigit() and abs(int(stamp) - time.time()) < 300
    return bool(method and fresh) and hmac.compare_digest(
        sign(others, method), fields["sig"].lower()
    )


def sign(fields, method):
    plain = {name: value.replace("&", "_").replace("=", "_") for name, value in fields.items()}
    text = "".join(f"&{name}={plain[name]}" for name in sorted(plain))
    return hmac.new(SIGNATURE_SECRET.encode(), text.encode(), method).hexdigest()


def bearer(body, wish):
    part = lambda value: base64.urlsafe_b64encode(value).rstrip(b"=")
    claims = {
        "iss": "Vonage",
        "iat": int(wish.get("timestamp", time.time())),
        "api_key": KEY,
        "payload_hash": hashlib.sha256(body).hexdigest(),
    }
    head = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
    tag = hmac.new(SIGNATURE_SECRET.encode(), head, hashlib.sha256).digest()
    return {"authorization": "Bearer " + (head + b"." + part(tag)).decode()}


if __name__ == "__main__":
    serve(Vonage())
