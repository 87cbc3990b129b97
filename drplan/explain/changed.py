"""Where two Markdown pages differ, by the headings and steps that a reader knows."""

from __future__ import annotations

import re
from collections.abc import Mapping

from drplan.explain.words import count

_HEADING = re.compile(r"#{1,4} (.+)")
_STEP = re.compile(r"- \[ \] \*\*(.+?)\*\*")
_FENCE = re.compile(r"\s*(`{3,})")
_FEW = 3


def headings_changed(before: bytes, after: bytes) -> str:
    """Name the parts that differ, gone and new ones too, the first few; empty when none has a name."""
    old, new = _parts(before.decode(errors="replace")), _parts(after.decode(errors="replace"))
    names = [name for name in dict.fromkeys((*new, *old)) if old.get(name) != new.get(name)]
    said = [_said(name, old, new) for name in names[:_FEW]]
    more = len(names) - _FEW
    return ", ".join(said) + (f" and {count(more, 'other part')}" if more > 0 else "")


def _said(name: str, old: Mapping[str, str], new: Mapping[str, str]) -> str:
    if name not in old:
        return f"{name} is new"
    return f"{name} is gone" if name not in new else name


def _parts(text: str) -> dict[str, str]:
    """Split a page by headings and steps; parts of one name are taken together."""
    found: dict[str, list[str]] = {}
    name, fence = "the beginning", ""
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if mark:
            fence = "" if mark[1] == fence else fence or mark[1]
        elif not fence:
            begins = _HEADING.fullmatch(line) or _STEP.match(line)
            name = begins[1].replace("\\", "") if begins else name
        found.setdefault(name, []).append(line)
    return {name: "\n".join(lines) for name, lines in found.items()}
