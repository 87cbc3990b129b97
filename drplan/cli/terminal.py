"""Words from elsewhere on a terminal: shown, never obeyed."""

from __future__ import annotations


def one_line(text: str) -> str:
    """Return a text as one line, with each hidden or turning character by its code point.

    File names, servers' banners and devices' answers get into messages. A terminal obeys escape sequences
    (ESC, and U+009B alone), and a line break could begin a ``next:`` of the attacker's own.
    """
    from drplan.explain.spelled import JOINERS, spelled

    return spelled(text.replace("\r\n", "\n").replace("\n", " ").rstrip(), keep=JOINERS)
