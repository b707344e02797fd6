"""Tencent Cloud SMS (2021-01-11). TC3-HMAC-SHA256 is verified by other code than Cleat's."""

import hashlib
import hmac
import json
import re
import time

import common
from common import Answer, Fake

SECRETS = {"testSecretId": "testSecretKey"}
APPS = {"1400006666"}
SIGNS = {"腾讯云测试"}
# Template, whether it is for numbers outside mainland China, how many variables it has.
TEMPLATES = {"1110": (False, 2), "1111": (False, 1), "2220": (True, 2)}


class Refused(Exception):
    """A refusal of the call, or of a number in it."""

    def __init__(self, code, of_number=False):
        super().__init__(code)
        self.code = code
        self.of_number = of_number


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def verify(request):
    shape = re.fullmatch(
        r"TC3-HMAC-SHA256 Credential=([^/]+)/(\d{4}-\d\d-\d\d)/(\w+)/tc3_request, "
        r"SignedHeaders=([^,]+), Signature=([0-9a-f]{64})",
        request.header("authorization"),
    )
    if not shape:
        raise Refused("AuthFailure.InvalidAuthorization")
    secret_id, day, service, names, signature = shape.groups()
    if secret_id not in SECRETS:
        raise Refused("AuthFailure.SecretIdNotFound")
    names = names.split(";")
    stamp = request.header("x-tc-timestamp")
    if names != sorted(names) or not {"content-type", "host"} <= set(names) or not stamp.isdigit():
        raise Refused("AuthFailure.InvalidAuthorization")
    # Names and values are signed in lower case.
    lines = [f"{name}:{request.header(name).lower()}\n" for name in names]
    canonical = "\n".join(
        [request.method, "/", "", "".join(lines), ";".join(names), sha256(request.body)]
    )
    scope = f"{day}/{service}/tc3_request"
    to_sign = f"TC3-HMAC-SHA256\n{stamp}\n{scope}\n{sha256(canonical.encode())}"
    key = ("TC3" + SECRETS[secret_id]).encode()
    for part in (day, service, "tc3_request"):
        key = mac(key, part)
    if not hmac.compare_digest(mac(key, to_sign).hex(), signature):
        raise Refused("AuthFailure.SignatureFailure")
    if service != "sms" or day != time.strftime("%Y-%m-%d", time.gmtime(int(stamp))):
        raise Refused("AuthFailure.SignatureFailure")
    if abs(time.time() - int(stamp)) > 300:
        raise Refused("AuthFailure.SignatureExpire")


class Tencent(Fake):
    def forget(self):
        super().forget()
        self.sent = {}

    def answer(self, request):
        try:
            verify(request)
            if request.header("x-tc-version") != "2021-01-11":
                raise Refused("InvalidParameterValue.InvalidVersion")
            if request.header("x-tc-action") != "SendSms":
                raise Refused("InvalidAction")
            body = request.json()
            if body is None:
                raise Refused("InvalidParameter")
            return self.send(request, body)
        except Refused as refused:
            level = "number" if refused.of_number else "call"
            return self.refusal(request, {"code": refused.code, "level": level})

    def refusal(self, request, fault):
        words = f"refused: {request.echo()}"
        if fault.get("level") == "number":
            status = {
                "SerialNo": "",
                "PhoneNumber": ((request.json() or {}).get("PhoneNumberSet") or [""])[0],
                "Fee": 0,
                "SessionContext": (request.json() or {}).get("SessionContext", ""),
                "Code": fault["code"],
                "Message": words,
                "IsoCode": "",
            }
            return self.respond({"SendStatusSet": [status]})
        return self.respond({"Error": {"Code": fault["code"], "Message": words}})

    def respond(self, response):
        digits = hashlib.md5(str(time.time_ns()).encode()).hexdigest()
        request_id = f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
        return Answer(200, {"Response": {**response, "RequestId": request_id}})

    def send(self, request, sms):
        numbers = sms.get("PhoneNumberSet")
        if not numbers:
            raise Refused("MissingParameter.EmptyPhoneNumberSet")
        if sms.get("SmsSdkAppId") not in APPS:
            raise Refused("UnauthorizedOperation.SmsSdkAppIdVerifyFail")
        context = sms.get("SessionContext", "")
        if not isinstance(context, str) or len(context.encode()) >= 512:
            raise Refused("InvalidParameter.InvalidParameters")
        set_ = [self.send_one(number, sms, context) for number in numbers]
        return self.respond({"SendStatusSet": set_})

    def send_one(self, number, sms, context):
        if not re.fullmatch(r"\+[1-9]\d{6,14}", number):
            raise Refused("InvalidParameterValue.IncorrectPhoneNumber", True)
        domestic = number.startswith("+86")
        if domestic and not re.fullmatch(r"\+861[3-9]\d{9}", number):
            raise Refused("InvalidParameterValue.IncorrectPhoneNumber", True)
        if domestic and sms.get("SignName") not in SIGNS:
            raise Refused("FailedOperation.SignatureIncorrectOrUnapproved", True)
        self.check_template(sms, domestic)
        self.often(number)
        message = self.accept(
            id=f"5000:{time.time_ns()}",
            to=number,
            template=sms["TemplateId"],
            variables=sms["TemplateParamSet"],
            out_id=context,
        )
        return {
            "SerialNo": message["id"],
            "PhoneNumber": number,
            "Fee": 1,
            "SessionContext": context,
            "Code": "Ok",
            "Message": "send success",
            "IsoCode": "CN" if domestic else "",
        }

    def check_template(self, sms, domestic):
        if sms.get("TemplateId") not in TEMPLATES:
            raise Refused("FailedOperation.TemplateIncorrectOrUnapproved", True)
        abroad, count = TEMPLATES[sms["TemplateId"]]
        if abroad and domestic:
            code = "UnsupportedOperation.GlobalTemplateToChineseMainlandPhone"
            raise Refused(code, True)
        if not abroad and not domestic:
            code = "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone"
            raise Refused(code, True)
        params = sms.get("TemplateParamSet") or []
        if len(params) != count:
            code = "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"
            raise Refused(code, True)
        if not all(isinstance(one, str) and re.fullmatch(r"[0-9]{1,6}", one) for one in params):
            raise Refused("InvalidParameterValue.TemplateParameterFormatError", True)

    def often(self, number):
        """One in 30 seconds, five an hour, ten a day, for a number."""
        with self.lock:
            now = time.time()
            times = [at for at in self.sent.get(number, []) if now - at < 86_400]
            for seconds, most, code in (
                (30, 1, "LimitExceeded.PhoneNumberThirtySecondLimit"),
                (3600, 5, "LimitExceeded.PhoneNumberOneHourLimit"),
                (86_400, 10, "LimitExceeded.PhoneNumberDailyLimit"),
            ):
                if sum(now - at < seconds for at in times) >= most:
                    raise Refused(code, True)
            self.sent[number] = [*times, now]

    def receipt(self, message, wish):
        delivered = wish.get("delivered", True)
        to = message.get("to", "")
        nation = "86" if to.startswith("+86") else to[1:2]
        report = {
            "user_receive_time": "2015-10-17 08:03:04",
            "nationcode": nation,
            "mobile": to[1 + len(nation) :],
            "report_status": "SUCCESS" if delivered else "FAIL",
            "errmsg": wish.get("code", "DELIVRD" if delivered else "UNDELIV"),
            "description": "",
            "sid": message["id"],
        }
        body = json.dumps([report]).encode()
        return "POST", wish["url"], {"content-type": "application/json"}, body


if __name__ == "__main__":
    common.serve(Tencent())
