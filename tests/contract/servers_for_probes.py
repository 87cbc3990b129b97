"""Servers on loopback that answer a probe as a test wants: badly, slowly, or not at all."""

import socket
import threading
from contextlib import contextmanager, suppress


@contextmanager
def datagrams(reply):
    """Yield the port of a server that sends what ``reply(question)`` returns, each of several."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))

        def serve():
            with suppress(OSError):
                while True:
                    question, sender = line.recvfrom(4096)
                    if question == b"end":
                        return
                    for each in reply(question):
                        line.sendto(each, sender)

        with _running(serve, lambda: line.sendto(b"end", line.getsockname())):
            yield line.getsockname()[1]


@contextmanager
def connections(talk):
    """Yield the port of a server that hands each connection to ``talk``."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve():
            with suppress(OSError):
                while True:
                    line, _ = door.accept()
                    with line, suppress(OSError, ValueError):
                        talk(line)

        # Closing alone would not wake a thread that accepts.
        with _running(serve, lambda: door.shutdown(socket.SHUT_RDWR)):
            yield door.getsockname()[1]


@contextmanager
def _running(serve, stop):
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop()
        thread.join(10)
