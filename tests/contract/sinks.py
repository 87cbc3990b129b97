"""Real servers on this machine that take what they are sent and keep it: one for webhooks, one for mail."""

import socketserver
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Webhook(ThreadingHTTPServer):
    """Takes POST requests: ``heard`` holds path, body and headers; ``answers`` the codes to give first."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Posted)
        self.heard = []
        self.answers = []

    @property
    def place(self):
        return f"127.0.0.1:{self.server_address[1]}"


class _Posted(BaseHTTPRequestHandler):
    server: Webhook

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.heard.append((self.path, body, str(self.headers)))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
        self.end_headers()

    def log_message(self, *args):
        """Say nothing."""


class Mailbox(socketserver.ThreadingTCPServer):
    """Takes mail by as much SMTP (RFC 5321) as a sender needs: ``mail`` holds envelopes and texts."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Delivered)
        self.mail = []

    @property
    def place(self):
        return f"127.0.0.1:{self.server_address[1]}"


class _Delivered(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self):
        envelope: list[str] = []
        self.say("220 sink")
        for line in iter(self.rfile.readline, b""):
            word = line.decode().strip()
            if word.upper() == "DATA":
                self.say("354 go on")
                text = "".join(each.decode() for each in iter(self.rfile.readline, b".\r\n"))
                self.server.mail.append((envelope, text))
            elif word.upper() == "QUIT":
                self.say("221 bye")
                return
            elif word.upper().startswith(("MAIL", "RCPT")):
                envelope.append(word)
            self.say("250 fine")

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def serving(server):
    """Serve until the end of the block."""
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
