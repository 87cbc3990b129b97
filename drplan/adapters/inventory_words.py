"""Puts what an inventory gave into words that fit a line of a terminal."""

from __future__ import annotations

import reprlib

_VALUE, _LINE = 80, 2000
_shortened = reprlib.Repr()
_shortened.maxstring = _shortened.maxother = _shortened.maxlong = _VALUE


def shown(value: object) -> str:
    """Return the value as Python writes it, cut in the middle when it is long."""
    try:
        return _shortened.repr(value)
    except Exception:  # noqa: BLE001 - a foreign __repr__ may raise anything
        return f"a {type(value).__name__}"


def spoken(error: BaseException) -> str:
    """Return an error's own text in one line, or nothing when it cannot say it."""
    try:
        return cut(" ".join(str(error)[: 2 * _LINE].split()), _LINE // 4)
    except Exception:  # noqa: BLE001 - a foreign __str__ may raise anything
        return ""


def cut(text: str, most: int) -> str:
    """Return the text, or its beginning and what was left out."""
    return text if len(text) <= most else f"{text[:most]}… ({len(text) - most} more characters)"


def line(text: str) -> str:
    """Return one line that any terminal takes: no controls, no halves of letters, not endless."""
    plain = (letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text[: 2 * _LINE])
    return cut("".join(plain), _LINE)
