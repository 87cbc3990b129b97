"""A TCP connection, secured or not, that ends in time whatever the other side does."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer

from drplan.declare.secret import Secret
from drplan.errors import SecretMissing
from drplan.ports import SecretReader

SECONDS = 5.0
"""How long one conversation may last, all of it."""


@contextmanager
def connected(host: str, port: int, seconds: float = SECONDS) -> Iterator[socket.socket]:
    """Connect, and hang up after ``seconds``: a server that sends a byte now and then holds nobody.

    Raises ``OSError`` when it cannot connect; afterwards reading ends, or raises ``OSError``.
    """
    with socket.create_connection((host, port), timeout=seconds) as line:
        # The line itself may be handed over to TLS; its twin still hangs up.
        twin = line.dup()
        watch = Timer(seconds, _hang_up, [twin])
        watch.daemon = True
        watch.start()
        try:
            yield line
        finally:
            watch.cancel()
            twin.close()


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def believing(authority: Secret | None, secrets: SecretReader) -> ssl.SSLContext:
    """Return what a server's certificate is verified with; raises ``SecretMissing``, also for a bad PEM."""
    if authority is None:
        return ssl.create_default_context()
    try:
        return ssl.create_default_context(cadata=secrets.read(authority))
    except (ssl.SSLError, ValueError):
        raise SecretMissing(
            f"no certificate in PEM at {authority.describe()}",
            next_step="put the authority's certificate there, in PEM",
        ) from None


def why(error: Exception) -> str:
    """Say why a connection failed, without a word that the other side chose."""
    match error:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not believed ({error.verify_message})"
        case ssl.SSLError():
            return f"no TLS with it ({error.reason or type(error).__name__})"
        case TimeoutError():
            return "no answer in time"
        case OSError(strerror=str(said)):
            return said
        case _:
            return f"an answer that cannot be read ({type(error).__name__})"
