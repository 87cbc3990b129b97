"""Characters that cannot be seen, or that turn or hide others: shown by their code point."""

from __future__ import annotations

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode's categories: control, format (bidi marks, zero width), surrogate, private, none, breaks."""
_SPACES = "\t\n"


def spelled(text: str) -> str:
    """Write every hidden character as ``[U+202E]``: a name that reads backwards must not pass for another.

    Tabs and line ends stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(code_point(each) if _is_hidden(each) else each for each in text)


def code_point(character: str) -> str:
    """Write one character by its code point."""
    return f"[U+{ord(character):04X}]"


def _is_hidden(character: str) -> bool:
    return character not in _SPACES and unicodedata.category(character) in _HIDDEN
