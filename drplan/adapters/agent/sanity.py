"""Whether what was just read looks like the same data set as before: pure, from counts alone.

A share of a school year grows, is cleared in June and fills with photographs before the yearbook; one that
is being encrypted turns dense in place, or loses names and gains as many dense ones. docs/sanity.md gives
each threshold its reason and shows what it makes of a year of either.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, NamedTuple

from .figures import Figures

Facts = Mapping[str, Any]
Canary = tuple[Facts | None, Facts | None]
"""A canary's manifest facts now, and in the last good manifest; ``None`` where it is not."""

_RECENT = 7
"""Good points whose median says what is usual, and how many make a history worth the name."""
_SLOW = 21
"""Points over which slow changes add up: three weeks of nights."""
_GONE = 0.1
"""What remains of a data set that has as good as vanished."""
_EVER = 3.0
"""How many times the most ever seen is far more than that."""
_FEW = 20
_FEW_BYTES = 4096


@dataclass(frozen=True)
class _Measure:
    """How one count is judged: by shares of the entries, at once and over the last ``_SLOW`` points.

    ``green`` is the share at once while there is little history, and ``green_few`` how many it takes then:
    in a folder of dumps, all files are new every night.
    """

    word: str
    at_once: float
    green: float
    slowly: float
    count: Callable[[Figures], int]
    said: str
    green_few: int = 0


class Doubt(NamedTuple):
    """Why a recovery point is not taken for good: one ``word`` for machines, one ``sentence`` for people."""

    word: str
    sentence: str


@dataclass(frozen=True)
class Tolerance:
    """What passes without a doubt, as shares of the data set's entries (0 to 1).

    ``shrink``: of entries, bytes or rows, missing against the usual; ``churn``: rewritten at once;
    ``encrypted``: given way to dense ones. ``ignore`` maps a word to the reason why it is not raised here.
    """

    shrink: float = 0.5
    churn: float = 0.25
    encrypted: float = 0.02
    ignore: Mapping[str, str] = field(default_factory=dict)


class Known(NamedTuple):
    """The figures of the last good points, oldest first.

    ``since`` is the place of the last one that was doubted and accepted: what is usual begins with it, while
    how much may change at once goes by all of them.
    """

    figures: Sequence[Figures] = ()
    since: int = 0


class Unread(NamedTuple):
    """What could not be read: the first ``names`` of ``in_all``."""

    names: Sequence[str] = ()
    in_all: int = 0


_NOTHING = Unread()


def doubts(
    now: Figures,
    past: Known,
    canaries: Mapping[str, Canary],
    tolerance: Tolerance,
    *,
    unread: Unread = _NOTHING,
) -> tuple[Doubt, ...]:
    """Return what speaks against calling this a good recovery point, worst first.

    ``now`` was counted against the last good one. ``partial`` and ``vanished`` cannot be ignored.
    """
    found = [
        *_vanished_or_shrunk(now, past.figures[past.since :], tolerance),
        *_canaries(canaries),
        *_changed_too_much(now, past, tolerance),
        *_partial(unread),
    ]
    return tuple(each for each in found if each.word not in {*tolerance.ignore} - {"partial", "vanished"})


def _vanished_or_shrunk(now: Figures, history: Sequence[Figures], tolerance: Tolerance) -> Iterator[Doubt]:
    for what, floor in (("entries", 2), ("bytes", _FEW_BYTES), ("rows", 2)):
        past = [getattr(each, what) for each in history]
        if not past:
            return
        usual, most, here = median(past[-_RECENT:]), max(past), getattr(now, what)
        if usual - here >= floor and here <= usual * _GONE:
            yield Doubt("vanished", f"{here:,} {what} are left of {usual:,.0f}")
            return
        if usual - here >= floor and here < usual * (1 - tolerance.shrink):
            yield Doubt("shrunk", f"{here:,} {what} where {usual:,.0f} are usual")
            return
        if most - here >= floor and here < most * (1 - tolerance.shrink) / 2:
            yield Doubt("shrunk", f"{here:,} {what} where there were {most:,} not long ago")
            return


