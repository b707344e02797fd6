"""A real SMTP server for the tests. Prints its port, then each message as a line of JSON."""
import email
import email.policy
import json
import signal
import socket

from aiosmtpd.controller import Controller


class Handler:
    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        plain, html = message.get_body(("plain",)), message.get_body(("html",))
        line = {
            "from": envelope.mail_from, "to": envelope.rcpt_tos,
            "subject": message["subject"], "text": plain.get_content().strip(), "html": html.get_content() if html else None,
            "header": message["from"], "mime": message["mime-version"],
            "type": message.get_content_type(), "charset": plain.get_content_charset(),
            "ascii": envelope.content.isascii(), "defects": [str(one) for one in message.defects],
            "lines": max(map(len, envelope.content.split(b"\r\n"))),
        }
        print(json.dumps(line), flush=True)
        return "250 taken"


with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
controller = Controller(Handler(), hostname="127.0.0.1", port=port)
controller.start()
print(port, flush=True)
signal.pause()
