"""The state of the backups in words: a table, what is behind it, and messages about what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from drplan.explain.words import count, length, listing, moment, size, without_password
from drplan.measure.changes import Change
from drplan.measure.copies import CopyState, tally, worst_first
from drplan.measure.freshness import Band, Freshness
from drplan.measure.trend import Line
from drplan.ports import Message, RecoveryPoint

HEADER = ("state", "data set", "copy", "age", "RPO", "size", "a day", "took", "missed")

_BANDS: dict[Band, str] = {
    "within": "within",
    "up-to-2x": "up to 2x",
    "up-to-4x": "up to 4x",
    "beyond": "beyond 4x",
    "none": "none",
    "unknown": "unknown",
}
_NAMED = 3
_MOST_LINES = 25
"""Chat services cut or refuse long messages."""


def summary(states: Sequence[CopyState], now: datetime) -> str:
    """Return one line: how many copies there are, and how many in each band that has any."""
    bands = [f"{number} {_BANDS[band]}" for band, number in tally(states).items() if number]
    data_sets = count(len({state.data_set for state in states}), "data set")
    copies = "copy" if len(states) == 1 else "copies"
    return f"{len(states):,} {copies} of {data_sets} at {moment(now)}: {listing(bands)}"


def rows(states: Sequence[CopyState]) -> list[tuple[str, ...]]:
    """Return the table's rows in the order of ``HEADER``, worst first."""
    return [_row(state) for state in worst_first(states)]


def _row(state: CopyState) -> tuple[str, ...]:
    fresh, last = state.freshness, state.freshness.sifted.last_good
    return (
        _BANDS[fresh.band] + (" !" if fresh.band == "within" and not fresh.well else ""),
        state.data_set,
        state.copy,
        length(fresh.age) if fresh.age is not None else "",
        _rpo_in_force(fresh),
        size(last.size) if last else "",
        _gain(state.trend.size) if state.trend else "",
        length(last.seconds) if last and last.seconds else "",
        str(state.forecast.day or ""),
    )


def _rpo_in_force(fresh: Freshness) -> str:
    return f"{length(fresh.promise.in_force)}{' *' if fresh.promise.period else ''}"


def _rpo(fresh: Freshness) -> str:
    promise = fresh.promise
    changed = f" ({promise.period}; else {length(promise.usual)})" if promise.period else ""
    return f"{length(promise.in_force)}{changed}"


def _gain(line: Line) -> str:
    gained = round(line.per_day)
    return f"{'-' if gained < 0 else '+'}{size(abs(gained))}"


def _period(state: CopyState) -> str | None:
    return state.freshness.promise.period


def _missed(state: CopyState) -> str:
    what = "RPO" if state.forecast.missed == "rpo" else "window"
    return f"{what} missed from {state.forecast.day} on"


def notes(states: Sequence[CopyState]) -> list[str]:
    """Return what the table has no room for: doubts, errors, why something will be missed or is not known."""
    changed = {(state.freshness.promise.service, _rpo(state.freshness)) for state in states if _period(state)}
    lines = [f"* {service}: RPO {rpo}" for service, rpo in sorted(changed)]
    lines += [line for state in worst_first(states) for line in _doubts(state)]
    errors = Counter((state.copy, without_password(state.error.message)) for state in states if state.error)
    lines += [f"{copy} could not be asked: {said}" for copy, said in sorted(errors)]
    lines += [
        f"{_name(state)}: {_missed(state)}: {state.forecast.because}"
        for state in worst_first(states)
        if state.forecast.day is not None
    ]
    silent = Counter(
        state.forecast.because for state in states if not state.forecast.until and not state.error
    )
    copies = {why: "copy" if number == 1 else "copies" for why, number in silent.items()}
    return lines + [f"no forecast for {silent[why]} {copies[why]}: {why}" for why in sorted(silent)]


def _doubts(state: CopyState) -> Iterator[str]:
    sifted = state.freshness.sifted
    newer = sifted.doubted_since
    older = sifted.suspect[: len(sifted.suspect) - len(newer)]
    for points, what in (
        (newer, "suspect, newer than any good one"),
        (older, "suspect, older than the last good one"),
        (sifted.future_dated, "dated in the future, so not counted"),
    ):
        if points:
            more = f" and {len(points) - _NAMED} more" if len(points) > _NAMED else ""
            yield f"{_name(state)}: {what}: {'; '.join(_point(p) for p in points[-_NAMED:])}{more}"


def _name(state: CopyState) -> str:
    return f"{state.data_set} in {state.copy}"


def _point(point: RecoveryPoint) -> str:
    doubts = f" ({listing(point.suspect)})" if point.suspect else ""
    return f"{point.snapshot[:8]} of {moment(point.taken_at)}{doubts}"


def message(changes: Sequence[Change]) -> Message:
    """Word what changed: first what got worse, then what got better, each copy on a line of its own."""
    worse = [each for each in changes if each.way == "worse"]
    better = [each for each in changes if each.way == "better"]
    parts = [f"{len(each)} {what}" for each, what in ((worse, "worse"), (better, "better")) if each]
    lines = [f"{each.way}: {_changed(each)}" for each in (*_ordered(worse), *_ordered(better))]
    rest = len(lines) - _MOST_LINES
    shown = [*lines[:_MOST_LINES], *([f"and {rest} more: drplan backup status"] if rest > 0 else [])]
    return Message(f"Backups: {', '.join(parts)}", "\n".join(shown), worse=bool(worse))


def _ordered(changes: Sequence[Change]) -> list[Change]:
    by_copy = {(each.state.data_set, each.state.copy): each for each in changes}
    return [by_copy[state.data_set, state.copy] for state in worst_first(each.state for each in changes)]


def _changed(change: Change) -> str:
    state, said = change.state, []
    if state.error is not None:
        why = without_password(state.error.message)
        return f"{_name(state)}: could not be asked, was {_BANDS[change.before.band]}: {why}"
    if "unknown" in change.news:
        said.append("can be asked again")
    band, was = _BANDS[change.now.band], _BANDS[change.before.band]
    fresh = state.freshness
    age = f"last good {length(fresh.age)} ago" if fresh.age is not None else "no good recovery point"
    said.append(f"{band}{f' (was {was})' if band != was else ''}, {age}, RPO {_rpo(fresh)}")
    if "suspect" in change.news:
        doubted = fresh.sifted.doubted_since
        said.append(f"the newest is suspect: {_point(doubted[-1])}" if doubted else "no longer suspect")
    if "future-dated" in change.news:
        ahead = fresh.sifted.future_dated
        said.append(f"dated in the future: {_point(ahead[-1])}" if ahead else "none dated in the future now")
    if "forecast" in change.news:
        said.append(_missed(state) if change.now.forecast else "no miss in sight")
    return f"{_name(state)}: {'; '.join(said)}"
