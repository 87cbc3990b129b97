"""The record of one check of repositories, of an attack on them, of what is dropped or was brought back.

Ids, counts and times only: restic's own words may hold names of files. Of the snapshots a repository shows,
each record keeps what changed since the one before; all of them in order make up its ledger. Times are UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Literal

from drplan.measure.integrity import Ledger
from drplan.measure.verdict import Verdict
from drplan.plan.attack import Came, Promise
from drplan.plan.rotation import Reading, Rotation
from drplan.record.kept import Kept, SignedRecord

Verb = Literal["check", "retain", "attack", "unhide"]
"""What was done to the repositories that a record speaks of."""

PARTS = ("attack", "detect", "unhide", "unlock", "check", "restore")
"""The parts of bringing a copy back, in the order in which they come; only a rehearsal has all of them."""

DONE: dict[Verb, str] = {
    "check": "check of copies",
    "retain": "retention announced",
    "attack": "attack on copies",
    "unhide": "copies brought back",
}
"""The same in the words of people."""


class PartRecord(Kept):
    """One part, of so many, whose packs were all read, and when that began."""

    part: int
    parts: int
    began: datetime
    seconds: float


class AttemptRecord(Kept):
    """One thing an attack tried (see :mod:`drplan.plan.attack`), what came of it, and what that is worth."""

    what: str
    came: Came
    said: str
    verdict: Verdict


class AttackRecord(Kept):
    """What an attack with the backup credential tried on one repository, below which scratch prefix.

    ``promise`` is what the copy declared. ``left`` counts what stays of the scratch prefix, ``until`` says
    when the last lock of it ends, ``None`` when nothing is left or that could not be seen.
    """

    scratch: str
    promise: Promise
    attempts: tuple[AttemptRecord, ...]
    left: int
    until: datetime | None


class RehearsedRecord(Kept):
    """One recovery point that was restored after an attack, and compared with its manifest byte by byte."""

    data_set: str
    snapshot: str
    entries: int
    matched: int
    verdict: Verdict


class UnhiddenRecord(Kept):
    """What was brought back of one repository after an attack that hid it.

    ``since`` is the moment whose state came back. Counts are of files of the repository; ``lost`` are the ids
    of snapshots that earlier checks saw and that no version is left of. ``seconds`` are by part (``PARTS``).
    """

    since: datetime
    rehearsal: bool
    markers: int
    overwritten: int
    gone: int
    lost: tuple[str, ...]
    seconds: dict[str, float]
    restored: tuple[RehearsedRecord, ...] = ()


class RepositoryRecord(Kept):
    """What a check saw of one repository.

    ``repository_id`` is restic's, ``None`` when it could not be opened: then nothing else is known of it.
    ``damage`` has a line a thing, and ``damaged_packs`` the ids of packs among it. ``came`` and ``gone`` are
    snapshot ids since the last record; ``vanished`` those of the gone that nothing of ours dropped;
    ``to_forget`` what retention announced. ``waiting_since`` is the last reading of the part that waits
    longest, ``None`` while one was never read. ``attack`` and ``unhidden`` are there when that was done.
    """

    later: ClassVar[frozenset[str]] = frozenset({"attack", "unhidden"})

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
    attack: AttackRecord | None = None
    unhidden: UnhiddenRecord | None = None
    verdict: Verdict


class CheckRecord(SignedRecord):
    """One ``backup check``, whole, or what else was done to repositories.

    ``retain`` is what ``backup retain`` is about to drop, ``attack`` what ``backup check --attack`` could do,
    ``unhide`` what ``backup unhide`` brought back.
    """

    noun: ClassVar[str] = "check"

    schema_id: Literal["drplan/check-record/1"] = "drplan/check-record/1"
    district: str
    where: Literal["production", "lab", "loopback lab"]
    verb: Verb
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


def ever_seen(records: Iterable[CheckRecord], name: str) -> frozenset[str]:
    """Return every snapshot that a repository showed and that no retention announced it would drop."""
    repository: str | None = None
    seen: set[str] = set()
    for each in _of(records, name):
        if each.repository_id not in (None, repository):
            repository, seen = each.repository_id, set()
        seen = (seen | {*each.came}) - {*each.to_forget}
    return frozenset(seen)


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
