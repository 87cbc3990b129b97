"""Characters that cannot be seen, or that turn or hide others: shown by their code point."""

from __future__ import annotations

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode's categories: control, format (bidi marks, zero width), surrogate, private, none, breaks."""
_SPACES = "\t\n"
JOINERS = "\u200c\u200d"
"""What says in some scripts, and between emoji, whether signs are joined (Unicode 16, section 23.2)."""


def spelled(text: str, keep: str = "") -> str:
    """Write every hidden character as ``[U+202E]``: a name that reads backwards must not pass for another.

    Tabs and line ends stay, and so does what is in ``keep``.
    """
    hidden = {ord(each): code_point(each) for each in set(text) - set(keep) if _is_hidden(each)}
    return text.translate(hidden) if hidden else text


def one_line(text: str) -> str:
    """Return a text as one line, with each hidden or turning character by its code point.

    File names, servers' banners and devices' answers get into messages. A terminal obeys escape sequences
    (ESC, and U+009B alone), and a line break could begin a ``next:`` of the attacker's own.
    """
    return spelled(text.replace("\r\n", "\n").replace("\n", " ").rstrip(), keep=JOINERS)


def code_point(character: str) -> str:
    """Write one character by its code point."""
    return f"[U+{ord(character):04X}]"


def _is_hidden(character: str) -> bool:
    return character not in _SPACES and unicodedata.category(character) in _HIDDEN
