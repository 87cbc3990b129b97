"""Which snapshots of a data set stay in a copy, and why each of them does or does not.

Only *good* recovery points decide what is kept: what an intruder adds can be kept or dropped, and never takes
the place of one.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from drplan.custody import Seen, Snapshot
from drplan.declare.protection import Retention
from drplan.plan.standing import LOOK, Judged, Standing, ahead, is_companion, is_point, judge, links

ORPHAN = timedelta(days=2)
"""How long a stream may wait for the recovery point that commits it: longer than any dump takes."""

_DATA_SET = "data-set:"
_UNBOUND = "nothing is dropped without a retention"
_LOOK_FIRST = "a human looks first"


@dataclass(frozen=True)
class Decision:
    """What becomes of one snapshot. ``flaw`` says why it is no good recovery point."""

    snapshot: Snapshot
    stays: bool
    because: tuple[str, ...]
    standing: Standing = "good"
    flaw: str = ""


def keep(
    snapshots: Iterable[Snapshot],
    data_set: str,
    retention: Retention | None,
    now: datetime,
    seen: Seen | None = None,
) -> tuple[Decision, ...]:
    """Decide about one data set's recovery points, streams and doubts in one copy, newest first.

    Snapshots of anything else are left out of the answer. ``now`` is aware; its zone is the one in which
    days, weeks (ISO 8601), months and years are told apart. The rules, in restic's words for `forget`:
    ``within`` counts back from ``now``, not from the newest; a period's slot goes to its last good recovery
    point; a doubtful one fills no slot and stays for ``within``, and while no good one is newer; the last
    good one always stays; what is dated ahead, or came late since the look ``seen``, always stays. A doubt
    that came afterwards can be an intruder's: what it is about keeps its slot, and the next good one gets
    that slot too. Without a retention, everything stays.
    """
    found = [*snapshots]
    companions = [each for each in found if is_companion(each, data_set)]
    points = judge((e for e in found if is_point(e, data_set)), companions, data_set, now, seen)
    decided = _points(points, retention, now)
    staying = {link for each in decided if each.stays for link in links(each.snapshot)}
    dropped = {link for each in decided if not each.stays for link in links(each.snapshot)} - staying
    decided += [_companion(each, staying, dropped, retention, now) for each in companions]
    return tuple(sorted(decided, key=lambda each: (each.snapshot.begun, each.snapshot.id), reverse=True))


def together(
    decisions: Iterable[tuple[str, Decision]], data_sets: Container[str]
) -> tuple[tuple[str, Decision], ...]:
    """Return decisions by data set as they stand where a snapshot holds several: it goes when all let it go.

    ``data_sets`` are all that are declared: one that nobody declares any more holds nothing back, and one
    that was not asked about does.
    """
    decided = list(decisions)
    held: dict[str, set[str]] = {}
    for name, each in decided:
        names = {tag.removeprefix(_DATA_SET) for tag in each.snapshot.tags if tag.startswith(_DATA_SET)}
        held.setdefault(each.snapshot.id, {one for one in names if one in data_sets})
        if not each.stays:
            held[each.snapshot.id].discard(name)
    return tuple(
        (name, each if each.stays or not held[each.snapshot.id] else _held_back(each, held[each.snapshot.id]))
        for name, each in decided
    )


def _held_back(decision: Decision, names: set[str]) -> Decision:
    return replace(decision, stays=True, because=(f"it also holds {min(names)}",))


def _points(points: Sequence[Judged], retention: Retention | None, now: datetime) -> list[Decision]:
    good = _newest_first(points, "good")
    reasons = _slots(good, retention, now)
    for name, why in _slots(_newest_first(points, "good", "doubted"), retention, now).items():
        reasons[name] = list(dict.fromkeys([*reasons.get(name, ()), *why]))
    last = good[0] if good else None
    decided = []
    for each in points:
        because = reasons.get(each.snapshot.id, [])
        if each.standing != "good":
            because = [*because, *_all_the_same(each, last, retention, now)]
        reason = tuple(dict.fromkeys(because)) or ("fills no slot",)
        decided.append(Decision(each.snapshot, bool(because), reason, each.standing, each.flaw))
    return decided


def _newest_first(points: Sequence[Judged], *standings: Standing) -> list[Snapshot]:
    found = (each.snapshot for each in points if each.standing in standings)
    return sorted(found, key=lambda each: (each.begun, each.id), reverse=True)


def _slots(good: Sequence[Snapshot], retention: Retention | None, now: datetime) -> dict[str, list[str]]:
    """Return why each good recovery point stays; ``good`` are newest first."""
    reasons: dict[str, list[str]] = {each.id: [] for each in good}
    if good:
        reasons[good[0].id].append("the last good one")
    if retention is None:
        return {each: [*why, _UNBOUND] for each, why in reasons.items()}
    for each in good:
        if _is_within(each, retention, now):
            reasons[each.id].append("within")
    periods: Mapping[str, tuple[int, Callable[[datetime], object]]] = {
        "daily": (retention.daily, lambda day: day.date()),
        "weekly": (retention.weekly, lambda day: day.isocalendar()[:2]),
        "monthly": (retention.monthly, lambda day: (day.year, day.month)),
        "yearly": (retention.yearly, lambda day: day.year),
    }
    for word, (count, period) in periods.items():
        for each in _last_of_each(good, count, period, now):
            reasons[each.id].append(word)
    return reasons


def _last_of_each(
    good: Sequence[Snapshot], count: int, period: Callable[[datetime], object], now: datetime
) -> Iterable[Snapshot]:
    """Return the last of each of the newest ``count`` periods that have any."""
    last: dict[object, Snapshot] = {}
    for each in good:
        last.setdefault(period(each.begun.astimezone(now.tzinfo)), each)
    return [*last.values()][:count]


def _is_within(snapshot: Snapshot, retention: Retention, now: datetime) -> bool:
    return retention.within is not None and max(snapshot.begun, snapshot.dated) >= now - retention.within


def _all_the_same(
    each: Judged, last: Snapshot | None, retention: Retention | None, now: datetime
) -> list[str]:
    """Return why one stays that does not count."""
    if each.standing in LOOK:
        return [_LOOK_FIRST]
    if retention is None:
        return [_UNBOUND]
    reasons = ["within"] if _is_within(each.snapshot, retention, now) else []
    if last is None or each.snapshot.begun > last.begun:
        reasons.append("no good one is newer")
    return reasons


def _companion(
    each: Snapshot, staying: set[str], dropped: set[str], retention: Retention | None, now: datetime
) -> Decision:
    """Let a stream or a doubt go with its recovery point, or when no such point came to be."""
    if retention is None:
        return Decision(each, stays=True, because=(_UNBOUND,))
    if links(each) & staying:
        return Decision(each, stays=True, because=("its recovery point stays",))
    if flaw := ahead(each, now):
        return Decision(each, stays=True, because=(_LOOK_FIRST,), standing="ahead", flaw=flaw)
    if links(each) & dropped:
        return Decision(each, stays=False, because=("its recovery point goes",))
    if max(each.begun, each.dated) >= now - ORPHAN:
        return Decision(each, stays=True, because=("its recovery point may still come",), standing="doubtful")
    return Decision(each, stays=False, because=("no recovery point ever came",), standing="doubtful")
