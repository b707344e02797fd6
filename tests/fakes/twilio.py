"""Twilio: Messages, Calls and Verify.

Numbers +1500555000x are refused as Twilio's test numbers are.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
import urllib.parse
from xml.etree import ElementTree

from common import Answer, Fake, serve

ACCOUNT = "AC00000000000000000000000000000001"
TOKEN = "auth-token-of-twilio"
SHARED_KEY = "shared-key-of-webhooks"
KEYS = {ACCOUNT: TOKEN, "SK00000000000000000000000000000001": "secret-of-the-api-key"}
VERIFY = "VA00000000000000000000000000000001"

NUMBERS = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
E164 = re.compile(r"\+[1-9][0-9]{6,14}")
STATUS = {20003: 401, 20404: 404, 20429: 429, 60203: 429, 60605: 403, 60410: 403, 20500: 500}


class Twilio(Fake):
    def answer(self, request):
        user, _, secret = basic(request).partition(":")
        if KEYS.get(user) is None or not hmac.compare_digest(KEYS[user], secret):
            return self.error(request, 20003)
        api = f"/2010-04-01/Accounts/{ACCOUNT}"
        service = f"/v2/Services/{VERIFY}/Verifications"
        fields = dict(request.form())
        if request.method != "POST":
            return self.error(request, 20004, 405)
        if request.path == f"{api}/Messages.json":
            return self.message(request, fields)
        if request.path == f"{api}/Calls.json":
            return self.call(request, fields)
        if request.path.startswith(f"{api}/Messages/SM"):
            return self.feedback(request, fields)
        if request.path == service:
            return self.verification(request, fields)
        if request.path.startswith(f"{service}/VE"):
            return self.update(request, fields)
        return self.error(request, 20404)

    def message(self, request, fields):
        to = fields.get("To", "")
        number = to.removeprefix("whatsapp:")
        body, content = fields.get("Body"), fields.get("ContentSid")
        validity = fields.get("ValidityPeriod", "36000")
        sender = fields.get("From") or fields.get("MessagingServiceSid")
        code = at_fault(
            (21604, to),
            (NUMBERS.get(number, 21211), E164.fullmatch(number) and number not in NUMBERS),
            (21603, sender),
            (21602, body or content),
            (21617, len(body or "") <= 1600),
            (21656, content is None or is_variables(fields.get("ContentVariables", "{}"))),
            (21660, to.startswith("whatsapp:") == fields.get("From", "").startswith("whatsapp:")),
            (20422, validity.isdigit() and 1 <= int(validity) <= 36000),
            (21609, is_address(fields.get("StatusCallback", "https://a.example"))),
        )
        if code:
            return self.error(request, code)
        sid = "SM" + secrets.token_hex(16)
        self.accept(id=sid, **fields)
        said = {
            "sid": sid,
            "account_sid": ACCOUNT,
            "to": to,
            "body": body or "",
            "status": "accepted" if "MessagingServiceSid" in fields else "queued",
            "num_segments": "1",
            "price": None,
            "price_unit": "USD",
            "error_code": None,
        }
        return Answer(201, said)

    def call(self, request, fields):
        to, twiml = fields.get("To", ""), fields.get("Twiml", "")
        code = at_fault(
            (21201, to),
            (NUMBERS.get(to, 21217), E164.fullmatch(to) and to not in NUMBERS),
            (21213, E164.fullmatch(fields.get("From", ""))),
            (21205, len(twiml) <= 4000 and is_response(twiml)),
        )
        if code:
            return self.error(request, code)
        sid = "CA" + secrets.token_hex(16)
        self.accept(id=sid, **fields)
        return Answer(201, {"sid": sid, "status": "queued", "to": to, "price": None})

    def verification(self, request, fields):
        to, code = fields.get("To", ""), fields.get("CustomCode", "")
        wrong = at_fault(
            (NUMBERS.get(to), to not in NUMBERS),
            (60200, fields.get("Channel") in ("sms", "call", "whatsapp", "email", "auto")),
            (60200, 4 <= len(code) <= 10),
        )
        if not E164.fullmatch(to):
            return self.error(request, 60200, words=f"Invalid parameter `To`: {to}")
        if wrong:
            return self.error(request, wrong)
        sid = "VE" + secrets.token_hex(16)
        self.accept(id=sid, **fields)
        return Answer(201, {"sid": sid, "status": "pending", "valid": False, "to": to})

    def update(self, request, fields):
        sid = request.path.rsplit("/", 1)[1]
        known = [one for one in self.messages if one["id"] == sid]
        if not known:
            return self.error(request, 20404)
        if fields.get("Status") not in ("approved", "canceled"):
            return self.error(request, 60200)
        known[0]["outcome"] = fields["Status"]
        return Answer(200, {"sid": sid, "status": fields["Status"]})

    def feedback(self, request, fields):
        sid = request.path.rsplit("/", 2)[1]
        known = [one for one in self.messages if one["id"] == sid]
        if not known or known[0].get("ProvideFeedback") != "true":
            return self.error(request, 20404)
        if fields.get("Outcome") not in ("confirmed", "unconfirmed"):
            return self.error(request, 20001)
        known[0]["outcome"] = fields["Outcome"]
        return Answer(201, {"message_sid": sid, "outcome": fields["Outcome"]})

    def error(self, request, code, status=None, words=""):
        status = status or STATUS.get(code, 400)
        said = {
            "code": code,
            "message": f"{words} {request.echo()}",
            "more_info": f"https://www.twilio.com/docs/errors/{code}",
            "status": status,
        }
        return Answer(status, said, {"twilio-request-id": "RQ" + secrets.token_hex(16)})

    def refusal(self, request, fault):
        return self.error(request, int(fault.get("code", 20429)), fault.get("status"))

    def receipt(self, message, wish):
        """`status`, `code`; `key` "shared" signs with SHA-256; `port` writes the port into the
        address that is signed."""
        url = wish.get("url") or message["StatusCallback"]
        voice = message["id"].startswith("CA")
        fields = {
            "AccountSid": ACCOUNT,
            "To": message.get("To", ""),
            "From": message.get("From", ""),
            "ApiVersion": "2010-04-01",
        }
        if voice:
            fields |= {"CallSid": message["id"], "CallStatus": wish.get("status", "completed")}
            fields["CallDuration"] = str(wish.get("duration", 12))
        else:
            status = wish.get("status", "delivered")
            fields |= {"MessageSid": message["id"], "SmsSid": message["id"]}
            fields |= {"MessageStatus": status, "SmsStatus": status}
        if "code" in wish:
            fields["ErrorCode"] = str(wish["code"])
        headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
        shared = wish.get("key") == "shared"
        key = SHARED_KEY if shared else TOKEN
        if shared:
            settings = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"
            headers["x-twilio-webhooks-signature-settings"] = settings
        signed = wish.get("signed_url", url)
        headers["x-twilio-signature"] = sign(key, signed, fields, shared)
        return "POST", url, headers, urllib.parse.urlencode(fields).encode()


def at_fault(*checks):
    """The code of the first check that does not hold."""
    return next((code for code, holds in checks if not holds), None)


def basic(request):
    scheme, _, pair = request.header("authorization").partition(" ")
    try:
        return base64.b64decode(pair, validate=True).decode() if scheme == "Basic" else ""
    except ValueError:
        return ""


def is_address(text):
    return urllib.parse.urlsplit(text).scheme in ("http", "https")


def is_variables(text):
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def is_response(twiml):
    try:
        return ElementTree.fromstring(twiml.encode()).tag == "Response"
    except ElementTree.ParseError:
        return False


def sign(key, url, fields, shared=False):
    text = url + "".join(name + fields[name] for name in sorted(fields))
    algorithm = hashlib.sha256 if shared else hashlib.sha1
    return base64.b64encode(hmac.new(key.encode(), text.encode(), algorithm).digest()).decode()


if __name__ == "__main__":
    serve(Twilio())
