"""Alibaba Cloud: SMS (2017-05-25), SMS International (2018-05-01), DirectMail (2015-11-23).

Signatures are verified here by other code than Cleat's: ACS3-HMAC-SHA256 over what came.
"""

import hashlib
import hmac
import json
import re
import time
import urllib.parse
from calendar import timegm
from email.utils import formatdate

import common
from common import Answer, Fake, decode

SECRETS = {"testKeyId": "testKeySecret"}
SIGNS = {"阿里云短信测试", "Cleat 测试*~"}
# Template, whether it is for numbers outside mainland China, its variables.
TEMPLATES = {
    "SMS_1": (False, ["code"]),
    "SMS_2": (False, ["code", "minutes"]),
    "SMS_9": (True, ["code"]),
}
SENDERS = {"noreply@mail.example.com"}
SIGNED = {"host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce"}
ALGORITHM = "ACS3-HMAC-SHA256"
GATEWAY = {
    "InvalidAccessKeyId.NotFound": 404,
    "InvalidAccessKeyId.Inactive": 400,
    "SignatureDoesNotMatch": 400,
    "IncompleteSignature": 400,
    "InvalidTimeStamp.Expired": 400,
    "SignatureNonceUsed": 400,
    "Throttling": 400,
    "Throttling.User": 400,
    "ServiceUnavailable": 503,
    "InternalServiceError": 500,
}


class Refused(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code


def encode(text):
    return urllib.parse.quote(text, safe="-_.~")


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def verify(request, once):
    """Who signed it; refuses what is not signed, stale, or was sent before."""
    shape = re.fullmatch(
        ALGORITHM + r" Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})",
        request.header("authorization"),
    )
    if not shape:
        raise Refused("IncompleteSignature")
    key_id, names, signature = shape.groups()
    if key_id not in SECRETS:
        raise Refused("InvalidAccessKeyId.NotFound")
    names = names.split(";")
    sent = {name for name in request.headers if name.startswith("x-acs-")}
    if names != sorted(names) or not (SIGNED | sent) <= set(names):
        raise Refused("IncompleteSignature")
    body = sha256(request.body)
    if request.header("x-acs-content-sha256") != body:
        raise Refused("SignatureDoesNotMatch")
    pairs = sorted((part.partition("=") for part in request.query.split("&") if part))
    query = "&".join(f"{encode(decode(name))}={encode(decode(value))}" for name, _, value in pairs)
    headers = "".join(f"{name}:{request.header(name).strip()}\n" for name in names)
    canonical = "\n".join(
        [request.method, request.path, query, headers, ";".join(names), body]
    )
    to_sign = f"{ALGORITHM}\n{sha256(canonical.encode())}"
    expected = hmac.new(SECRETS[key_id].encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, signature):
        raise Refused("SignatureDoesNotMatch")
    check_time(request.header("x-acs-date"))
    if not once(request.header("x-acs-signature-nonce")):
        raise Refused("SignatureNonceUsed")


def check_time(text):
    try:
        sent = timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))
    except ValueError:
        raise Refused("InvalidTimeStamp.Expired") from None
    if abs(time.time() - sent) > 900:
        raise Refused("InvalidTimeStamp.Expired")


def need(parameters, *names):
    for name in names:
        if not parameters.get(name):
            raise Refused(f"Missing{name}")


def check_template(code, text, abroad):
    if code not in TEMPLATES:
        raise Refused("isv.SMS_TEMPLATE_ILLEGAL")
    for_abroad, variables = TEMPLATES[code]
    if for_abroad and not abroad:
        raise Refused("isv.DOMESTIC_NUMBER_NOT_SUPPORTED")
    if abroad and not for_abroad:
        raise Refused("isv.MOBILE_NUMBER_ILLEGAL")
    try:
        values = json.loads(text or "{}")
    except ValueError:
        raise Refused("isv.INVALID_JSON_PARAM") from None
    if not isinstance(values, dict) or not all(isinstance(one, str) for one in values.values()):
        raise Refused("isv.INVALID_JSON_PARAM")
    if set(variables) - set(values):
        raise Refused("isv.TEMPLATE_MISSING_PARAMETERS")
    if any("://" in value for value in values.values()):
        raise Refused("isv.PARAM_NOT_SUPPORT_URL")
    if any(len(value) > 35 for value in values.values()):
        raise Refused("isv.PARAM_LENGTH_LIMIT")
    return values


