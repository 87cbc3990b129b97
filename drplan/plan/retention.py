"""Which snapshots of a data set stay in a copy, and why each of them does or does not.

A repository's writers can put anything into it, under any date and any tag. So only *good* recovery points
decide what is kept: what an intruder adds can be kept or dropped, and never changes what else is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from drplan.custody import Seen, Snapshot
from drplan.declare.protection import Retention

TAG = "drplan"
STREAM_TAG = "drplan-stream"
TOLERANCE = timedelta(hours=1)
"""How far a clock may be off before a date is not believed; a clock set to the wrong zone is off by more."""
ORPHAN = timedelta(days=2)
"""How long a stream may wait for the recovery point that commits it: longer than any dump takes."""
LONGEST = timedelta(days=2)
"""How long a backup may say that it took."""

_SUSPECT = "suspect:"
_RUN = "run:"

Standing = Literal["good", "doubtful", "ahead", "late"]
"""``ahead`` is dated in the future; ``late`` is dated before the last look, and was not there then.

Nobody knows when those were made, so a human looks before they go.
"""
LOOK = ("ahead", "late")


@dataclass(frozen=True)
class Decision:
    """What becomes of one snapshot. ``flaw`` says why it is no good recovery point."""

    snapshot: Snapshot
    stays: bool
    because: tuple[str, ...]
    standing: Standing = "good"
    flaw: str = ""


def is_point(snapshot: Snapshot, data_set: str) -> bool:
    """Tell whether a snapshot says that it is a recovery point of that data set."""
    return {TAG, f"data-set:{data_set}"} <= {*snapshot.tags}


def is_stream(snapshot: Snapshot, data_set: str) -> bool:
    """Tell whether a snapshot says that it holds a stream of that data set."""
    return {STREAM_TAG, f"stream-of:{data_set}"} <= {*snapshot.tags}


def runs(snapshot: Snapshot) -> frozenset[str]:
    """Return the runs that a snapshot says it is part of: a recovery point's streams share its run."""
    return frozenset(tag for tag in snapshot.tags if tag.startswith(_RUN))


def is_late(snapshot: Snapshot, seen: Seen | None) -> bool:
    """Tell whether a snapshot says that it was there at the last look, and was not."""
    return seen is not None and snapshot.id not in seen.ids and snapshot.ended < seen.at - TOLERANCE


def doubt(snapshot: Snapshot, data_set: str, now: datetime, seen: Seen | None) -> tuple[Standing, str]:
    """Say whether a recovery point counts, and if not, why not.

    ``restic backup --time`` changes the date a snapshot is filed under and not the moment it was begun; who
    forges both is seen by coming late.
    """
    latest = max(snapshot.dated, snapshot.begun)
    if latest > now + TOLERANCE:
        return "ahead", f"is dated in the future ({latest:%Y-%m-%d %H:%M})"
    if seen is not None and is_late(snapshot, seen):
        return "late", f"was not there on {seen.at:%Y-%m-%d %H:%M}, and says that it is older"
    flaw = next(_flaws(snapshot, data_set), "")
    return ("doubtful" if flaw else "good"), flaw


def _flaws(snapshot: Snapshot, data_set: str) -> Iterator[str]:
    words = [tag.removeprefix(_SUSPECT) for tag in snapshot.tags if tag.startswith(_SUSPECT)]
    if not timedelta(0) <= snapshot.ended - snapshot.begun <= LONGEST:
        yield f"says that it was made in {snapshot.ended - snapshot.begun}"
    if abs(snapshot.dated - snapshot.begun) > TOLERANCE:
        yield f"was begun {snapshot.begun:%Y-%m-%d %H:%M} and dated {snapshot.dated:%Y-%m-%d %H:%M}"
    if words:
        yield f"is suspect: {', '.join(words)}"
    if snapshot.files == 0:
        yield "is empty"
    if not any(f"/manifests/{data_set}.json" in path for path in snapshot.paths):
        yield "has no manifest"


