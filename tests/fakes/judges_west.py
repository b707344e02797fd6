"""The vendors' own SDKs drive our stand-ins, and read the receipts that those sign.

    judges_west.py               all of them, against the stand-ins and, for AWS, against moto
    judges_west.py webhook       reads [{"secret", "headers", "body"}], Standard Webhooks to verify
    judges_west.py request       reads [{"service", "url", "headers", "body"}], and signs them again
    judges_west.py moto          starts moto for one test: prints port, key and secret
"""

import json
import os
import queue
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# Our stand-ins are named as the SDKs are.
HERE = Path(__file__).resolve().parent
sys.path = [folder for folder in sys.path if Path(folder or ".").resolve() != HERE]

CODE = "918273"
NUMBER = "+14155552671"
COUNTS = {"agreed": 0}


def agree(holds, what):
    if not holds:
        sys.exit(f"does not hold: {what}")
    COUNTS["agreed"] += 1


class FakeServer:
    """A stand-in in a process of its own."""

    def __init__(self, name):
        command = [sys.executable, HERE / f"{name}.py"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        self.port = int(self.process.stdout.readline())
        self.base = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def ask(self, path, wish=None):
        body = None if wish is None else json.dumps(wish).encode()
        with urllib.request.urlopen(f"{self.base}{path}", data=body, timeout=10) as answer:
            return json.load(answer)

    def messages(self):
        return self.ask("/_messages")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(timeout=10)


class Listener:
    """Takes receipts, as they come."""

    def __init__(self):
        calls = self.calls = queue.Queue()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                calls.put((self.path, headers, body))
                self.send_response(204)
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook?a=1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def after(self, fake, **wish):
        fake.ask("/_receipt", {"url": self.url, **wish})
        return self.calls.get(timeout=10)


def refused(call, kind):
    """The error that a call must end with."""
    try:
        call()
    except kind as error:
        return error
    return sys.exit(f"was not refused: {kind}")


def twilio():
    from twilio.base.exceptions import TwilioRestException
    from twilio.http.http_client import TwilioHttpClient
    from twilio.request_validator import RequestValidator
    from twilio.rest import Client

    account, token = "AC00000000000000000000000000000001", "auth-token-of-twilio"

    class Local(TwilioHttpClient):
        def request(self, method, url, *rest, **named):
            path = urllib.parse.urlsplit(url).path
            return super().request(method, fake.base + path, *rest, **named)

    with FakeServer("twilio") as fake:
        listener = Listener()
        client = Client(account, token, http_client=Local())
        send = client.messages.create
        sent = send(to=NUMBER, from_="+15005550006", body=CODE, validity_period=300)
        agree(sent.sid.startswith("SM") and sent.status == "queued", "a message is taken")
        content = "HX00000000000000000000000000000001"
        sent = send(to=NUMBER, from_="+15005550006", body=CODE, provide_feedback=True)
        told = client.messages(sent.sid).feedback.create(outcome="confirmed")
        agree(told.outcome == "confirmed", "it is told that a code was entered")
        sent_by = dict(to=f"whatsapp:{NUMBER}", from_="whatsapp:+15005550006", content_sid=content)
        sent_by["content_variables"] = json.dumps({"1": CODE})
        agree(send(**sent_by).sid, "a template of WhatsApp is taken")
        twiml = "<Response><Say>1, 2</Say></Response>"
        called = client.calls.create(to=NUMBER, from_="+15005550006", twiml=twiml)
        agree(called.sid.startswith("CA"), "a call is taken")
        service = client.verify.v2.services("VA00000000000000000000000000000001")
        verification = service.verifications.create(to=NUMBER, channel="sms", custom_code=CODE)
        agree(verification.status == "pending", "a code of ours is taken")
        approved = service.verifications(verification.sid).update(status="approved")
        agree(approved.status == "approved", "success is told")
        wrong = Client(account, "another", http_client=Local())
        create = wrong.messages.create
        error = refused(lambda: create(to=NUMBER, from_="+1", body="a"), TwilioRestException)
        agree((error.status, error.code) == (401, 20003), "another token")
        for to, code in [("12", 21211), ("+15005550009", 21614), ("+15005550004", 21610)]:
            error = refused(lambda: send(to=to, from_="+1", body="a"), TwilioRestException)
            agree(error.code == code and to in urllib.parse.unquote(error.msg), f"{to} is refused")
        shared = RequestValidator("shared-key-of-webhooks")
        validators = {"": RequestValidator(token), "shared": shared}
        for key, validator in validators.items():
            algorithm = "HMAC_SHA256" if key else None
            wish = dict(id=sent.sid, status="failed", code=30007, key=key)
            _, headers, body = listener.after(fake, **wish)
            fields = dict(urllib.parse.parse_qsl(body.decode()))
            signature = headers["x-twilio-signature"]
            valid = lambda fields: validator.validate(listener.url, fields, signature, algorithm)
            agree(valid(fields), f"a receipt is signed {algorithm}")
            agree(not valid({**fields, "MessageStatus": "delivered"}), "a changed receipt is not")


def vonage():
    from vonage_http_client import Auth, HttpClient, HttpClientOptions
    from vonage_jwt import verify_signature
    from vonage_sms import Sms, SmsMessage
    from vonage_sms.errors import SmsError

    def sms(**auth):
        options = HttpClientOptions(rest_host=f"127.0.0.1:{fake.port}")
        client = HttpClient(Auth(api_key="abcd1234", **auth), options)
        plain = client._session.request
        client._session.request = lambda method, url, **rest: plain(
            method, url.replace("https:", "http:"), **rest
        )
        return Sms(client)

    with FakeServer("vonage") as fake:
        listener = Listener()
        text = SmsMessage(to=NUMBER[1:], from_="Cleat", text=f"{CODE} a&b=c", ttl=300_000)
        agree(sms(api_secret="secret-of-vonage").send(text).messages[0].status == "0", "by secret")
        error = refused(lambda: sms(api_secret="x").send(text), SmsError)
        agree("code 4:" in str(error) and CODE in str(error), "another secret, quoted")

        # The SDK's client signs fields that it does not send, as "None": only its signing judges.
        def signed(secret, method):
            fields = {"api_key": "abcd1234", "to": NUMBER[1:], "from": "Cleat", "text": "a&b=c"}
            auth = Auth("abcd1234", signature_secret=secret, signature_method=method)
            fields["sig"] = auth.sign_params(fields)
            body = urllib.parse.urlencode(fields).encode()
            with urllib.request.urlopen(f"{fake.base}/sms/json", data=body, timeout=10) as answer:
                return json.load(answer)["messages"][0]["status"]

        for method in ["sha256", "sha512"]:
            agree(signed("signature_secret", method) == "0", f"signed with {method}")
            agree(signed("another", method) == "14", f"another signature secret with {method}")
        id = fake.messages()[-1]["id"]
        for method in ["sha256", "sha512"]:
            judge = Auth("abcd1234", signature_secret="signature_secret", signature_method=method)
            path, _, _ = listener.after(fake, id=id, url=listener.url.split("?")[0], method=method)
            fields = dict(urllib.parse.parse_qsl(path.partition("?")[2], keep_blank_values=True))
            agree(judge.check_signature(dict(fields)), f"a receipt is signed with {method}")
            agree(not judge.check_signature({**fields, "status": "failed"}), "a changed one is not")
        _, headers, _ = listener.after(fake, id=id, form="token")
        token = headers["authorization"].removeprefix("Bearer ")
        agree(verify_signature(token, "signature_secret"), "a receipt is signed by a token")
        agree(not verify_signature(token, "another"), "which has a key")


def sendgrid():
    from python_http_client.exceptions import ForbiddenError, UnauthorizedError
    from sendgrid import SendGridAPIClient
    from sendgrid.helpers.eventwebhook import EventWebhook
    from sendgrid.helpers.mail import Mail

    with FakeServer("sendgrid") as fake:
        listener = Listener()
        send = SendGridAPIClient("SG.key", host=fake.base).send
        mail = lambda sender: Mail(sender, "ann@example.com", "s", CODE, f"<p>{CODE}</p>")
        answer = send(mail("no-reply@example.com"))
        agree(answer.status_code == 202 and answer.body == b"", "a mail is taken")
        id = answer.headers["X-Message-Id"]
        error = refused(lambda: send(mail("a@other.example")), ForbiddenError)
        agree(CODE in error.body.decode(), "another sender is refused, and quoted")
        other = SendGridAPIClient("SG.other", host=fake.base)
        refused(lambda: other.send(mail("no-reply@example.com")), UnauthorizedError)
        _, headers, body = listener.after(fake, id=id, event="bounce", type="blocked")
        judge = EventWebhook(fake.ask("/_key")["key"])
        stamp = headers["x-twilio-email-event-webhook-timestamp"]
        signature = headers["x-twilio-email-event-webhook-signature"]
        valid = lambda body: judge.verify_signature(body, signature, stamp)
        agree(valid(body.decode()), "a receipt is signed")
        agree(not valid(body.decode().replace("bounce", "delivered")), "a changed one is not")


def aws_clients(endpoint, key, secret):
    import boto3
    from botocore.config import Config

    named = dict(
        region_name="us-east-1",
        endpoint_url=endpoint,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        config=Config(retries={"total_max_attempts": 1}),
    )
    return [boto3.client(name, **named) for name in ("sns", "sesv2", "pinpoint-sms-voice-v2")]


def mail_of(sender):
    text = lambda data: {"Data": data, "Charset": "UTF-8"}
    simple = {"Subject": text("s"), "Body": {"Text": text(CODE)}}
    return dict(
        FromEmailAddress=sender,
        Destination={"ToAddresses": ["ann@example.com"]},
        Content={"Simple": simple},
    )


def aws():
    from botocore.exceptions import ClientError

    secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    with FakeServer("aws") as fake:
        sns, ses, eum = aws_clients(fake.base, "AKIDEXAMPLE", secret)
        publish = lambda number: sns.publish(PhoneNumber=number, Message=f"{CODE} 验证码")
        agree(publish(NUMBER)["MessageId"], "SNS takes a message")
        error = refused(lambda: publish("+0"), sns.exceptions.InvalidParameterException)
        agree("+0" in str(error), "SNS refuses a number, and quotes it")
        text = dict(DestinationPhoneNumber=NUMBER, MessageBody=CODE, TimeToLive=300)
        id = eum.send_text_message(**text, MaxPrice="0.50")["MessageId"]
        eum.put_message_feedback(MessageId=id, MessageFeedbackStatus="RECEIVED")
        agree(fake.messages()[-1]["outcome"] == "RECEIVED", "End User Messaging takes feedback")
        short = dict(text, DestinationPhoneNumber="12345678901234567890")
        refused(lambda: eum.send_text_message(**short), eum.exceptions.ValidationException)
        sender = "no-reply@example.com"
        agree(ses.send_email(**mail_of(sender))["MessageId"], "SES takes a mail")
        unverified = mail_of("a@unverified.example")
        refused(lambda: ses.send_email(**unverified), ses.exceptions.MessageRejected)
        sns, ses, eum = aws_clients(fake.base, "AKIDEXAMPLE", "another")
        for call, code in [
            (lambda: sns.publish(PhoneNumber=NUMBER, Message="a"), "SignatureDoesNotMatch"),
            (lambda: eum.send_text_message(**text), "InvalidSignatureException"),
            (lambda: ses.send_email(**mail_of(sender)), "InvalidSignatureException"),
        ]:
            agree(refused(call, ClientError).response["Error"]["Code"] == code, code)


def start_moto():
    """moto with its check of signatures on: address, key and secret."""
    import socket
    import time

    import boto3

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    quiet = subprocess.DEVNULL
    environment = {**os.environ, "INITIAL_NO_AUTH_ACTION_COUNT": "4"}
    process = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet)
    endpoint = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{endpoint}/moto-api/data.json", timeout=5).close()
            break
        except OSError:
            time.sleep(0.05)
    named = dict(endpoint_url=endpoint, region_name="us-east-1")
    keys = dict(aws_access_key_id="setup", aws_secret_access_key="setup")
    iam = boto3.client("iam", **named, **keys)
    iam.create_user(UserName="cleat")
    key = iam.create_access_key(UserName="cleat")["AccessKey"]
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": allow})
    iam.put_user_policy(UserName="cleat", PolicyName="all", PolicyDocument=policy)
    ses = boto3.client("sesv2", **named, **keys)
    ses.create_email_identity(EmailIdentity="no-reply@example.com")
    return process, endpoint, key["AccessKeyId"], key["SecretAccessKey"]


