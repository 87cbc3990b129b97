"""What follows a word for a secret: its value, to its own end or to that of the line. Pure."""

from __future__ import annotations

import re

from drplan.gear.secret_forms import Forms

Place = tuple[int, int]
"""Where a secret begins, and where it ended."""

_BREAK = r"\\\r?\n[+\- ]?[ \t]*"
_SEPARATOR = re.compile(
    rf"""["']?(?:(?P<sign>[=:>])[ \t]*(?:{_BREAK})?|[ \t]+(?P<apart>[=:])[ \t]+|[ \t]+)"""
)
_QUOTED = re.compile(r'(?P<quote>["\'])(?P<value>(?:\\.|(?!(?P=quote))[^\\])*)(?P=quote)', re.DOTALL)
_TAGGED = re.compile(r"[^<\n]*")
_TOKEN = re.compile(rf"(?:{_BREAK}|(?![,&][\w:-]+=)[^\s\"])+")
_CLOSING = ";,)]}'"
_REST = re.compile(r"(?:\\\r?\n|[^\n])*")
_LAST = re.compile(r"(?:[ \t\r]*(?:[;{},\])]|##.*))*[ \t\r]*$")


def after(text: str, word: re.Match[str], forms: Forms) -> Place | None:
    """Return what follows a word for a secret, to the end of its value or its line."""
    separator = _SEPARATOR.match(text, word.end())
    is_value = text[max(0, word.start() - 1) : word.start()] in {"=", ","}
    sign = separator and (separator["sign"] or separator["apart"])
    if separator is None or (is_value and not sign):
        return None
    if sign:
        return _after_sign(text, separator)
    kinds = forms.kinds.match(text, separator.end())
    return _rest(text, kinds.end() if kinds else separator.end())


def _after_sign(text: str, separator: re.Match[str]) -> Place | None:
    at = separator.end()
    quoted = _QUOTED.match(text, at)
    if quoted:
        return quoted.span("value")
    if separator["sign"] == ">" and (tagged := _TAGGED.match(text, at)):
        return tagged.span()
    token = _TOKEN.match(text, at)
    if token is None or separator["sign"] == ":" or separator[0].endswith(" "):
        return _rest(text, at)
    return at, at + len(token[0].rstrip(_CLOSING))


def _rest(text: str, at: int) -> Place:
    line = _REST.match(text, at)
    rest = text[at : line.end() if line else at]
    end = at + len(rest) - len((_LAST.search(rest) or [""])[0])
    quoted = _QUOTED.match(text, at, end)
    return quoted.span("value") if quoted and quoted.end() == end else (at, end)