def keep(
    snapshots: Iterable[Snapshot],
    data_set: str,
    retention: Retention | None,
    now: datetime,
    seen: Seen | None = None,
) -> tuple[Decision, ...]:
    """Decide about one data set's recovery points and streams in one copy, newest first.

    Snapshots of anything else are left out of the answer. ``now`` is aware; its zone is the one in which
    days, weeks (ISO 8601), months and years are told apart. The rules, in restic's words for `forget`:
    ``within`` counts back from ``now``, not from the newest; a period's slot goes to its last good recovery
    point; a doubtful one fills no slot and stays for ``within``, and while no good one is newer; the last
    good one always stays; what is dated ahead, or came late since the look ``seen``, always stays. Without a
    retention, everything does.
    """
    found = [*snapshots]
    points = [each for each in found if is_point(each, data_set)]
    streams = [each for each in found if is_stream(each, data_set) and not is_point(each, data_set)]
    judged = {each.id: doubt(each, data_set, now, seen) for each in points}
    decided = _points(points, judged, retention, now)
    staying = {run for each in decided if each.stays for run in runs(each.snapshot)}
    dropped = {run for each in decided if not each.stays for run in runs(each.snapshot)}
    decided += [_stream(each, staying, dropped, retention, now) for each in streams]
    return tuple(sorted(decided, key=lambda each: (each.snapshot.begun, each.snapshot.id), reverse=True))


def _points(
    points: Sequence[Snapshot],
    judged: Mapping[str, tuple[Standing, str]],
    retention: Retention | None,
    now: datetime,
) -> list[Decision]:
    good = sorted(
        (each for each in points if judged[each.id][0] == "good"),
        key=lambda each: (each.begun, each.id),
        reverse=True,
    )
    slots = _slots(good, retention, now)
    last = good[0] if good else None
    decided = []
    for each in points:
        standing, flaw = judged[each.id]
        if standing == "good":
            because = slots[each.id]
        else:
            because = _kept_all_the_same(each, standing, last, retention, now)
        decided.append(Decision(each, bool(because), tuple(because) or ("fills no slot",), standing, flaw))
    return decided


def _slots(good: Sequence[Snapshot], retention: Retention | None, now: datetime) -> dict[str, list[str]]:
    """Return why each good recovery point stays; ``good`` are newest first."""
    reasons: dict[str, list[str]] = {each.id: [] for each in good}
    if good:
        reasons[good[0].id].append("the last good one")
    if retention is None:
        return {each: [*why, "nothing is dropped without a retention"] for each, why in reasons.items()}
    for each in good:
        if _is_within(each, retention, now):
            reasons[each.id].append("within")
    for word, count, period in (
        ("daily", retention.daily, lambda day: day.date()),
        ("weekly", retention.weekly, lambda day: day.isocalendar()[:2]),
        ("monthly", retention.monthly, lambda day: (day.year, day.month)),
        ("yearly", retention.yearly, lambda day: day.year),
    ):
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


def _kept_all_the_same(
    each: Snapshot, standing: Standing, last: Snapshot | None, retention: Retention | None, now: datetime
) -> list[str]:
    if standing in LOOK:
        return ["a human looks first"]
    if retention is None:
        return ["nothing is dropped without a retention"]
    reasons = ["within"] if _is_within(each, retention, now) else []
    if last is None or each.begun > last.begun:
        reasons.append("no good one is newer")
    return reasons


def _stream(
    each: Snapshot, staying: set[str], dropped: set[str], retention: Retention | None, now: datetime
) -> Decision:
    """Let a stream go with its recovery point, or when no such point came to be."""
    if retention is None:
        return Decision(each, stays=True, because=("nothing is dropped without a retention",))
    if runs(each) & staying:
        return Decision(each, stays=True, because=("its recovery point stays",))
    latest = max(each.begun, each.dated)
    if latest > now + TOLERANCE:
        flaw = f"is dated in the future ({latest:%Y-%m-%d %H:%M})"
        return Decision(each, stays=True, because=("a human looks first",), standing="ahead", flaw=flaw)
    if runs(each) & dropped:
        return Decision(each, stays=False, because=("its recovery point goes",))
    if latest >= now - ORPHAN:
        return Decision(each, stays=True, because=("its recovery point may still come",), standing="doubtful")
    return Decision(each, stays=False, because=("no recovery point ever came",), standing="doubtful")
