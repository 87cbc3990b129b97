"""In which order lines are sent: what adds before what removes, so that nothing is missing in between.

A removal comes first where it would otherwise undo what was just added: ``no username nora`` after a new
``username nora …`` leaves nobody, ``no description`` the port without one. It then stands directly before its
addition, and nowhere earlier. So do the removal of an access list's entry and the new one under its number,
which devices refuse twice. What only changes a mode (``no switchport``, ``no shutdown``) counts as adding:
addresses are taken only after it. Order among additions, and among removals, stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from drplan.gear.platform import Platform
from drplan.plan.network.change import ConfigLine

_OPENING = re.compile(
    r"^no (?:switchport|shutdown|disable)$|^unset status$|^delete .*\bdisable;?$", re.IGNORECASE
)
_TAKES = re.compile(r"^(?:no|unset|delete|undo|remove|default)\s+", re.IGNORECASE)
_PUTS = re.compile(r"^(?:set|add|edit)\s+", re.IGNORECASE)
_ENTRY = re.compile(r"^(?:seq |rule |sequence )?(\d+)\b")


def adds_first(lines: Sequence[ConfigLine], platform: Platform) -> tuple[ConfigLine, ...]:
    """Return the same lines, each as often as it was given."""
    adding = [line for line in lines if not line.removes or _OPENING.match(line.line.strip())]
    waiting = [line for line in lines if line.removes and not _OPENING.match(line.line.strip())]
    ordered: list[ConfigLine] = []
    for add in adding:
        first = [each for each in waiting if _would_undo(each, add, platform)]
        waiting = [each for each in waiting if not any(each is one for one in first)]
        ordered += [*first, add]
    return (*ordered, *waiting)


def _would_undo(removal: ConfigLine, add: ConfigLine, platform: Platform) -> bool:
    """Say whether a removal that follows an addition would take it away, or one before it makes room."""
    taken, put = _words(removal), _words(add)
    if removal.path == add.path:
        here = removal.line.strip(), add.line.strip()
        return _begins(put, taken) or _same_entry(*here) or _same_command(*here, platform)
    return _begins(put, taken)


def _words(line: ConfigLine) -> list[str]:
    """Return the headers and what a line names, without its verb."""
    bare = _PUTS.sub("", _TAKES.sub("", line.line.strip())).rstrip(";")
    headers = " ".join(each.rstrip("{ ").removeprefix("config ").removeprefix("edit ") for each in line.path)
    return f"{headers} {bare}".replace('"', "").split()


def _begins(whole: Sequence[str], start: Sequence[str]) -> bool:
    return bool(start) and list(whole[: len(start)]) == list(start)


def _same_entry(removal: str, add: str) -> bool:
    taken, put = _ENTRY.match(_TAKES.sub("", removal)), _ENTRY.match(add)
    return taken is not None and put is not None and taken[1] == put[1]


def _same_command(removal: str, add: str, platform: Platform) -> bool:
    """Say whether both set the one value of a command, whose ``no`` looks at no value."""
    taken, put = _TAKES.sub("", removal), add
    for pattern in platform.text.single:
        one, other = re.match(pattern, taken), re.match(pattern, put)
        if one and other and one[0].strip() == other[0].strip() and not _names_its_value(taken):
            return True
    return False


def _names_its_value(taken: str) -> bool:
    """Say whether only the value that is named goes, as with addresses: its removal may follow."""
    return re.match(r"ip(?:v6)? address \S", taken) is not None
