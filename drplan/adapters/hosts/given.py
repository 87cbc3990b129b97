"""Secrets that the control process handed to the worker: kept here, and kept out of all it says.

They come on standard input, beside ``host.data`` and not in it: what prints a host's data prints none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from shlex import quote
from typing import Any, TextIO

from drplan.record.secrets_scan import SHORTEST

COVER = "(secret, not shown)"

_NO_WORD = 8


class Given:
    """Which secrets each host was given by this worker's request, by name."""

    def __init__(self) -> None:
        self._values: dict[str, Mapping[str, str]] | None = None

    def take(self, hosts: Iterable[Mapping[str, Any]]) -> None:
        """Remember the ``secrets`` of a request's hosts."""
        self._values = {host["name"]: host.get("secrets", {}) for host in hosts}

    def to(self, host: str) -> Mapping[str, str] | None:
        """Return a host's secrets by name; ``None`` when no worker's request was taken: bare pyinfra."""
        return None if self._values is None else self._values.get(host, {})

    def hide(self, value: Any) -> Any:
        """Return text, or plain values of text, with every secret covered up.

        Looked for whole, line by line, and as Python and JSON escape it; those shorter than six characters
        are not: they would be found everywhere by chance.
        """
        if isinstance(value, str):
            for form in self._forms():
                value = value.replace(form, COVER)
            return value
        if isinstance(value, Mapping):
            return {key: self.hide(each) for key, each in value.items()}
        return [self.hide(each) for each in value] if isinstance(value, list) else value

    def any(self) -> bool:
        """Say whether any host was given a secret."""
        return bool(self._values) and any((self._values or {}).values())

    def is_in(self, text: str) -> bool:
        """Say whether a secret of eight characters or more is in the text; shorter ones are like words."""
        return any(form in text for form in self._forms() if len(form) >= _NO_WORD)

    def _forms(self) -> list[str]:
        whole = {secret for secrets in (self._values or {}).values() for secret in secrets.values()}
        pieces = whole | {line for secret in whole for line in secret.splitlines()}
        forms = {form for piece in pieces if len(piece) >= SHORTEST for form in _written(piece)}
        # The longest first: a part that was covered would leave the rest of the whole in sight.
        return sorted(forms, key=lambda form: (-len(form), form))


GIVEN = Given()
"""A worker takes one request in its life."""


class Covered:
    """A text stream that covers secrets up before it passes them on."""

    def __init__(self, stream: TextIO, given: Given) -> None:
        self._stream, self._given = stream, given

    def write(self, text: str) -> int:
        """Write what may be seen of it."""
        self._stream.write(self._given.hide(text))
        return len(text)

    def flush(self) -> None:
        """Pass on what is held back."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Say that nobody sits there."""
        return False


def _written(text: str) -> set[str]:
    quoted = (repr(text), json.dumps(text), json.dumps(text, ensure_ascii=False))
    return {text, *(each[1:-1] for each in quoted), quote(text).strip("'")}
