"""What the stand-ins of paid networks share: a small HTTP server on loopback.

A stand-in prints its port on the first line, then one line of JSON for each message it accepted.
Every refusal quotes the whole request, so that a caller that passes words on is found out.

    POST /_fault    {"kind": "refuse", "code": "...", "times": 1}   the vendor's own refusal
                    {"kind": "slow", "seconds": 3}                  answers late
                    {"kind": "cut"}                                 takes it, answers nothing
                    {"kind": "garbage"}  {"kind": "endless"}        takes it, answers nonsense
                    {"kind": "none"}                                ends the fault
                    "times" ends it by itself; more fields are the vendor's own.
    POST /_receipt  {"url": "...", "id": "...", ...}                has a receipt sent there
    GET  /_messages                                                 what was accepted, as an array
    POST /_reset                                                    forgets everything
"""

import json
import os
import stat
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LONGEST_BODY = 1 << 20
MOST_AT_ONCE = threading.BoundedSemaphore(256)


class Request:
    """A request as it came: nothing decoded that a signature covers."""

    def __init__(self, method, target, headers, body):
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.path, _, self.query = target.partition("?")

    def header(self, name):
        return self.headers.get(name.lower(), "")

    def parameters(self):
        """The pairs of the query, decoded; clients write a space as a plus there, too."""
        pairs = (part.partition("=") for part in self.query.split("&") if part)
        return {decode(name): decode(value) for name, _, value in pairs}

    def form(self):
        """The fields of a form, in order."""
        text = self.body.decode("utf-8", "replace")
        return urllib.parse.parse_qsl(text, keep_blank_values=True)

    def json(self):
        """The body as a JSON object, or None."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return None
        return value if isinstance(value, dict) else None

    def echo(self):
        """The whole request, as the worst of the vendors quotes it."""
        head = [f"{self.method} {urllib.parse.unquote(self.target)}"]
        head += [f"{name}: {value}" for name, value in self.headers.items()]
        body = urllib.parse.unquote_plus(self.body.decode("utf-8", "replace"))
        return "\n".join([*head, "", body])


def decode(text):
    return urllib.parse.unquote_plus(text, errors="replace")


class Answer:
    """Status, body and headers. A body that is no bytes is sent as JSON."""

    def __init__(self, status, body=b"", headers=None):
        self.status = status
        self.headers = dict(headers or {})
        if isinstance(body, bytes):
            self.body = body
        else:
            self.body = json.dumps(body, ensure_ascii=False).encode()
            self.headers.setdefault("content-type", "application/json")


class Fake:
    """A vendor. Subclasses say what it answers, how it refuses, and what its receipts look like."""

    def __init__(self):
        self.lock = threading.RLock()
        self.fault = {"kind": "none"}
        self.forget()

    def forget(self):
        self.messages = []
        self.nonces = set()

    # What a vendor is.

    def answer(self, request):
        """Checks a request and takes the message (`accept`), or refuses it."""
        raise NotImplementedError

    def refusal(self, request, fault):
        """The vendor's own refusal with `fault["code"]`; it quotes `request.echo()`."""
        raise NotImplementedError

    def receipt(self, message, wish):
        """Method, address, headers and body of a receipt for one of `messages`."""
        raise NotImplementedError

    # What they share.

    def accept(self, **message):
        """Notes a message and prints it."""
        with self.lock:
            self.messages.append(message)
            print(json.dumps(message, ensure_ascii=False), flush=True)
        return message

    def once(self, nonce):
        """Whether nobody used that nonce before."""
        with self.lock:
            fresh = nonce not in self.nonces
            self.nonces.add(nonce)
        return fresh

    def next_fault(self):
        with self.lock:
            fault = self.fault
            if "times" in fault:
                left = fault["times"] - 1
                self.fault = {**fault, "times": left} if left > 0 else {"kind": "none"}
        return fault

    def control(self, request):
        """Answers what tests ask of the stand-in itself."""
        wish = request.json() or {}
        if request.path == "/_fault":
            self.fault = {"kind": "none", **wish}
            return Answer(200, self.fault)
        if request.path == "/_messages":
            return Answer(200, self.messages)
        if request.path == "/_reset":
            self.fault = {"kind": "none"}
            self.forget()
            return Answer(200, {})
        if request.path == "/_receipt":
            return self.send_receipt(wish)
        return Answer(404, {})

    def send_receipt(self, wish):
        found = [one for one in self.messages if one.get("id") == wish.get("id")]
        message = found[-1] if found else {"id": wish.get("id", "")}
        method, url, headers, body = self.receipt(message, wish)
        call = urllib.request.Request(url, data=body, headers=headers, method=method)
        try:
            with urllib.request.urlopen(call, timeout=10) as heard:
                status, said = heard.status, heard.read(65536)
        except urllib.error.HTTPError as error:
            status, said = error.code, error.read(65536)
        except OSError as error:
            status, said = 0, str(error).encode()
        return Answer(200, {"status": status, "body": said.decode("utf-8", "replace")})


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 30

    def do_POST(self):
        with MOST_AT_ONCE:
            self.serve()

    do_GET = do_PUT = do_DELETE = do_POST

    def serve(self):
        length = self.headers.get("content-length") or "0"
        if not length.isascii() or not length.isdigit() or int(length) > LONGEST_BODY:
            self.close_connection = True
            return self.say(Answer(413, b""))
        body = self.rfile.read(int(length))
        headers = {name.lower(): value.strip() for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, body)
        fake = self.server.fake
        if request.path.startswith("/_"):
            return self.say(fake.control(request))
        return self.say_with(fake, request, fake.next_fault())

    def say_with(self, fake, request, fault):
        kind = fault["kind"]
        if kind == "refuse":
            return self.say(fake.refusal(request, fault))
        answer = fake.answer(request)
        if kind == "slow":
            time.sleep(float(fault.get("seconds", 3)))
        if kind == "cut":
            self.close_connection = True
            return None
        if kind == "garbage":
            answer = Answer(answer.status, b"<html>\xff\xfe " + request.echo().encode())
        if kind == "endless":
            return self.say_endlessly(request)
        return self.say(answer)

    def say(self, answer):
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)
        self.wfile.flush()

    def say_endlessly(self, request):
        self.close_connection = True
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("connection", "close")
        self.end_headers()
        piece = request.echo().encode() * 16
        try:
            for _ in range(20_000):
                self.wfile.write(piece)
        except OSError:
            pass

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, address):
        # A caller that hung up is no fault; anything else is a fault of the stand-in.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, address)


def end_with_the_caller():
    """Ends the process when whoever holds our standard input is gone."""
    sys.stdin.buffer.read()
    os._exit(0)


def serve(fake):
    """Serves until killed, or until a piped standard input ends."""
    server = Server(("127.0.0.1", 0), Handler)
    server.fake = fake
    print(server.server_address[1], flush=True)
    if stat.S_ISFIFO(os.fstat(0).st_mode):
        threading.Thread(target=end_with_the_caller, daemon=True).start()
    server.serve_forever()
