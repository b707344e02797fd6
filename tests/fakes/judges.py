"""Has each stand-in driven by the vendor's own client, and prints one line of JSON per check.

    python judges.py            everything
    python judges.py aliyun     one of them
    python judges.py --sign     signs what is given on standard input, by the vendor's own functions

The last reads one request per line, {"vendor", "secret", "method", "url", "headers", "body"}, and
prints the header `authorization` that the vendor's own code gives it.
"""

import json
import pathlib
import subprocess
import sys
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).parent


class Peer:
    """A stand-in that runs."""

    def __init__(self, name):
        self.process = subprocess.Popen(
            [sys.executable, "-B", str(HERE / f"{name}.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = int(self.process.stdout.readline())

    def messages(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/_messages") as answer:
            return json.load(answer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def report(vendor, check, passed, **more):
    print(json.dumps({"vendor": vendor, "check": check, "ok": bool(passed), **more}), flush=True)
    return bool(passed)


def code_of(error):
    """The vendor's code of an error, however its client names it."""
    for name in ("code", "get_code"):
        value = getattr(error, name, None)
        if value is not None:
            return value() if callable(value) else value
    return type(error).__name__


def attempt(call):
    """What a call gives, or the code of its error."""
    try:
        return call(), None
    except Exception as error:  # Each client has its own.
        return None, str(code_of(error))


def aliyun_config(port, secret):
    from alibabacloud_tea_openapi.models import Config

    return Config(
        access_key_id="testKeyId",
        access_key_secret=secret,
        endpoint=f"127.0.0.1:{port}",
        protocol="http",
    )


def aliyun():
    from alibabacloud_dysmsapi20170525 import models
    from alibabacloud_dysmsapi20170525.client import Client

    passed = []
    with Peer("aliyun") as peer:

        def send(secret, **changed):
            fields = {
                "phone_numbers": "13800138000",
                "sign_name": "Cleat 测试*~",
                "template_code": "SMS_1",
                "template_param": '{"code":"123456"}',
                "out_id": "attempt-1",
            }
            client = Client(aliyun_config(peer.port, secret))
            request = models.SendSmsRequest(**{**fields, **changed})
            return attempt(lambda: client.send_sms(request).body)

        said, _ = send("testKeySecret")
        passed.append(report("aliyun", "right secret", said and said.code == "OK"))
        taken = peer.messages()
        noted = taken and taken[0]["out_id"] == "attempt-1"
        passed.append(report("aliyun", "message noted", noted))
        _, code = send("wrongKeySecret")
        passed.append(report("aliyun", "wrong secret", code == "SignatureDoesNotMatch", code=code))
        said, _ = send("testKeySecret")
        code = said and said.code
        often = code == "isv.BUSINESS_LIMIT_CONTROL"
        passed.append(report("aliyun", "too often", often, code=code))
        said, _ = send("testKeySecret", template_param='{"code":123456}')
        said = said and said.code
        passed.append(report("aliyun", "no text", said == "isv.INVALID_JSON_PARAM", code=said))
        client = Client(aliyun_config(peer.port, "testKeySecret"))
        asked = models.QuerySendDetailsRequest(
            phone_number="13800138000",
            send_date=today_in_beijing(),
            page_size=10,
            current_page=1,
        )
        said, code = attempt(lambda: client.query_send_details(asked).body)
        found = said and said.sms_send_detail_dtos.sms_send_detail_dto
        found = found and found[0].out_id == "attempt-1"
        passed.append(report("aliyun", "query", found, code=code))
        passed += aliyun_international(peer)
        passed += direct_mail(peer)
    return passed


def today_in_beijing():
    import datetime

    zone = datetime.timezone(datetime.timedelta(hours=8))
    return datetime.datetime.now(zone).strftime("%Y%m%d")


def aliyun_international(peer):
    from alibabacloud_dysmsapi20180501 import models
    from alibabacloud_dysmsapi20180501.client import Client

    name = "aliyun international"

    def send(secret, to="14155552671"):
        client = Client(aliyun_config(peer.port, secret))
        request = models.SendMessageToGlobeRequest(
            to=to, message="123456 is your code", task_id="attempt-2", validity_period=300
        )
        return attempt(lambda: client.send_message_to_globe(request).body)

    said, _ = send("testKeySecret")
    passed = [report(name, "right secret", said and said.response_code == "OK")]
    _, code = send("wrongKeySecret")
    passed.append(report(name, "wrong secret", code == "SignatureDoesNotMatch", code=code))
    said, _ = send("testKeySecret", "8613800138000")
    said = said and said.response_code
    passed.append(report(name, "mainland", said == "DOMESTIC_NUMBER_NOT_SUPPORTED", code=said))
    return passed


def direct_mail(peer):
    from alibabacloud_dm20151123 import models
    from alibabacloud_dm20151123.client import Client

    def send(secret):
        client = Client(aliyun_config(peer.port, secret))
        request = models.SingleSendMailRequest(
            account_name="noreply@mail.example.com",
            address_type=1,
            reply_to_address=False,
            to_address="someone@example.com",
            subject="你好 + ~ *",
            text_body="123456 & more",
        )
        return attempt(lambda: client.single_send_mail(request).body)

    said, code = send("testKeySecret")
    passed = [report("direct mail", "right secret", said and said.env_id, code=code)]
    _, code = send("wrongKeySecret")
    passed.append(report("direct mail", "wrong secret", code == "SignatureDoesNotMatch", code=code))
    return passed


def tencent():
    from tencentcloud.common.credential import Credential
    from tencentcloud.common.profile.client_profile import ClientProfile
    from tencentcloud.common.profile.http_profile import HttpProfile
    from tencentcloud.sms.v20210111 import models, sms_client

    passed = []
    with Peer("tencent") as peer:

        def send(key, **changed):
            http = HttpProfile(protocol="http", endpoint=f"127.0.0.1:{peer.port}")
            profile = ClientProfile(httpProfile=http)
            credential = Credential("testSecretId", key)
            client = sms_client.SmsClient(credential, "ap-guangzhou", profile)
            request = models.SendSmsRequest()
            fields = {
                "PhoneNumberSet": ["+8613800138000"],
                "SmsSdkAppId": "1400006666",
                "SignName": "腾讯云测试",
                "TemplateId": "1110",
                "TemplateParamSet": ["123456", "5"],
                "SessionContext": "attempt-3",
            }
            request.from_json_string(json.dumps({**fields, **changed}))
            said, code = attempt(lambda: client.SendSms(request))
            return said.SendStatusSet[0].Code if said else code

        for check, expected, code in (
            ("right secret", "Ok", send("testSecretKey")),
            ("wrong secret", "AuthFailure.SignatureFailure", send("wrongSecretKey")),
            (
                "too often",
                "LimitExceeded.PhoneNumberThirtySecondLimit",
                send("testSecretKey"),
            ),
            (
                "no digits",
                "InvalidParameterValue.TemplateParameterFormatError",
                send("testSecretKey", TemplateParamSet=["abc", "5"]),
            ),
        ):
            passed.append(report("tencent", check, code == expected, code=code))
        taken = peer.messages()
        passed.append(report("tencent", "message noted", len(taken) == 1))
    return passed


def sign():
    """The vendors' own functions over requests that somebody else made."""
    for line in sys.stdin:
        request = json.loads(line)
        by = {"aliyun": sign_aliyun, "tencent": sign_tencent}[request["vendor"]]
        print(json.dumps({"authorization": by(request)}), flush=True)


def sign_aliyun(request):
    from alibabacloud_openapi_util.client import Client
    from Tea.request import TeaRequest

    url = urllib.parse.urlsplit(request["url"])
    ours = TeaRequest()
    ours.method = request["method"]
    ours.pathname = url.path
    ours.query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
    ours.headers = {"host": url.netloc, **request["headers"]}
    for name in ("authorization", "accept"):
        ours.headers.pop(name, None)
    payload = ours.headers["x-acs-content-sha256"]
    key_id = "testKeyId"
    return Client.get_authorization(ours, "ACS3-HMAC-SHA256", payload, key_id, request["secret"])


def sign_tencent(request):
    import hashlib

    from tencentcloud.common.sign import Sign

    headers = request["headers"]
    authorization = headers["authorization"]
    names = authorization.partition("SignedHeaders=")[2].partition(",")[0]
    scope = authorization.partition("Credential=")[2].partition(",")[0]
    secret_id, day, service, _ = scope.split("/")
    host = urllib.parse.urlsplit(request["url"]).netloc
    values = {**headers, "host": host, "x-tc-action": headers["x-tc-action"].lower()}
    lines = "".join(f"{name}:{values[name]}\n" for name in names.split(";"))
    body = hashlib.sha256(request["body"].encode()).hexdigest()
    canonical = f"POST\n/\n\n{lines}\n{names}\n{body}"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    stamp = headers["x-tc-timestamp"]
    to_sign = f"TC3-HMAC-SHA256\n{stamp}\n{day}/{service}/tc3_request\n{digest}"
    signature = Sign.sign_tc3(request["secret"], day, service, to_sign)
    return f"TC3-HMAC-SHA256 Credential={scope}, SignedHeaders={names}, Signature={signature}"


JUDGES = {"aliyun": aliyun, "tencent": tencent}


def main():
    if "--sign" in sys.argv:
        return sign()
    wanted = sys.argv[1:] or JUDGES
    passed = [one for name in wanted for one in JUDGES[name]()]
    sys.exit(0 if passed and all(passed) else 1)


if __name__ == "__main__":
    main()
