"""Checking repositories: what hangs together, what is still there, and one more part of it read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from drplan.declare.protection import Repository
from drplan.errors import DrplanError
from drplan.measure.integrity import Damage, Ledger, Shown, faults, unread, vanished
from drplan.measure.verdict import Verdict
from drplan.plan.rotation import Reading, Rotation, next_readings, oldest
from drplan.ports import Clock, Progress
from drplan.record.integrity import (
    CheckRecord,
    PartRecord,
    RepositoryRecord,
    after,
    ledger_of,
    rotation_of,
)

_DAY_SECONDS = 86400


class Inspector(Protocol):
    """Looks into repositories and changes nothing in them."""

    def show(self, repository: Repository) -> Shown:
        """Return what the repository shows. Raises ``RepositoryError`` or ``Unreachable``."""
        ...

    def check(self, repository: Repository, part: int, parts: int) -> Damage:
        """Check its structure and read one part of it. Raises as ``show`` when it could not be checked."""
        ...


@dataclass(frozen=True)
class Wanted:
    """How much is read: what is due, or all of it; no new part is begun after ``budget``.

    In a ``rehearsal`` repositories are made anew with the lab: another one than last time is none to miss.
    """

    everything: bool = False
    budget: timedelta | None = None
    rehearsal: bool = False


def check_repositories(
    repositories: Sequence[Repository],
    records: Sequence[CheckRecord],
    inspector: Inspector,
    clock: Clock,
    progress: Progress,
    *,
    wanted: Wanted,
) -> tuple[RepositoryRecord, ...]:
    """Check each; one that cannot be checked does not stop the others. ``records`` are first to last."""
    began = clock.monotonic()
    found = []
    for repository in repositories:
        progress.say(repository.name, "checking")
        ledger, rotation = ledger_of(records, repository.name), rotation_of(records, repository.name)
        work = _Work(repository, inspector, clock, wanted, began)
        seen = work.check(ledger, rotation)
        progress.say(repository.name, "; ".join((seen.verdict.outcome, *seen.verdict.because)))
        found.append(seen)
    return tuple(found)


@dataclass(frozen=True)
class _Work:
    repository: Repository
    inspector: Inspector
    clock: Clock
    wanted: Wanted
    began: float

    def check(self, ledger: Ledger, rotation: Rotation) -> RepositoryRecord:
        now = self.clock.now()
        try:
            shown = self.inspector.show(self.repository)
        except DrplanError as error:
            return self._unknown(error, rotation, now)
        if ledger.repository != shown.repository:
            rotation = Rotation()
            ledger = Ledger() if self.wanted.rehearsal else ledger
        seen = self._read(_first_look(self.repository, ledger, shown), rotation, now)
        rotation = after(rotation, seen, now)
        seen = seen.model_copy(update={"waiting_since": oldest(rotation)})
        late = unread(rotation, self.repository.checked_within, self.clock.now())
        because = (*seen.damage, *faults(ledger, shown), *late)
        if seen.error is not None and because == late:
            verdict = Verdict(outcome="no-evidence", because=(seen.error, *late))
        else:
            verdict = Verdict(outcome="fail" if because else "pass", because=because)
        return seen.model_copy(update={"verdict": verdict})

    def _read(self, seen: RepositoryRecord, rotation: Rotation, now: datetime) -> RepositoryRecord:
        """Read part after part; what cannot be read ends it, what is damaged does not."""
        read: list[PartRecord] = []
        damage: dict[str, None] = {}
        packs: dict[str, None] = {}
        error: str | None = None
        for each in self._readings(rotation, now):
            if read and self._is_spent():
                break
            begun, tick = self.clock.now(), self.clock.monotonic()
            try:
                found = self.inspector.check(self.repository, each.part, each.parts)
            except DrplanError as fault:
                error = fault.message
                break
            damage |= dict.fromkeys(found.lines)
            packs |= dict.fromkeys(found.packs)
            if not found:
                seconds = self.clock.monotonic() - tick
                read.append(PartRecord(part=each.part, parts=each.parts, began=begun, seconds=seconds))
        told = {"read": tuple(read), "damage": tuple(damage), "damaged_packs": tuple(packs), "error": error}
        return seen.model_copy(update=told)

    def _readings(self, rotation: Rotation, now: datetime) -> tuple[Reading, ...]:
        if self.wanted.everything:
            return (Reading(1, 1, now),)
        return next_readings(rotation, self.repository.checked_within, now)

    def _is_spent(self) -> bool:
        budget = self.wanted.budget
        return budget is not None and self.clock.monotonic() - self.began >= budget.total_seconds()

    def _unknown(self, error: DrplanError, rotation: Rotation, now: datetime) -> RepositoryRecord:
        period = self.repository.checked_within
        because = (error.message, *unread(rotation, period, now))
        return RepositoryRecord(
            name=self.repository.name,
            repository_id=None,
            snapshots=0,
            within_days=period.total_seconds() / _DAY_SECONDS,
            waiting_since=oldest(rotation),
            error=error.message,
            verdict=Verdict(outcome="no-evidence", because=because),
        )


def _first_look(repository: Repository, ledger: Ledger, shown: Shown) -> RepositoryRecord:
    same = ledger.repository == shown.repository
    known = ledger.snapshots if same else frozenset()
    return RepositoryRecord(
        name=repository.name,
        repository_id=shown.repository,
        snapshots=len(shown.snapshots),
        came=tuple(sorted(shown.snapshots - known)),
        gone=tuple(sorted(known - shown.snapshots)),
        vanished=vanished(ledger, shown),
        within_days=repository.checked_within.total_seconds() / _DAY_SECONDS,
        verdict=Verdict(outcome="no-evidence", because=("it was not judged yet",)),
    )


def announced(to_forget: Mapping[str, Sequence[str]]) -> tuple[RepositoryRecord, ...]:
    """Return what a record says of snapshots that are about to be dropped, by repository, before they are."""
    return tuple(
        RepositoryRecord(
            name=name,
            repository_id=None,
            snapshots=0,
            to_forget=tuple(sorted(ids)),
            verdict=Verdict(outcome="pass"),
        )
        for name, ids in sorted(to_forget.items())
        if ids
    )