def read_number(text, template):
    """A number, and whether it is abroad. `14155552671` is what the template is for."""
    number = re.sub(r"^(\+86|0086|86)(?=1\d{10}$)", "", text)
    for_abroad = TEMPLATES.get(template, (False, []))[0]
    marked = number != text
    if re.fullmatch(r"1[3-9]\d{9}", number) and (marked or not for_abroad):
        return number, False
    if re.fullmatch(r"[1-9]\d{6,14}", number) and not marked:
        return number, True
    raise Refused("isv.MOBILE_NUMBER_ILLEGAL")


class Aliyun(Fake):
    def forget(self):
        super().forget()
        self.sent = {}

    def answer(self, request):
        try:
            verify(request, self.once)
            operation = (request.header("x-acs-version"), request.header("x-acs-action"))
            handle = {
                ("2017-05-25", "SendSms"): self.send_sms,
                ("2017-05-25", "QuerySendDetails"): self.query_details,
                ("2018-05-01", "SendMessageToGlobe"): self.send_to_globe,
                ("2018-05-01", "SendMessageWithTemplate"): self.send_with_template,
                ("2018-05-01", "QueryMessage"): self.query_message,
                ("2015-11-23", "SingleSendMail"): self.send_mail,
            }.get(operation)
            if handle is None:
                raise Refused("InvalidAction.NotFound")
            parameters = {**request.parameters(), **dict(request.form())}
            return Answer(200, {"RequestId": request_id(), **handle(parameters)})
        except Refused as refused:
            return self.refusal(request, {"code": refused.code})

    def refusal(self, request, fault):
        code = fault["code"]
        words = f"{code}: server string to sign and request are {request.echo()}"
        business = code.isupper() or code.startswith(("isv.", "isp."))
        if business and request.header("x-acs-version") == "2018-05-01":
            code = code.removeprefix("isv.").removeprefix("isp.")
            body = {"ResponseCode": code, "ResponseDescription": words}
            return Answer(200, {"RequestId": request_id(), **body})
        body = {"RequestId": request_id(), "Code": code, "Message": words}
        if business:
            return Answer(200, body)
        status = fault.get("status", GATEWAY.get(code, 400))
        return Answer(status, {"HostId": request.header("host"), "Recommend": "", **body})

    def often(self, sign, number):
        """1 a minute, 5 an hour, 10 a day, for a signature and a number."""
        with self.lock:
            now = time.time()
            times = [at for at in self.sent.get((sign, number), []) if now - at < 86_400]
            for seconds, most in ((60, 1), (3600, 5), (86_400, 10)):
                if sum(now - at < seconds for at in times) >= most:
                    raise Refused("isv.BUSINESS_LIMIT_CONTROL")
            self.sent[(sign, number)] = [*times, now]

    def send_sms(self, sms):
        need(sms, "PhoneNumbers", "SignName", "TemplateCode")
        if sms["SignName"] not in SIGNS:
            raise Refused("isv.SMS_SIGNATURE_ILLEGAL")
        number, abroad = read_number(sms["PhoneNumbers"], sms["TemplateCode"])
        values = check_template(sms["TemplateCode"], sms.get("TemplateParam"), abroad)
        self.often(sms["SignName"], number)
        message = self.accept(
            id=f"{next_id()}^0",
            to=number,
            template=sms["TemplateCode"],
            variables=values,
            out_id=sms.get("OutId", ""),
            at=time.time(),
        )
        return {"BizId": message["id"], "Code": "OK", "Message": "OK"}

    def query_details(self, asked):
        need(asked, "PhoneNumber", "SendDate", "PageSize", "CurrentPage")
        day = lambda at: time.strftime("%Y%m%d", time.gmtime(at + 8 * 3600))
        found = [
            one
            for one in self.messages
            if one["to"] == asked["PhoneNumber"] and day(one["at"]) == asked["SendDate"]
            if asked.get("BizId") in (None, "", one["id"])
        ]
        details = [
            {
                "PhoneNum": one["to"],
                "SendStatus": one.get("status", 3),
                "ErrCode": one.get("err_code", "DELIVERED"),
                "TemplateCode": one["template"],
                "Content": f"【阿里云短信测试】您的验证码是{one['variables'].get('code')}",
                "OutId": one["out_id"],
            }
            for one in found
        ]
        total = str(len(details))
        details = {"SmsSendDetailDTO": details}
        return {"Code": "OK", "Message": "OK", "TotalCount": total, "SmsSendDetailDTOs": details}

    def send_to_globe(self, sms):
        need(sms, "To", "Message")
        if not re.fullmatch(r"[1-9]\d{6,14}", sms["To"]):
            raise Refused("MOBILE_NUMBER_ILLEGAL")
        if re.fullmatch(r"861\d{10}", sms["To"]):
            raise Refused("DOMESTIC_NUMBER_NOT_SUPPORTED")
        if sms.get("From") and not re.fullmatch(r"\d{1,15}|[A-Za-z0-9]{1,11}", sms["From"]):
            raise Refused("SMS_SIGN_ILLEGAL")
        if int(sms.get("ValidityPeriod", "60")) < 1:
            raise Refused("InvalidValidityPeriod")
        self.often(sms.get("From", ""), sms["To"])
        message = self.accept(
            id=next_id(),
            to=sms["To"],
            text=sms["Message"],
            task_id=sms.get("TaskId", ""),
            validity=sms.get("ValidityPeriod"),
        )
        return self.globally(message)

    def send_with_template(self, sms):
        need(sms, "To", "From", "TemplateCode")
        if not re.fullmatch(r"861[3-9]\d{9}", sms["To"]):
            raise Refused("MOBILE_NUMBER_ILLEGAL")
        if sms["From"] not in SIGNS:
            raise Refused("SMS_SIGNATURE_ILLEGAL")
        values = check_template(sms["TemplateCode"], sms.get("TemplateParam"), False)
        self.often(sms["From"], sms["To"])
        message = self.accept(
            id=next_id(),
            to=sms["To"],
            template=sms["TemplateCode"],
            variables=values,
            task_id="",
            validity=sms.get("ValidityPeriod"),
        )
        return self.globally(message)

    def globally(self, message):
        return {
            "ResponseCode": "OK",
            "ResponseDescription": "OK",
            "MessageId": message["id"],
            "To": message["to"],
            "Segments": "1",
            "NumberDetail": {"Country": "somewhere", "Region": "there", "Carrier": "one"},
        }

    def query_message(self, asked):
        need(asked, "MessageId")
        found = [one for one in self.messages if one["id"] == asked["MessageId"]]
        if not found:
            raise Refused("MESSAGE_NOT_FOUND")
        message = found[-1]
        return {
            "ResponseCode": "OK",
            "MessageId": message["id"],
            "Status": message.get("status", "1"),
            "ErrorCode": message.get("err_code", ""),
            "To": message["to"],
            "Message": message.get("text", ""),
        }

    def send_mail(self, mail):
        need(mail, "AccountName", "AddressType", "ReplyToAddress", "ToAddress", "Subject")
        if mail["AccountName"] not in SENDERS:
            raise Refused("InvalidMailAddress.NotFound")
        if not re.fullmatch(r"[^@\s]+@[A-Za-z0-9.-]+", mail["ToAddress"]):
            raise Refused("InvalidToAddress")
        if not mail.get("HtmlBody") and not mail.get("TextBody"):
            raise Refused("InvalidBody")
        if len(mail["Subject"]) > 100:
            raise Refused("InvalidSubject.Malformed")
        if len(mail.get("FromAlias", "")) >= 15:
            raise Refused("InvalidFromAlias.Malformed")
        text = mail.get("HtmlBody") or mail["TextBody"]
        message = self.accept(
            id=next_id(),
            to=mail["ToAddress"],
            subject=mail["Subject"],
            alias=mail.get("FromAlias", ""),
            text=text,
        )
        return {"EnvId": message["id"]}

    def receipt(self, message, wish):
        delivered = wish.get("delivered", True)
        code = wish.get("code", "DELIVERED" if delivered else "MK:0001")
        if "task_id" in message:
            now = formatdate(localtime=False)
            report = {
                "To": message["to"],
                "Status": wish.get("status", "1" if delivered else "2"),
                "MessageId": message["id"],
                "SmsSize": 1,
                "TaskId": message["task_id"],
                "SendDate": now,
                "ReceiveDate": now,
                "ErrorCode": code,
                "ErrorDescription": code,
            }
        else:
            report = {
                "phone_number": message.get("to", ""),
                "send_time": "2017-01-01 00:00:00",
                "report_time": "2017-01-01 00:00:01",
                "success": delivered,
                "err_code": code,
                "err_msg": code,
                "sms_size": "1",
                "biz_id": message["id"],
                "out_id": message.get("out_id", ""),
            }
        body = json.dumps([report]).encode()
        return "POST", wish["url"], {"content-type": "application/json"}, body


def next_id():
    return str(time.time_ns())


def request_id():
    digits = hashlib.md5(next_id().encode()).hexdigest().upper()
    return "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])


if __name__ == "__main__":
    common.serve(Aliyun())
