"""One HTTPS line to an API on which nothing but GET ever leaves.

Certificates are checked strictly, by the system's store (OpenSSL's ``SSL_CERT_FILE`` counts) and for the name
or address that is asked. Nothing is followed: a redirect is an answer like another.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, HTTPSConnection

from drplan.errors import UsageError

LONGEST_ANSWER = 16 << 20
"""Bytes of one answer. The largest page that is asked for (1,000 entries) is far below it."""
_SECONDS = 30.0


class Cut(Exception):
    """An answer that did not come whole, or is too long to be one; why."""


@dataclass(frozen=True)
class Answer:
    """What came: its headers' names are in lower case, those of one name joined by commas (RFC 9110, 5.3)."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class ReadingConnection(HTTPSConnection):
    """Refuses every verb but GET before a byte leaves."""

    def putrequest(self, method: str, url: str, *args: object, **more: object) -> None:
        """Begin a request; raises ``UsageError`` for one that could change something."""
        if method != "GET":
            raise UsageError(
                f"{self.host}: drplan only reads a controller, and {method} is not sent",
                next_step="make the change in the controller itself",
            )
        super().putrequest(method, url, *args, **more)  # type: ignore[arg-type]


@dataclass
class Line:
    """A line that is opened when it is first used, and anew after it broke."""

    host: str
    port: int
    trust: ssl.SSLContext
    longest: int = LONGEST_ANSWER
    _open: ReadingConnection | None = None

    def ask(self, path: str, headers: Mapping[str, str]) -> Answer:
        """Send one GET; raises ``OSError`` or ``HTTPException`` for a dead line, :class:`Cut`."""
        if self._open is None:
            opened = ReadingConnection(self.host, self.port, timeout=_SECONDS, context=self.trust)
            opened.connect()
            self._open = opened
        try:
            self._open.request("GET", path, headers=dict(headers))
            return self._answer(self._open.getresponse())
        except (OSError, HTTPException, Cut):
            self.close()
            raise

    def close(self) -> None:
        """Close the line; it may be used again."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _answer(self, response: HTTPResponse) -> Answer:
        body = response.read(self.longest + 1)
        if len(body) > self.longest:
            raise Cut(f"it is longer than {self.longest} bytes")
        if response.length:
            raise Cut(f"{response.length} bytes of it are missing")
        headers: dict[str, str] = {}
        for name, value in response.getheaders():
            before = headers.get(name.lower())
            headers[name.lower()] = f"{before}, {value}" if before else value
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(response.status, headers, body)
