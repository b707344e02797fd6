"""Chuanglan 253: texts (v0, v1), templates (v2), both interfaces of the international service.

Receipts are kept for whoever fetches them; `/_receipt` with a `url` pushes one instead.
"""

import hashlib
import hmac
import json
import re
import time
import urllib.parse

import common
from common import Answer, Fake

PASSWORDS = {"N0000001": "testPassword", "I0000001": "testPassword"}
SIGNS = {"创蓝测试"}
TEMPLATES = {"1021": ["param1"], "1022": ["param1", "param2"]}


class Refused(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


class Chuanglan(Fake):
    def forget(self):
        super().forget()
        self.sent = {}
        self.reports = []

    def answer(self, request):
        handle = {
            "/msg/send/json": self.texts,
            "/msg/v1/send/json": self.texts,
            "/msg/sms/v2/tpl/send": self.templates,
            "/send/json": self.international,
            "/send/sms": self.signed_international,
            "/msg/pull/report": self.pull,
            "/pull/report": self.pull,
        }.get(request.path)
        if handle is None or request.method != "POST":
            return Answer(404, b"<html>404 Not Found</html>")
        body = request.json()
        try:
            if body is None or "json" not in request.header("content-type"):
                raise Refused("129" if request.path.startswith("/msg") else "130")
            return Answer(200, handle(request, body))
        except Refused as refused:
            return self.refusal(request, {"code": refused.code})

    def refusal(self, request, fault):
        words = f"refused: {request.echo()}"
        body = {"code": fault["code"], "msgId": "", "errorMsg": words, "time": stamp()}
        if request.path.startswith("/send"):
            body = {"code": fault["code"], "error": words, "msgid": ""}
        return Answer(fault.get("status", 200), body)

    def log_in(self, body, letter):
        account = body.get("account", "")
        if account not in PASSWORDS or not account.startswith(letter):
            raise Refused("101")
        if body.get("password") != PASSWORDS[account]:
            raise Refused("102")

    def texts(self, request, sms):
        self.log_in(sms, "N")
        if not sms.get("msg") or not sms.get("phone"):
            raise Refused("130")
        if not re.fullmatch(r"1[3-9]\d{9}", sms["phone"]):
            raise Refused("107")
        sign = re.match(r"【([^】]+)】", sms["msg"])
        if not sign or sign[1] not in SIGNS:
            raise Refused("116")
        if len(sms["msg"]) > 536:
            raise Refused("106")
        self.often(sms["phone"], "103")
        message = self.accept(
            id=str(time.time_ns()), to=sms["phone"], text=sms["msg"], uid=sms.get("uid", "")
        )
        said = {"code": "0", "msgId": message["id"], "errorMsg": "", "time": stamp()}
        if request.path == "/msg/v1/send/json":
            said.update(failNum="0", successNum="1")
        return said

    def templates(self, request, sms):
        account = sms.get("account", "")
        if account not in PASSWORDS:
            raise Refused("101200")
        key = md5(PASSWORDS[account])
        at, nonce = str(sms.get("timestamp", "")), str(sms.get("nonce", ""))
        message = "".join(sorted([key, at, nonce]))
        expected = hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, request.header("x-qa-hmac-signature")):
            raise Refused("101200")
        if not at.isdigit() or abs(time.time() - int(at)) > 300 or not self.once(nonce):
            raise Refused("101200")
        values = self.template_values(sms)
        self.often(sms["phoneNumbers"], "101206")
        message = self.accept(
            id=str(time.time_ns()),
            to=sms["phoneNumbers"],
            template=sms["templateId"],
            variables=values,
            uid=sms.get("uid", ""),
        )
        return {"code": "000000", "msgId": message["id"], "errorMsg": ""}

    def template_values(self, sms):
        if not re.fullmatch(r"1[3-9]\d{9}", sms.get("phoneNumbers", "")):
            raise Refused("101206")
        try:
            (values,) = json.loads(sms.get("templateParamJson", ""))
        except ValueError:
            raise Refused("101206") from None
        wanted = TEMPLATES.get(sms.get("templateId"))
        if wanted is None or sorted(values) != wanted:
            raise Refused("101206")
        return values

    def international(self, request, sms):
        self.log_in(sms, "I")
        return self.send_abroad(sms)

    def signed_international(self, request, sms):
        account = sms.get("account", "")
        if account not in PASSWORDS or not account.startswith("I"):
            raise Refused("101")
        nonce = request.header("nonce")
        fields = {**{name: str(value) for name, value in sms.items()}, "nonce": nonce}
        joined = "".join(name + fields[name] for name in sorted(fields) if fields[name])
        expected = md5(joined + PASSWORDS[account])
        if not hmac.compare_digest(expected, request.header("sign")):
            raise Refused("102")
        if not nonce.isdigit() or abs(time.time() * 1000 - int(nonce)) > 300_000:
            raise Refused("102")
        return self.send_abroad(sms)

    def send_abroad(self, sms):
        if not sms.get("msg"):
            raise Refused("123")
        if len(sms["msg"]) > 536:
            raise Refused("106")
        if not re.fullmatch(r"[1-9]\d{4,19}", sms.get("mobile", "")):
            raise Refused("108")
        self.often(sms["mobile"], "125")
        message = self.accept(id=str(time.time_ns()), to=sms["mobile"], text=sms["msg"], uid="")
        return {"code": "0", "error": "", "msgid": message["id"]}

    def often(self, number, code):
        """One in 30 seconds for a number."""
        with self.lock:
            now = time.time()
            if now - self.sent.get(number, 0) < 30:
                raise Refused(code)
            self.sent[number] = now

    def pull(self, request, asked):
        at_home = request.path.startswith("/msg")
        self.log_in(asked, "N" if at_home else "I")
        count = int(asked.get("count", "20"))
        with self.lock:
            reports, self.reports = self.reports[:count], self.reports[count:]
        return {"ret" if at_home else "code": 0, "error": "", "result": reports}

    def send_receipt(self, wish):
        if wish.get("url"):
            return super().send_receipt(wish)
        found = [one for one in self.messages if one["id"] == wish.get("id")]
        with self.lock:
            self.reports += [self.report(one, wish) for one in found[-1:]]
        return Answer(200, {"waiting": len(self.reports)})

    def report(self, message, wish):
        abroad = not message["uid"]
        delivered = wish.get("delivered", True)
        return {
            "uid": message["uid"],
            "msgid" if abroad else "msgId": message["id"],
            "mobile": message["to"],
            "status": wish.get("code", "DELIVRD" if delivered else "UNDELIV"),
            "statusDesc": "",
            "reportTime": stamp()[2:12],
            "notifyTime": stamp()[2:],
            "length": "1",
        }

    def receipt(self, message, wish):
        query = urllib.parse.urlencode(self.report(message, wish))
        return "GET", f"{wish['url']}?receiver=&pswd=&{query}", {}, None


def stamp():
    return time.strftime("%Y%m%d%H%M%S", time.gmtime(time.time() + 8 * 3600))


if __name__ == "__main__":
    common.serve(Chuanglan())
