"""What a snapshot in a repository is, and whether it counts.

A repository's writers can put anything into it, under any date and any tag: nothing here takes their word
where it would cost a good recovery point its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from drplan.custody import Seen, Snapshot
from drplan.declare.data import DataSet

TAG = "drplan"
STREAM_TAG = "drplan-stream"
DOUBT_TAG = "drplan-doubt"
"""What says of a recovery point, after it was made, that it is not what its manifest says."""
TOLERANCE = timedelta(hours=1)
"""How far a clock may be off before a date is not believed; a clock set to the wrong zone is off by more."""
LONGEST = timedelta(days=2)
"""How long a backup may say that it took."""

_SUSPECT = "suspect:"
_RUN = "run:"
_LINKS = (_RUN, "pass:")

Standing = Literal["good", "doubted", "doubtful", "ahead", "late"]
"""``doubted`` is good by itself, and another snapshot says otherwise.

``ahead`` is dated in the future; ``late`` is dated before the last look, and was not there then: nobody knows
when those were made.
"""
LOOK = ("ahead", "late")
"""What a human looks at before it goes."""


@dataclass(frozen=True)
class Judged:
    """One recovery point: whether it counts, and if not, why not."""

    snapshot: Snapshot
    standing: Standing
    flaw: str = ""


def with_accepted(snapshots: Iterable[Snapshot], data_set: DataSet) -> list[Snapshot]:
    """Return the snapshots as they stand now that some doubted ones were looked into and accepted.

    A copy of one, made by ``restic copy``, is known by the id it was first made under.
    """
    return [
        replace(each, tags=tuple(tag for tag in each.tags if not tag.startswith(_SUSPECT)))
        if any(one.covers(id_) for one in data_set.accepted for id_ in (each.id, each.original))
        else each
        for each in snapshots
    ]


def is_point(snapshot: Snapshot, data_set: str) -> bool:
    """Tell whether a snapshot says that it is a recovery point of that data set."""
    tags = {*snapshot.tags}
    return {TAG, f"data-set:{data_set}"} <= tags and not {STREAM_TAG, DOUBT_TAG} & tags


def is_companion(snapshot: Snapshot, data_set: str) -> bool:
    """Tell whether a snapshot is a stream or a doubt: it is no recovery point, but of one."""
    tags = {*snapshot.tags}
    return {STREAM_TAG, f"stream-of:{data_set}"} <= tags or {DOUBT_TAG, f"data-set:{data_set}"} <= tags


def links(snapshot: Snapshot) -> frozenset[str]:
    """Return the tags that a recovery point shares with its stream and with what doubts it."""
    return frozenset(tag for tag in snapshot.tags if tag.startswith(_LINKS))


def is_late(snapshot: Snapshot, seen: Seen | None) -> bool:
    """Tell whether a snapshot says that it was there at the last look, and was not."""
    return seen is not None and snapshot.id not in seen.ids and snapshot.ended < seen.at - TOLERANCE


def ahead(snapshot: Snapshot, now: datetime) -> str:
    """Say that a snapshot is dated in the future; empty when it is not."""
    latest = max(snapshot.dated, snapshot.begun)
    return f"is dated in the future ({latest:%Y-%m-%d %H:%M})" if latest > now + TOLERANCE else ""


def judge(
    points: Iterable[Snapshot],
    companions: Sequence[Snapshot],
    data_set: str,
    now: datetime,
    seen: Seen | None,
) -> tuple[Judged, ...]:
    """Judge recovery points in the light of the streams and doubts beside them."""
    streams = {link for each in companions if STREAM_TAG in each.tags for link in links(each)}
    doubts = {link for each in companions if DOUBT_TAG in each.tags for link in links(each)}
    return tuple(_judge(each, data_set, now, seen, (streams, doubts)) for each in points)


def _judge(
    each: Snapshot, data_set: str, now: datetime, seen: Seen | None, beside: tuple[set[str], set[str]]
) -> Judged:
    if flaw := ahead(each, now):
        return Judged(each, "ahead", flaw)
    if seen is not None and is_late(each, seen):
        when = f"{seen.at:%Y-%m-%d %H:%M}"
        return Judged(each, "late", f"was not there on {when}, and says that it is older")
    streams, doubts = beside
    if flaw := next(_flaws(each, data_set, streams), ""):
        return Judged(each, "doubtful", flaw)
    if links(each) & doubts:
        return Judged(each, "doubted", "was doubted after it was made")
    return Judged(each, "good")


def _flaws(snapshot: Snapshot, data_set: str, streams: set[str]) -> Iterator[str]:
    """Yield what is wrong with it. ``restic backup --time`` changes its date, and not when it was begun."""
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
    if {link for link in links(snapshot) if link.startswith(_RUN)} - streams:
        yield "has lost its stream"
