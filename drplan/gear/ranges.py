"""Ranges of ports and of VLANs, as people declare them and as devices print them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

_RANGE = re.compile(r"(?P<stem>.*?)(?P<first>\d+)-(?P<again>.*?)(?P<last>\d+)")

_MOST = 1_000
"""No device has more ports in one range."""


def expanded(name: str) -> tuple[str, ...]:
    """Return every port that a declared name means: ``1/1/1-1/1/3`` and ``Gi1/0/1-3`` are three.

    A name that is no range, or whose end lies before its beginning, is one port's own.
    """
    found = _RANGE.fullmatch(name)
    if found is None or not found["stem"].endswith(found["again"]):
        return (name,)
    if not 0 <= int(found["last"]) - int(found["first"]) < _MOST:
        return (name,)
    return tuple(f"{found['stem']}{number}" for number in range(int(found["first"]), int(found["last"]) + 1))


def runs(numbers: Iterable[int], *, least: int = 2) -> list[tuple[int, int]]:
    """Return numbers as runs from first to last; a run shorter than ``least`` is single numbers."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return [part for run in found for part in _parts(run, least)]


def _parts(run: tuple[int, int], least: int) -> list[tuple[int, int]]:
    first, last = run
    if last - first + 1 >= least:
        return [run]
    return [(number, number) for number in range(first, last + 1)]


def listed(numbers: Iterable[int], *, least: int = 2, joint: str = ",", to: str = "-") -> str:
    """Return numbers as devices print them: ``10,20-22``. ``least``: the shortest run written as one."""
    return joint.join(
        str(first) if first == last else f"{first}{to}{last}" for first, last in runs(numbers, least=least)
    )
