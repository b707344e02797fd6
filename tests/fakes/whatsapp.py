"""Meta's WhatsApp Cloud API: templates of authentication, and signed webhooks."""

import hashlib
import hmac
import json
import re
import secrets
import time
import urllib.parse

from common import Answer, Fake, serve

NUMBER_ID = "106540352242922"
TOKEN = "token-of-meta"
APP_SECRET = "secret-of-the-app"
TEMPLATES = {("sign_in", "en_US"), ("sign_in", "zh_CN"), ("sign_in", "ja")}


class WhatsApp(Fake):
    def answer(self, request):
        if not hmac.compare_digest(request.header("authorization"), f"Bearer {TOKEN}"):
            return self.error(request, 190, 401)
        if not re.fullmatch(rf"/v\d+\.\d/{NUMBER_ID}/messages", request.path):
            return self.error(request, 100)
        body = request.json() or {}
        template = body.get("template", {})
        texts = [
            part["parameters"][0].get("text", "")
            for part in template.get("components", [])
            if part.get("parameters")
        ]
        plain = body.get("messaging_product") == "whatsapp" and body.get("type") == "template"
        to = str(body.get("to", ""))
        if not plain or len(body.get("biz_opaque_callback_data", "")) > 512:
            return self.error(request, 100)
        if not re.fullmatch(r"\+?[1-9][0-9]{6,14}", to):
            return self.error(request, 131009)
        if (template.get("name"), template.get("language", {}).get("code")) not in TEMPLATES:
            return self.error(request, 132001, 404)
        if len(texts) != 2 or len(set(texts)) != 1 or not 0 < len(texts[0]) <= 15:
            return self.error(request, 132000)
        id = "wamid." + secrets.token_urlsafe(24) + "=="
        attempt = body.get("biz_opaque_callback_data")
        self.accept(id=id, to=to, code=texts[0], attempt=attempt, template=template)
        said = {
            "messaging_product": "whatsapp",
            "contacts": [{"input": to, "wa_id": to.lstrip("+")}],
            "messages": [{"id": id, "message_status": "accepted"}],
        }
        return Answer(200, said)

    def error(self, request, code, status=400):
        error = {
            "message": f"(#{code}) {request.echo()}",
            "type": "OAuthException",
            "code": code,
            "error_data": {"messaging_product": "whatsapp", "details": request.echo()},
            "fbtrace_id": secrets.token_urlsafe(16),
        }
        return Answer(status, {"error": error})

    def refusal(self, request, fault):
        return self.error(request, int(fault.get("code", 130429)), fault.get("status", 400))

    def receipt(self, message, wish):
        """`status`, `code`; with `challenge`, the GET by which an address is set up."""
        if "challenge" in wish:
            query = {"hub.mode": "subscribe", "hub.challenge": wish["challenge"]}
            query["hub.verify_token"] = wish["token"]
            return "GET", f"{wish['url']}?{urllib.parse.urlencode(query)}", {}, None
        status = {
            "id": message["id"],
            "status": wish.get("status", "delivered"),
            "timestamp": str(int(time.time())),
            "recipient_id": message.get("to", "").lstrip("+"),
            "biz_opaque_callback_data": message.get("attempt"),
        }
        if "code" in wish:
            status["errors"] = [{"code": int(wish["code"]), "title": "failed", "message": "failed"}]
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"phone_number_id": wish.get("number", NUMBER_ID)},
            "statuses": [status],
        }
        change = {"field": "messages", "value": value}
        entry = {"id": "1", "changes": [change]}
        body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
        tag = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"content-type": "application/json", "X-Hub-Signature-256": f"sha256={tag}"}
        return "POST", wish["url"], headers, body


if __name__ == "__main__":
    serve(WhatsApp())
