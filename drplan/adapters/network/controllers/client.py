"""Asking an API patiently: what it refuses, withholds or breaks off is an error, and no half of a document.

An error names the device and the endpoint (its path, without the query), and neither the key nor anything of
an answer's body.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException, IncompleteRead
from typing import Any, NoReturn
from urllib.parse import urlencode

from drplan.adapters.network.controllers.line import Answer, Cut, Line
from drplan.errors import DrplanError, NotWhole, SecretMissing, SourceError, Unreachable
from drplan.gear.api import Controller

_OK, _TOO_MANY, _SERVER = 200, 429, 500
_UNKNOWN_KEY, _FORBIDDEN = 401, 403


@dataclass(frozen=True)
class Pace:
    """How patient we are; times in seconds. ``clock`` only ever goes on."""

    tries: int = 5
    longest_wait: float = 60.0
    in_all: float = 900.0
    requests: int = 20_000
    size: int = 128 << 20
    """Bytes of all answers together."""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass
class ReadingClient:
    """Asks one API for JSON by GET. ``device`` is whom errors name."""

    device: str
    api: Controller
    line: Line
    key: str = field(repr=False)
    pace: Pace = field(default_factory=Pace)

    def __post_init__(self) -> None:
        """Begin the time that all of it may take; raises ``SecretMissing`` for a key that cannot be one."""
        self._until = self.pace.clock() + self.pace.in_all
        self._asked = self._size = 0
        if not (self.key and self.key.isascii() and self.key.isprintable() and " " not in self.key):
            raise SecretMissing(
                f"{self.device}: its API key is empty, or holds a letter that no key has",
                next_step="store the key alone, without quotes and blanks, and try again",
            )

    def get(self, path: str, query: Mapping[str, str] | None = None) -> tuple[Any, Mapping[str, str]]:
        """Return the JSON that an endpoint answers, and the answer's headers.

        Raises ``Unreachable`` when the API does not answer in time, ``NotWhole`` when what came is not whole
        or not JSON, ``SourceError`` when it refuses.
        """
        asked = f"{self.api.base}{path}" + (f"?{urlencode(query)}" if query else "")
        answer = self._patiently(asked, path)
        self._refuse(answer, path)
        self._size += len(answer.body)
        if self._size > self.pace.size:
            raise self.not_whole(path, f"all answers together are longer than {self.pace.size} bytes")
        return self._read(answer, path), answer.headers

    def not_whole(self, path: str, why: str) -> NotWhole:
        """Return the error for an endpoint that did not tell all."""
        return NotWhole(
            f"{self.device}: GET {path} did not come whole: {why}",
            next_step="back it up again; when it stays so, ask the endpoint by hand. Nothing was kept",
        )

    def close(self) -> None:
        """Close the line."""
        self.line.close()

    def _patiently(self, asked: str, path: str) -> Answer:
        why = ""
        for tried in range(self.pace.tries):
            self._count(path)
            wait = float(2**tried)
            try:
                answer = self.line.ask(asked, self._headers())
            except Cut as error:
                raise self.not_whole(path, str(error)) from None
            except IncompleteRead:
                raise self.not_whole(path, "the line broke in the middle of it") from None
            except ssl.SSLCertVerificationError as error:
                raise self._untrusted(error) from None
            except ConnectionRefusedError:
                raise self._silent(path, "connection refused") from None
            except (OSError, HTTPException) as error:
                why = type(error).__name__ if isinstance(error, HTTPException) else _said(error)
            else:
                if answer.status != _TOO_MANY and answer.status < _SERVER:
                    return answer
                why = f"it answers {answer.status}"
                wait = _retry_after(answer, wait)
            if tried + 1 < self.pace.tries:
                self._wait(wait, path, why)
        raise self._silent(path, f"{why}, {self.pace.tries} times")

    def _headers(self) -> dict[str, str]:
        shown = self.api.shows.format(key=self.key)
        return {self.api.header: shown, "Accept": "application/json", "User-Agent": "drplan (reads only)"}

    def _count(self, path: str) -> None:
        self._asked += 1
        if self._asked > self.pace.requests:
            raise self.not_whole(path, f"{self.pace.requests} requests were not enough")
        if self.pace.clock() > self._until:
            raise self._silent(path, f"all of it takes longer than {self.pace.in_all:.0f} s")

    def _wait(self, seconds: float, path: str, why: str) -> None:
        if seconds > self.pace.longest_wait or self.pace.clock() + seconds > self._until:
            raise self._silent(path, f"{why}, and asks for {seconds:.0f} s of patience")
        self.pace.sleep(seconds)

    def _refuse(self, answer: Answer, path: str) -> None:
        if answer.status == _OK:
            return
        if answer.status in (_UNKNOWN_KEY, _FORBIDDEN):
            what = (
                "does not know the key" if answer.status == _UNKNOWN_KEY else "does not let the key read it"
            )
            raise SourceError(
                f"{self.device}: GET {path}: {self.line.host} {what} ({answer.status})",
                next_step=f"see that the key is the right one and still valid; {self.api.right}",
            )
        if answer.status // 100 == 3:  # noqa: PLR2004 - the class of redirects, RFC 9110
            self._no_redirect(path, answer.status)
        raise self.not_whole(path, f"{self.line.host} answers {answer.status}")

    def _no_redirect(self, path: str, status: int) -> NoReturn:
        raise SourceError(
            f"{self.device}: GET {path}: {self.line.host} sends us elsewhere ({status}), "
            "and the key goes nowhere else",
            next_step="see what answers at that address: a proxy, or a console that moved",
        )

    def _read(self, answer: Answer, path: str) -> Any:
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise self.not_whole(path, "the answer is no JSON by its own word (Content-Type)")
        try:
            return json.loads(answer.body, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise self.not_whole(path, "its JSON is broken or cut short") from None

    def _untrusted(self, error: ssl.SSLCertVerificationError) -> Unreachable:
        return Unreachable(
            f"{self.device}: {self.line.host} is not believed: {error.verify_message}",
            next_step=f"give it a certificate of the district's CA for {self.line.host}, "
            "and have the CA in this machine's store",
        )

    def _silent(self, path: str, why: str) -> DrplanError:
        return Unreachable(
            f"{self.device}: GET {path}: no answer to use: {why}",
            next_step=f"see that {self.line.host} answers HTTPS from here, then back it up again",
        )


def _retry_after(answer: Answer, otherwise: float) -> float:
    """Return the seconds asked for (RFC 9110, 10.2.3); a date there counts as none."""
    said = answer.headers.get("retry-after", "").strip()
    return float(said) if said.isdecimal() and len(said) < len("1000000") else otherwise


def _said(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)