def _canaries(canaries: Mapping[str, Canary]) -> Iterator[Doubt]:
    for name, (now, before) in sorted(canaries.items()):
        if now is None:
            yield Doubt("canary", f"canary {_shown(name)} is absent")
        elif before is not None and _content(now) != _content(before):
            yield Doubt("canary", f"canary {_shown(name)} has changed")


def _content(facts: Facts) -> dict[str, Any]:
    """Return the facts that tell content: a canary may be given another owner, or a new time."""
    told = ("sha256", "checksum", "rows", "target", "version", "etag")
    return {name: facts[name] for name in told if name in facts} or dict(facts)


def _changed_too_much(now: Figures, past: Known, tolerance: Tolerance) -> Iterator[Doubt]:
    """Raise each word once. A database's tables all change every day, and its dump is always dense."""
    raised: set[str] = set()
    database = now.rows or any(each.rows for each in past.figures)
    for measure in () if database else _measures(tolerance):
        said = _judge(measure, now, past)
        if said and measure.word not in raised:
            raised.add(measure.word)
            yield Doubt(measure.word, said)


def _measures(tolerance: Tolerance) -> tuple[_Measure, ...]:
    dense, churn = tolerance.encrypted, tolerance.churn
    in_place = _Measure("encrypted", dense / 4, dense, dense, lambda f: f.grew_dense, "turned dense in place")
    return (
        in_place,
        _Measure("encrypted", dense, 5 * dense, 5 * dense, _replaced, "gave way to dense ones", _FEW),
        _Measure("churned", churn, 2 * churn, 1.5 * churn, _rewritten, "were rewritten", 10 * _FEW),
    )


def _judge(measure: _Measure, now: Figures, past: Known) -> str:
    """Return a sentence when the count is far beyond what is usual, at once or in sum; else nothing."""
    before, here, counts = _before(now), measure.count(now), [measure.count(each) for each in past.figures]
    green = len(counts) < _RECENT
    share, few = (measure.green, measure.green_few) if green else (measure.at_once, 0)
    few = max(few, _few(before))
    if before == 0:
        return ""
    if here >= max(few, share * before, _EVER * max(counts, default=0)):
        return f"{here:,} of {before:,} entries {measure.said}, more than ever before"
    earlier = counts[: 1 - _SLOW]
    usual = median(earlier if len(earlier) >= _RECENT else counts or [0])
    recent = [*counts[past.since + 1 :][1 - _SLOW :], here]
    excess = sum(max(count - usual, 0) for count in recent)
    precedent = 2 * max(usual * len(recent), *counts, 0)
    if here > usual and excess >= max(few, measure.slowly * before, precedent):
        return f"{excess:,.0f} of {before:,} entries {measure.said} in {len(recent)} backups, over the usual"
    return ""


def _partial(unread: Unread) -> Iterator[Doubt]:
    if unread.in_all:
        such = f", such as {_shown(unread.names[0])}" if unread.names else ""
        yield Doubt("partial", f"{unread.in_all:,} entries could not be read{such}")


def _before(now: Figures) -> int:
    """Return how many entries there were: none when there was nothing to compare with."""
    return max(now.entries - now.new + now.vanished, 0)


def _replaced(figures: Figures) -> int:
    """Return how many entries may have given way to dense ones under other names; moves are not that."""
    return max(min(figures.vanished - figures.moved, figures.dense_new - figures.dense_moved), 0)


def _rewritten(figures: Figures) -> int:
    """Return how many entries no longer hold what they did, other than by being deleted or moved."""
    return figures.changed + max(min(figures.vanished, figures.new) - figures.moved, 0)


def _few(before: int) -> int:
    """Return how many entries are too few to mean anything; of a handful, half."""
    return min(_FEW, max(2, before // 2))


def _shown(name: str) -> str:
    """Keep a hostile file name from breaking a line."""
    return name if name.isprintable() else json.dumps(name)