def moto():
    from botocore.exceptions import ClientError

    process, endpoint, key, secret = start_moto()
    try:
        sns, ses, _ = aws_clients(endpoint, key, secret)
        agree(sns.publish(PhoneNumber=NUMBER, Message=CODE)["MessageId"], "moto takes a message")
        agree(ses.send_email(**mail_of("no-reply@example.com"))["MessageId"], "moto takes a mail")
        sns, ses, _ = aws_clients(endpoint, key, "another")
        send = lambda: sns.publish(PhoneNumber=NUMBER, Message=CODE)
        code = refused(send, ClientError).response["Error"]["Code"]
        agree(code == "SignatureDoesNotMatch", "moto checks signatures")
    finally:
        process.kill()
        process.wait()


def webhook():
    from standardwebhooks import Webhook, WebhookVerificationError

    for call in json.load(sys.stdin):
        try:
            Webhook(call["secret"]).verify(call["body"], call["headers"])
            print("verified")
        except WebhookVerificationError:
            print("forged")


def request():
    for call in json.load(sys.stdin):
        again = sign_vonage if call["service"] == "vonage" else sign_aws
        print("the same" if again(call) else "another")


def sign_vonage(call):
    from vonage_http_client import Auth

    fields = dict(urllib.parse.parse_qsl(call["body"], keep_blank_values=True))
    method = {64: "sha256", 128: "sha512"}[len(fields["sig"])]
    auth = Auth("abcd1234", signature_secret="signature_secret", signature_method=method)
    return auth.check_signature(fields)


def sign_aws(call):
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    headers = dict(call["headers"])
    signature = headers.pop("authorization").rpartition("Signature=")[2]
    key = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    auth = SigV4Auth(key, call["service"], "us-east-1")
    again = AWSRequest("POST", call["url"], headers, call["body"].encode())
    again.context["timestamp"] = headers["x-amz-date"]
    to_sign = auth.string_to_sign(again, auth.canonical_request(again))
    return auth.signature(to_sign, again) == signature


def serve_moto():
    process, endpoint, key, secret = start_moto()
    try:
        print(json.dumps({"endpoint": endpoint, "key": key, "secret": secret}), flush=True)
        sys.stdin.read()
    finally:
        process.kill()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["webhook"]:
            webhook()
        case ["request"]:
            request()
        case ["moto"]:
            serve_moto()
        case _:
            for judge in (twilio, vonage, sendgrid, aws, moto):
                before = COUNTS["agreed"]
                judge()
                print(f"{judge.__name__}: {COUNTS['agreed'] - before} agreed")
