"""Real SMTP servers for the tests: plain, STARTTLS and implicit TLS, with a user and a password.

Prints their ports and the file of their certificate as a line of JSON, then each message as
another, opened by Python's own parser. An address says what becomes of its mail:
`550-5.1.1@…` is refused as a recipient, `data-554-5.7.1@…` after the message, `cut@…` and
`silent@…` get no answer to it, and `early@…` loses the connection before it.
"""
import asyncio
import base64
import datetime
import email
import email.policy
import ipaddress
import json
import logging
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = b"ada@example.com", "päss wörd+&=".encode()


def authenticate(server, session, envelope, mechanism, data):
    right = (data.login, data.password) == (USER, PASSWORD)
    return AuthResult(success=right, handled=False)


def content(message, kind):
    part = message.get_body(preferencelist=(kind,))
    return part.get_content() if part else None


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name[:3].isdigit():
            return f"{name.replace('-', ' ', 1)} <{address}> no"
        if name == "early":
            server.transport.close()
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        to = envelope.rcpt_tos[0].split("@")[0]
        if to == "cut":
            server.transport.abort()
            return "250 never seen"
        if to == "silent":
            await asyncio.sleep(60)
        if to.startswith("data-"):
            return f"{to[5:].replace('-', ' ', 1)} no"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        sender = message["from"].addresses[0]
        line = {
            "raw": base64.b64encode(envelope.content).decode(),
            "tls": server.transport.get_extra_info("ssl_object") is not None,
             "user": session.authenticated,
            "envelope": [envelope.mail_from, envelope.rcpt_tos],
            "subject": message["subject"], "name": sender.display_name,
            "address": sender.addr_spec, "to": message["to"].addresses[0].addr_spec,
            "type": message.get_content_type(), "id": message["message-id"],
            "date": message["date"].datetime.timestamp(), "auto": message["auto-submitted"],
            "text": content(message, "plain"), "html": content(message, "html"),
            "ascii": envelope.content.isascii(),
            "defects": [str(one) for part in message.walk() for one in part.defects],
            "lines": max(map(len, envelope.content.split(b"\r\n"))),
        }
        print(json.dumps(line), flush=True)
        return "250 2.0.0 taken"


def signed(subject, key, issuer, by, *extensions):
    now, day = datetime.datetime.now(datetime.timezone.utc), datetime.timedelta(days=1)
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in (subject, issuer)]
    builder = (
        x509.CertificateBuilder().subject_name(names[0]).issuer_name(names[1])
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - day).not_valid_after(now + day)
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(by, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def certificate(folder):
    """The file of an authority, and the TLS of a server that it vouches for."""
    authority, server = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    pem = signed("authority", authority, "authority", authority,
                 x509.BasicConstraints(ca=True, path_length=None))
    place = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    own = signed("mail", server, "authority", authority, x509.SubjectAlternativeName([place]))
    private = server.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption())
    ca, both = f"{folder}/ca.pem", f"{folder}/server.pem"
    open(ca, "wb").write(pem)
    open(both, "wb").write(own + private)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(both)
    return ca, context


async def main():
    authority, context = certificate(sys.argv[1])
    loop, ports = asyncio.get_running_loop(), {}
    logging.getLogger("mail.log").disabled = True
    login = {"auth_required": True, "authenticator": authenticate}
    for name, settings, implicit in [
        ("plain", {}, None),
        ("starttls", {"tls_context": context, "require_starttls": True, **login}, None),
        ("implicit", {"auth_require_tls": False, **login}, context),
    ]:
        def protocol(settings=settings):
            return SMTP(Handler(), enable_SMTPUTF8=True, loop=loop, **settings)

        server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=implicit)
        ports[name] = server.sockets[0].getsockname()[1]
    print(json.dumps({**ports, "ca": authority}), flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
