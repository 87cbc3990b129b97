"""Spoiling a sample as somebody would who wants its reader to stumble: by its structure, then byte by byte.

A ``Spoil`` is a few small numbers, so that hypothesis makes it smaller when something is found.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st

Step = tuple[int, int, int]
Spoil = tuple[Step, ...]
_MOST = 1 << 16

spoils: st.SearchStrategy[Spoil] = st.lists(
    st.tuples(st.integers(0, 255), st.integers(0, _MOST), st.integers(0, _MOST)), min_size=1, max_size=4
).map(tuple)

DEEP = "\0deep\0"
"""Stands for text that :mod:`json` would not write: see ``_RAW``."""
_RAW = {
    f"{DEEP}0": "[" * 3_000 + "]" * 3_000,
    f"{DEEP}1": '{"a":' * 3_000 + "1" + "}" * 3_000,
    f"{DEEP}2": "9" * 5_000,
    f"{DEEP}3": "[" * 500 + "]" * 500,
    f"{DEEP}4": "-0",
    f"{DEEP}5": "1e999",
}
LEAVES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63), 10**30, 10**300, 0.5, -1.5, 1e308),
    *(float("nan"), float("inf"), "", " ", "0", "-1", "\0", "\n", "a\nb\r\nc", "\ud800", "\x1b[2J\x1b[31m"),
    *("\u202egnp.exe", "\u2028", "²", "٣", "../../etc/passwd", "/etc/shadow", "..", ".", "a/b", "C:\\x"),
    *(
        "=cmd|'/C calc'!A0",
        "@SUM(1)",
        "<script>alert(1)</script>",
        "</td>",
        "[x](javascript:x)",
        "#let x",
        "$",
    ),
    *("{{7*7}}", "%s%n", "'; drop table x; --", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"),
    *("9999-12-31T23:59:59-14:00", "2026-02-30", "2026-11-22", "20261122T010203Z", "P1D", "true", "null"),
    *("x" * 70_000, [], {}, [None], [[]], [{}], {"": None}, ["a", "a"], [1, "a", None], {"a": {"b": []}}),
    *_RAW,
)
PIECES: tuple[bytes, ...] = (
    *(
        b"",
        b"\0",
        b"\xff",
        b"\xc3\x28",
        b"\xed\xa0\x80",
        b"\n",
        b"\r\n",
        b"\r",
        b"\t",
        b" ",
        b'"',
        b"'",
        b"\\",
    ),
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"=",
        b"#",
        b"!",
        b"/*",
        b"*/",
        b"<",
        b">",
        b"&x;",
        b"%",
        b"\x1b[2J",
    ),
    *(b"\xe2\x80\xae", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"NaN", b"1e999", b"9" * 5_000, b"-", b"../", b"/"),
    *(
        b"=1+1",
        b"@x",
        b"<script>",
        b"0000-00-00",
        b"\xd9\xa3",
        b"^C",
        b'"""',
        b"--More--",
        b"end",
        b"x" * 70_000,
    ),
    *(b"[" * 3_000, b" " * 5_000, b"\n" * 5_000, b'{"a":' * 2_000),
)


def spoilt_bytes(sample: bytes, spoil: Spoil) -> bytes:
    """Return the sample with pieces flipped, cut, put in, doubled or moved."""
    for act, at, what in spoil:
        sample = _BYTES[act % len(_BYTES)](sample, at * (len(sample) + 1) // (_MOST + 1), what)
    return sample


def spoilt_json(sample: bytes, spoil: Spoil) -> bytes:
    """Return a JSON document with parts of it changed; every fourth time its bytes are, as well."""
    if spoil[0][0] % 4 == 0:
        return spoilt_bytes(sample, spoil)
    value = json.loads(sample)
    for act, at, what in spoil:
        value = _changed(value, act, at, what)
    return written(value)


def spoilt_lines(sample: bytes, spoil: Spoil) -> bytes:
    """Return JSON lines with one of them spoilt as a document, or lines moved about."""
    lines = sample.split(b"\n")
    act, at, what = spoil[0]
    place = at % len(lines)
    match act % 6:
        case 0:
            return spoilt_bytes(sample, spoil)
        case 1:
            lines.insert(place, lines[what % len(lines)])
        case 2:
            del lines[place]
        case 3:
            lines[place], lines[what % len(lines)] = lines[what % len(lines)], lines[place]
        case _:
            spoilt = spoilt_json if lines[place][:1] in (b"{", b"[") else spoilt_bytes
            lines[place] = spoilt(lines[place], spoil)
    return b"\n".join(lines)


def written(value: Any) -> bytes:
    """Write JSON as no careful writer would: with NaN, halves of letters, and what ``DEEP`` stands for."""
    text = json.dumps(value)
    for name, raw in _RAW.items():
        text = text.replace(json.dumps(name), raw)
    return text.encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield value, key
        yield from _places(inner)


def _changed(value: Any, act: int, at: int, what: int) -> Any:
    """Change one part: for a leaf, for another part, without it, or wrapped."""
    places, leaf = list(_places(value)), copy.deepcopy(LEAVES[what % len(LEAVES)])
    if not places:
        return leaf
    holder, key = places[at % len(places)]
    other, its = places[what % len(places)]
    match act % 8:
        case 0:
            del holder[key]
        case 1:
            holder[key] = json.loads(json.dumps(other[its]))
        case 2:
            holder[key] = [holder[key]]
        case 3 if isinstance(holder, dict):
            holder[leaf if isinstance(leaf, str) else "x"] = holder.pop(key)
        case 4 if isinstance(holder, list):
            holder.insert(key, json.loads(json.dumps(holder[key])))
        case _:
            holder[key] = leaf
    return value


def _flip(sample: bytes, at: int, what: int) -> bytes:
    return sample[:at] + bytes(each ^ (1 << what % 8) for each in sample[at : at + 1]) + sample[at + 1 :]


def _cut(sample: bytes, at: int, _: int) -> bytes:
    return sample[:at]


def _drop(sample: bytes, at: int, what: int) -> bytes:
    return sample[:at] + sample[at + 1 + what % 40 :]


def _put(sample: bytes, at: int, what: int) -> bytes:
    return sample[:at] + PIECES[what % len(PIECES)] + sample[at:]


def _over(sample: bytes, at: int, what: int) -> bytes:
    piece = PIECES[what % len(PIECES)]
    return sample[:at] + piece + sample[at + len(piece) :]


def _double(sample: bytes, at: int, what: int) -> bytes:
    return sample[:at] + sample[at : at + 1 + what % 200] * (2 + what % 3) + sample[at:]


def _line(sample: bytes, at: int, what: int) -> bytes:
    """Change one word of one line: for a piece, or for a word of another line."""
    lines = sample.split(b"\n")
    number = sample.count(b"\n", 0, at)
    words = lines[number].split(b" ")
    piece = PIECES[what % len(PIECES)] if what % 2 else lines[what % len(lines)]
    words[what % len(words)] = piece
    return b"\n".join([*lines[:number], b" ".join(words), *lines[number + 1 :]])


def _without_line(sample: bytes, at: int, what: int) -> bytes:
    lines = sample.split(b"\n")
    number = sample.count(b"\n", 0, at)
    return b"\n".join([*lines[:number], *lines[number + 1 + what % 3 :]])


_BYTES: tuple[Callable[[bytes, int, int], bytes], ...] = (
    *(_flip, _put, _over, _cut, _drop, _double, _line, _without_line),
)
