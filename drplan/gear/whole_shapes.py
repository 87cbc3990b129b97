"""What each shape of configuration must close: quotes, braces, sections, banners, counted records. Pure.

Each function returns why a text is not whole, or an empty string.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence

from drplan.gear.documents import held_in
from drplan.gear.platform import Platform

_BANNER = re.compile(r"^banner(?: +(?!\^|\")[\w-]+)? +(?P<mark>\^.|[^\w\s\"])(?P<rest>.*)$")
_STRING = re.compile(r'"(?:\\.|[^"\\])*"', re.DOTALL)
_JUNOS_REMARK = re.compile(r"/\*.*?\*/|#[^\n]*", re.DOTALL)
_RECORD = re.compile(rb"OVSDB JSON (?P<length>\d+) (?P<sha1>[0-9a-f]{40})\n")
_EDIT_OPENS, _EDIT_CLOSES = {"config": "end", "edit": "next"}, {"end", "next"}


def indented(text: str, _: Platform) -> str:
    """Cisco's shape: a banner that began must end, and the last line's quotes too."""
    mark = ""
    last = ""
    for line in filter(str.strip, text.splitlines()):
        mark, last = _banner_after(line, mark), line
    if mark:
        return "a banner does not end"
    return "a quoted text in its last line does not end" if _is_open(last) else ""


def _banner_after(line: str, mark: str) -> str:
    """Return the mark that ends the banner we are in after a line, or nothing."""
    if mark:
        return "" if mark in line else mark
    opened = _BANNER.match(line)
    if opened is None or opened["mark"] in opened["rest"]:
        return ""
    return opened["mark"]


def braces(text: str, _: Platform) -> str:
    """Junos: every brace and every quote is closed."""
    bare = _JUNOS_REMARK.sub("", _STRING.sub('""', text))
    if '"' in bare.replace('""', ""):
        return "a quoted text does not end"
    missing = bare.count("{") - bare.count("}")
    if missing:
        return f"{abs(missing)} braces are not {'closed' if missing > 0 else 'opened'}"
    return ""


def edit_blocks(text: str, _: Platform) -> str:
    """FortiOS: each ``config`` has its ``end``, each ``edit`` its ``next``, in order."""
    bare = _STRING.sub('""', text)
    if '"' in bare.replace('""', ""):
        return "a quoted text does not end"
    return _unclosed(bare)


def _unclosed(text: str) -> str:
    headers: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        word = line.split(maxsplit=1)[0] if line.strip() else ""
        if word in _EDIT_OPENS:
            headers.append(" ".join(line.split()))
            continue
        if word == "end" and _in_virtual_domain(headers):
            headers.pop()
        if word in _EDIT_CLOSES and (not headers or _EDIT_OPENS[headers.pop().split(" ")[0]] != word):
            return f"`{word}` at line {number} closes nothing"
    return f"{len(headers)} sections do not end" if headers else ""


def _in_virtual_domain(headers: Sequence[str]) -> bool:
    """Say whether an ``end`` here closes a virtual domain: it is printed without a ``next``."""
    return len(headers) > 1 and headers[-2] == "config vdom" and headers[-1].startswith("edit ")


def paths(text: str, _: Platform) -> str:
    """RouterOS: no line is left to be continued, no quotes are open."""
    said = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    last = next((line for line in reversed(said) if line.strip()), "")
    if last.endswith("\\"):
        return "its last line is to be continued"
    return "a quoted text does not end" if _is_open("\n".join(said)) else ""


def tables(text: str, _: Platform) -> str:
    """Open vSwitch: a schema and its data, each counted and summed (ovsdb(5), as backups are written)."""
    content, at, records = text.encode(), 0, 0
    while found := _RECORD.match(content, at):
        at, records = found.end() + int(found["length"]), records + 1
        held = content[found.end() : at]
        if found["sha1"].decode() not in {_sha1(held), _sha1(held + b"\n")}:
            return f"record {records} is not what its checksum says"
    if content[at:].strip():
        return "something that is no record follows"
    return "" if records > 1 else "it lacks its schema or its data"


def document(text: str, platform: Platform) -> str:
    """Look at what a controller told: one JSON document of this platform, and nothing behind it."""
    try:
        held_in(text, platform)
    except ValueError as error:
        return str(error)
    return ""


def _sha1(content: bytes) -> str:
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def _is_open(text: str) -> bool:
    return '"' in _STRING.sub("", text)


BY_SHAPE: Mapping[str, Callable[[str, Platform], str]] = {
    "indented": indented,
    "braces": braces,
    "edit-blocks": edit_blocks,
    "paths": paths,
    "tables": tables,
    "document": document,
}
