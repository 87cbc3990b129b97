"""Foreign names made into ours: lower-case DNS labels, each once, every change told."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from drplan.declare.imported import shown

LONGEST_FOREIGN = 253
"""The longest name taken: a whole domain name (RFC 1035)."""

_LABEL = 63
_HOST = re.compile(r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.[A-Za-z][A-Za-z0-9-]*\.?$")
_BETWEEN = re.compile("[^a-z0-9]+")


def label(text: str, kind: str) -> str:
    """Return the DNS label nearest to ``text``, the same every time; ``kind`` begins it where it must.

    A host's domain is cut off. A text without a single Latin letter or digit is named by its SHA-256.
    """
    host = text.split(".", 1)[0] if _HOST.match(text) else text
    plain = unicodedata.normalize("NFKD", host).encode("ascii", "ignore").decode().lower()
    word = _BETWEEN.sub("-", plain).strip("-")
    if not word:
        word = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
    if not word[0].isalpha():
        word = f"{kind}-{word}"
    return word[:_LABEL].rstrip("-")


class Names:
    """Gives each foreign name one of ours that nobody else has; ``notes`` tell what was changed."""

    def __init__(self, kind: str, notes: list[str], taken: frozenset[str] = frozenset()) -> None:
        self._kind = kind
        self._notes = notes
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def give(self, text: str) -> str:
        """Return a name for ``text``; a second one alike gets ``-2``."""
        wanted = label(text, self._kind)
        name = wanted
        while name in self._taken:
            number = self._last[wanted] = self._last.get(wanted, 1) + 1
            name = f"{wanted[: _LABEL - 1 - len(str(number))].rstrip('-')}-{number}"
        self._taken.add(name)
        if name != text:
            self._notes.append(f"renamed the {self._kind} {shown(text)} to {name}")
        return name


def line(text: str) -> str:
    """Return a text for people on one line: printable letters, single spaces, at most 200 of them."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text[:1000])
    return " ".join(printable.split())[:200].strip()
