"""Says whether what a device showed of its configuration is all of it. Pure; no message tells its contents.

Certain where the platform marks an end (IOS, ICX, FRR: ``end``), counts (Open vSwitch: length and SHA-1) or
closes what it opened (Junos: braces; FortiOS: ``config … end``, though one cut exactly between two sections
looks whole). AOS-CX, AOS-S and RouterOS mark no end: here only a cut that leaves its trace in the last line
is seen; that the device's prompt followed is the adapter's proof. See docs/network-guard.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from drplan.errors import NotWhole
from drplan.gear.platform import Platform
from drplan.gear.whole_shapes import BY_SHAPE

_PAGER_LEFT = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\x08\r\x00]")
_FREE_TEXT = re.compile(r"(?i)(?:set |no )?(?:description|remark|name|alias|comment|banner|.*\bcomment=)\b")
_CONTROL = re.compile(r"[\x00\x08\x1b]")
_LONGEST_LINE = 1 << 16
"""No platform prints longer ones; what is looked for in a line takes the square of its length."""
_ANSWER_HEAD, _ANSWER_TAIL = 3, 2
"""How many lines at each end may be the device's refusal; between them stands configuration, and banners."""


@dataclass(frozen=True)
class _Shown:
    """What came; ``lines`` are those that are not blank."""

    text: str
    lines: Sequence[str]
    platform: Platform


_Check = Callable[[_Shown], str]
"""Returns a reason, or nothing when all is well."""


def whole(text: str, platform: Platform, device: str) -> str:
    """Return a configuration as it came; raises ``NotWhole`` naming the device and what is missing."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    for reason in _reasons(_Shown(text, lines, platform)):
        raise NotWhole(
            f"{device} ({platform.name}) did not show all of its configuration: {reason}",
            next_step=f"{_look(platform, device)}, see that it ends well, then fetch again; nothing was kept",
        )
    return text


def _look(platform: Platform, device: str) -> str:
    if platform.text.shape == "document":
        return f"ask {platform.session.running} by hand"
    return f"log in to {device}, type `{platform.session.running}`"


def _reasons(shown: _Shown) -> Iterator[str]:
    checks: tuple[_Check, ...] = (_long, _empty, _refused, _paged, _beginning, _ending, _shape, _cut)
    yield from filter(None, (check(shown) for check in checks))


def _long(shown: _Shown) -> str:
    if shown.platform.text.shape in ("document", "tables"):
        return ""
    number = next((at for at, line in enumerate(shown.lines, 1) if len(line) > _LONGEST_LINE), 0)
    return f"line {number} is longer than any that is printed" if number else ""


def _empty(shown: _Shown) -> str:
    if shown.platform.text.ends and shown.lines:
        return ""
    said = (line for line in shown.lines if not _says_nothing(line, shown.platform))
    return "it showed nothing" if next(said, None) is None else ""


def _says_nothing(line: str, platform: Platform) -> bool:
    return _any((*platform.text.noise, *platform.text.comment), line)


def _refused(shown: _Shown) -> str:
    session = shown.platform.session
    edges = [*shown.lines[:_ANSWER_HEAD], *shown.lines[-_ANSWER_TAIL:]]
    said = (line for line in edges if _any(session.refused, line) and not _any(session.warned, line))
    return "it answered with an error" if next(said, None) is not None else ""


def _paged(shown: _Shown) -> str:
    for number, line in enumerate(shown.text.splitlines(), start=1):
        if _is_pager(line, shown.platform):
            return f"a pager stopped it at line {number}"
        if _CONTROL.search(line):
            return f"line {number} holds a terminal's control characters, as a pager leaves them"
    return ""


def _is_pager(line: str, platform: Platform) -> bool:
    """Say whether a pager speaks at a line's beginning or end; in free text anybody may write so."""
    if not _any(platform.text.pager, line):
        return False
    bare = _PAGER_LEFT.sub("", line).strip()
    if any(re.match(pattern, bare) for pattern in platform.text.pager):
        return True
    return not _FREE_TEXT.match(bare) and _any([rf"(?:{each})\W*$" for each in platform.text.pager], bare)


def _beginning(shown: _Shown) -> str:
    begins = shown.platform.text.begins
    if not begins or any(re.search(begins, line) for line in shown.lines):
        return ""
    return "its beginning is missing"


def _ending(shown: _Shown) -> str:
    if not shown.platform.text.ends or re.search(shown.platform.text.ends, shown.lines[-1]):
        return ""
    return "its end is missing"


def _shape(shown: _Shown) -> str:
    return BY_SHAPE[shown.platform.text.shape](shown.text, shown.platform)


def _cut(shown: _Shown) -> str:
    if shown.platform.text.ends or not _any(shown.platform.text.cut, shown.lines[-1]):
        return ""
    return "its last line is cut short"


def _any(patterns: Sequence[str], line: str) -> bool:
    return any(re.search(pattern, line) for pattern in patterns)
