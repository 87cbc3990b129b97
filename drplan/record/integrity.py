"""The record of one check of repositories, or of what retention is about to drop from them.

Ids, counts and times only: restic's own words may hold names of files. Of the snapshots a repository shows,
each record keeps what changed since the one before; all of them in order make up its ledger. Times are UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Literal

from drplan.measure.integrity import Ledger
from drplan.measure.verdict import Verdict
from drplan.plan.rotation import Reading, Rotation
from drplan.record.kept import Kept, SignedRecord


class PartRecord(Kept):
    """One part, of so many, whose packs were all read, and when that began."""

    part: int
    parts: int
    began: datetime
    seconds: float


class RepositoryRecord(Kept):
    """What a check saw of one repository.

    ``repository_id`` is restic's, ``None`` when it could not be opened: then nothing else is known of it.
    ``damage`` has a line a thing, and ``damaged_packs`` the ids of packs among it. ``came`` and ``gone`` are
    snapshot ids since the last record; ``vanished`` those of the gone that nothing of ours dropped;
    ``to_forget`` what retention announced. ``waiting_since`` is the last reading of the part that waits
    longest, ``None`` while one was never read.
    """

    name: str
    repository_id: str | None
    snapshots: int
    came: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    vanished: tuple[str, ...] = ()
    to_forget: tuple[str, ...] = ()
    read: tuple[PartRecord, ...] = ()
    within_days: float | None = None
    waiting_since: datetime | None = None
    damage: tuple[str, ...] = ()
    damaged_packs: tuple[str, ...] = ()
    error: str | None = None
    verdict: Verdict


class CheckRecord(SignedRecord):
    """One ``backup check``, whole, or what ``backup retain`` is about to drop (``retain``)."""

    noun: ClassVar[str] = "check"

    schema_id: Literal["drplan/check-record/1"] = "drplan/check-record/1"
    district: str
    where: Literal["production", "lab", "loopback lab"]
    verb: Literal["check", "retain"]
    operator_role: str
    operator_account: str
    inventory_sha256: str
    tools: dict[str, str]
    repositories: tuple[RepositoryRecord, ...]


def ledger_of(records: Iterable[CheckRecord], name: str) -> Ledger:
    """Return what the records, first to last, tell of a repository's snapshots."""
    repository: str | None = None
    held: set[str] = set()
    forgotten: set[str] = set()
    for each in _of(records, name):
        forgotten |= {*each.to_forget}
        if each.repository_id is None:
            continue
        if each.repository_id != repository:
            repository, held = each.repository_id, set()
        held = (held | {*each.came}) - {*each.gone}
    return Ledger(repository, frozenset(held), frozenset(forgotten))


def rotation_of(records: Iterable[CheckRecord], name: str) -> Rotation:
    """Return what the records, first to last, tell of a repository's reading; another one begins anew."""
    repository, found = None, Rotation()
    for record in records:
        for each in _of([record], name):
            if each.repository_id is not None:
                before = found if each.repository_id == repository else Rotation(began=record.started)
                repository, found = each.repository_id, after(before, each, record.started)
    return found


def after(rotation: Rotation, seen: RepositoryRecord, at: datetime) -> Rotation:
    """Return the rotation after a check at ``at`` that saw this."""
    readings = tuple(Reading(part.part, part.parts, part.began) for part in seen.read)
    sound = {bucket for reading in readings for bucket in reading.buckets()}
    damaged = {int(pack[:2], 16) for pack in seen.damaged_packs}
    return Rotation(
        (*rotation.readings, *readings),
        (rotation.damaged - sound) | damaged,
        rotation.began or at,
        at,
        readings[-1].parts if readings else rotation.parts,
    )


def _of(records: Iterable[CheckRecord], name: str) -> Iterable[RepositoryRecord]:
    return (each for record in records for each in record.repositories if each.name == name)
