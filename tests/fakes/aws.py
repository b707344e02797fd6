"""AWS: SNS Publish, End User Messaging SMS and SES v2, told apart by the service in the signature.

moto is the second opinion of SNS and SES; it has no End User Messaging.
"""

import datetime
import hashlib
import hmac
import json
import re
import urllib.parse
import uuid
from xml.sax.saxutils import escape

from common import Answer, Fake, serve

KEYS = {"AKIDEXAMPLE": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
SKEW = 300
E164 = re.compile(r"\+[1-9][0-9]{6,14}")
FORM = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([a-z0-9-]+)/([a-z-]+)/aws4_request, "
    r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})"
)
XMLNS = 'xmlns="http://sns.amazonaws.com/doc/2010-03-31/"'


class Aws(Fake):
    def answer(self, request):
        service, fault = self.identify(request)
        if fault:
            return self.error(request, service, fault, 403)
        if service == "sns":
            return self.publish(request, dict(request.form()))
        if service == "sms-voice":
            return self.text(request)
        if service == "ses":
            return self.mail(request)
        return self.error(request, service, "UnknownOperationException", 404)

    def identify(self, request):
        """The service of the signature, and what is wrong with it."""
        found = FORM.fullmatch(request.header("authorization"))
        if not found:
            return "", "MissingAuthenticationTokenException"
        key_id, day, region, service, names, signature = found.groups()
        xml = service == "sns"
        if key_id not in KEYS:
            return service, "InvalidClientTokenId" if xml else "UnrecognizedClientException"
        names = names.split(";")
        required = {"host", "x-amz-date", "content-type"}
        required |= {name for name in request.headers if name.startswith("x-amz-")}
        mismatch = "SignatureDoesNotMatch" if xml else "InvalidSignatureException"
        date = request.header("x-amz-date")
        if names != sorted(names) or not required <= set(names) or not date.startswith(day):
            return service, mismatch
        expected = sign(request, KEYS[key_id], [day, region, service, "aws4_request"], names)
        if not hmac.compare_digest(expected, signature):
            return service, mismatch
        if not is_fresh(date):
            return service, "RequestExpired" if xml else "InvalidSignatureException"
        return service, None

    def publish(self, request, fields):
        number = fields.get("PhoneNumber", "")
        if fields.get("Action") != "Publish" or fields.get("Version") != "2010-03-31":
            return self.error(request, "sns", "InvalidAction", 400)
        if not E164.fullmatch(number):
            words = f"Invalid parameter: PhoneNumber Reason: {number} is not valid to publish to"
            return self.error(request, "sns", "InvalidParameter", 400, words)
        if not fields.get("Message") or len(fields["Message"]) > 1600:
            words = "Invalid parameter: Message too long"
            return self.error(request, "sns", "InvalidParameter", 400, words)
        id = str(uuid.uuid4())
        self.accept(id=id, **fields)
        body = (
            f"<PublishResponse {XMLNS}><PublishResult><MessageId>{id}</MessageId></PublishResult>"
            f"<ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId></ResponseMetadata>"
            "</PublishResponse>"
        )
        return Answer(200, body.encode(), {"content-type": "text/xml"})

    def text(self, request):
        operation = request.header("x-amz-target").removeprefix("PinpointSMSVoiceV2.")
        body = request.json() or {}
        if operation == "PutMessageFeedback":
            known = [one for one in self.messages if one["id"] == body.get("MessageId")]
            if not known or body.get("MessageFeedbackStatus") not in ("RECEIVED", "FAILED"):
                return self.error(request, "sms-voice", "ResourceNotFoundException", 400)
            known[0]["outcome"] = body["MessageFeedbackStatus"]
            return Answer(200, body)
        if operation != "SendTextMessage":
            return self.error(request, "sms-voice", "UnknownOperationException", 400)
        life = body.get("TimeToLive", 259_200)
        price = body.get("MaxPrice", "1.0")
        number = str(body.get("DestinationPhoneNumber", ""))
        if not E164.fullmatch(number):
            words = "1 validation error detected: Value at 'DestinationPhoneNumber' failed"
            return self.error(request, "sms-voice", "ValidationException", 400, words)
        text = body.get("MessageBody", "")
        fits = 1 <= len(text) <= 1600 and isinstance(life, int) and 5 <= life <= 259_200
        if not fits or not re.fullmatch(r"[0-9]{0,2}\.[0-9]{1,5}", price):
            return self.error(request, "sms-voice", "ValidationException", 400)
        id = str(uuid.uuid4())
        self.accept(id=id, **body)
        return Answer(200, {"MessageId": id}, {"content-type": "application/x-amz-json-1.0"})

    def mail(self, request):
        body = request.json() or {}
        simple = body.get("Content", {}).get("Simple", {})
        if request.path != "/v2/email/outbound-emails" or request.method != "POST":
            return self.error(request, "ses", "NotFoundException", 404)
        sender = str(body.get("FromEmailAddress", ""))
        if not sender.isascii() or "@" not in sender or not simple.get("Subject", {}).get("Data"):
            return self.error(request, "ses", "BadRequestException", 400)
        if sender.rstrip(">").endswith("@unverified.example"):
            words = "Email address is not verified."
            return self.error(request, "ses", "MessageRejected", 400, words)
        id = str(uuid.uuid4())
        self.accept(id=id, **body)
        return Answer(200, {"MessageId": id})

    def error(self, request, service, code, status, words=""):
        words = f"{words} {request.echo()}"
        headers = {"x-amzn-requestid": str(uuid.uuid4())}
        if service == "sns":
            body = (
                f"<ErrorResponse {XMLNS}><Error><Type>Sender</Type><Code>{code}</Code>"
                f"<Message>{escape(words)}</Message></Error>"
                f"<RequestId>{uuid.uuid4()}</RequestId></ErrorResponse>"
            )
            return Answer(status, body.encode(), {**headers, "content-type": "text/xml"})
        if service == "ses":
            return Answer(status, {"message": words}, {**headers, "x-amzn-errortype": code})
        return Answer(status, {"__type": code, "Message": words}, headers)

    def refusal(self, request, fault):
        service, _ = self.identify(request)
        answer = self.error(
            request, service, fault.get("code", "ThrottlingException"), fault.get("status", 400)
        )
        if "reason" in fault:
            said = json.loads(answer.body) | {"Reason": fault["reason"]}
            answer.body = json.dumps(said).encode()
        return answer


def sign(request, secret, scope, names):
    headers = "".join(f"{name}:{' '.join(request.header(name).split())}\n" for name in names)
    query = "&".join(
        f"{urllib.parse.quote(name, '~')}={urllib.parse.quote(value, '~')}"
        for name, value in sorted(urllib.parse.parse_qsl(request.query, keep_blank_values=True))
    )
    body = hashlib.sha256(request.body).hexdigest()
    parts = [request.method, request.path, query, headers, ";".join(names), body]
    canonical = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    date = request.header("x-amz-date")
    text = "\n".join(["AWS4-HMAC-SHA256", date, "/".join(scope), canonical])
    key = ("AWS4" + secret).encode()
    for part in [*scope, text]:
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key.hex()


def is_fresh(date):
    try:
        then = datetime.datetime.strptime(date + "+0000", "%Y%m%dT%H%M%SZ%z")
    except ValueError:
        return False
    return abs((datetime.datetime.now(datetime.timezone.utc) - then).total_seconds()) < SKEW


if __name__ == "__main__":
    serve(Aws())
