"""A carrier that nobody wrote a file for: it takes messages as JSON, as a form, as XML or in a
query, reads each with a strict parser, and answers `{"code": 0, "data": {"id": ...}}`."""

import hmac
import json
import re
import secrets
import urllib.parse
from xml.etree import ElementTree

from common import Answer, Fake, serve

TOKEN = "token-of-the-carrier"


class Generic(Fake):
    def answer(self, request):
        if not hmac.compare_digest(request.header("x-token"), TOKEN):
            return self.refuse(request, 401)
        fields = self.read(request)
        if fields is None:
            return self.refuse(request, 400)
        if not re.fullmatch(r"\+?[1-9][0-9]{6,14}", fields.get("to", "")):
            return self.refuse(request, 1001)
        if set(fields) - {"to", "text", "ttl"}:
            return self.refuse(request, 1002)
        message = self.accept(id=secrets.token_hex(8), **fields)
        return Answer(200, {"code": 0, "data": {"id": message["id"]}})

    def read(self, request):
        kind = request.header("content-type")
        try:
            if request.method == "GET":
                pairs = urllib.parse.parse_qsl(request.query, strict_parsing=True)
                return dict(pairs)
            if kind.startswith("application/json"):
                return {name: str(value) for name, value in json.loads(request.body).items()}
            if kind.startswith("application/x-www-form-urlencoded"):
                text = request.body.decode()
                return dict(urllib.parse.parse_qsl(text, strict_parsing=True))
            root = ElementTree.fromstring(request.body)
            return {"to": root.get("to"), **{child.tag: child.text for child in root}}
        except (ValueError, ElementTree.ParseError):
            return None

    def refuse(self, request, code):
        return Answer(200, {"code": code, "message": request.echo()})

    def refusal(self, request, fault):
        return self.refuse(request, fault.get("code", 429))


if __name__ == "__main__":
    serve(Generic())
