"""Rehearsing the night after: a thief hides a lab's copy, and every recovery point of it comes back.

The whole story is timed part by part: the attack, the way back, the locks, the check of every byte, and the
restore of each data set beside its manifest. It hides what is there, so it is for a lab and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from drplan.act.check import Inspector
from drplan.act.restore import FolderVault
from drplan.act.unhide import Brought, Unhider, bring_back, unhidden_record
from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.lookup import data_sets
from drplan.declare.protection import Repository
from drplan.errors import DrplanError, LabError, UsageError
from drplan.measure.compare import compare
from drplan.measure.verdict import Verdict, worst
from drplan.plan.points import choose_point
from drplan.ports import Clock, Progress, RecoveryPoint
from drplan.record.integrity import RehearsedRecord, RepositoryRecord


class Thief(Protocol):
    """Does to a lab's copy what an intruder does with a host's credentials; and unlocks it afterwards."""

    def strike(self, repository: Repository) -> None:
        """Drop and prune everything, write over a pack, delete the configuration. Raises ``LabError``."""
        ...

    def unlock(self, repository: Repository) -> None:
        """Take away every lock that the intruder left, with the credential that no host has."""
        ...


@dataclass
class Stopwatch:
    """Times the parts of the story, in seconds."""

    clock: Clock
    seconds: dict[str, float] = field(default_factory=dict)
    _last: float = 0.0

    def start(self) -> None:
        """Begin to count."""
        self._last = self.clock.monotonic()

    def lap(self, part: str) -> None:
        """Give the time since the last lap to a part."""
        now = self.clock.monotonic()
        self.seconds[part], self._last = now - self._last, now


@dataclass(frozen=True)
class Rehearsal:
    """What a rehearsal works with; ``folder`` is an empty one for what is restored."""

    district: District
    vault: FolderVault
    inspector: Inspector
    unhider: Unhider
    thief: Thief
    clock: Clock
    progress: Progress
    folder: Path


def rehearse(rehearsal: Rehearsal, repository: Repository) -> RepositoryRecord:
    """Attack, notice it, bring back, unlock, check every byte, restore each data set and compare it.

    Raises ``UsageError`` when the repository holds no good recovery point, ``LabError`` when the attack
    could not be made or was not noticed.
    """
    held, missed = _held(rehearsal, repository)
    watch, since = Stopwatch(rehearsal.clock), rehearsal.clock.now().replace(microsecond=0)
    watch.start()
    rehearsal.progress.say(repository.name, "a thief with the writers' credentials hides all of it")
    rehearsal.thief.strike(repository)
    watch.lap("attack")
    _notice(rehearsal, repository)
    watch.lap("detect")
    brought = _bring_back(rehearsal, repository, since)
    watch.lap("unhide")
    rehearsal.thief.unlock(repository)
    watch.lap("unlock")
    checked = _check(rehearsal, repository)
    watch.lap("check")
    restored = tuple(_restore(rehearsal, repository, data, point) for data, point in held)
    watch.lap("restore")
    verdict = worst((brought.verdict, checked, *(each.verdict for each in restored), *missed))
    return unhidden_record(
        repository, brought, rehearsal=True, seconds=watch.seconds, restored=restored, verdict=verdict
    )


def _held(
    rehearsal: Rehearsal, repository: Repository
) -> tuple[Sequence[tuple[DataSet, RecoveryPoint]], Sequence[Verdict]]:
    """Return each data set that the repository keeps, with its newest good recovery point there.

    Beside them, a verdict on each that has points there and none that is good: it is not restored.
    """
    district, now = rehearsal.district, rehearsal.clock.now()
    shown = rehearsal.vault.all_points(repository)
    held, missed = [], []
    for data in data_sets(district):
        points = [each for each in shown if each.data_set == data.name]
        choice = choose_point(points, before=now, copies=[repository.name])
        if choice.point is not None:
            held.append((data, choice.point))
        elif points:
            why = f"is not restored: {choice.because}"
            rehearsal.progress.say(data.name, why)
            missed.append(Verdict(outcome="no-evidence", because=(f"{data.name}: {why}",)))
    if not held:
        raise UsageError(
            f"{repository.name} holds no good recovery point to lose and bring back",
            next_step="make some in the lab: drplan backup run",
        )
    return held, missed


def _notice(rehearsal: Rehearsal, repository: Repository) -> None:
    try:
        shown = rehearsal.inspector.show(repository)
    except DrplanError as error:
        rehearsal.progress.say(repository.name, f"noticed: {error.message}")
        return
    raise LabError(
        f"{repository.name} still opens after the attack and shows {len(shown.snapshots)} snapshots",
        next_step="see that the lab's writers may delete objects there, then rehearse again",
    )


def _bring_back(rehearsal: Rehearsal, repository: Repository, since: datetime) -> Brought:
    rehearsal.progress.say(repository.name, f"bringing back what was hidden since {since:%H:%M:%S} UTC")
    return bring_back(repository, since, rehearsal.unhider, rehearsal.clock, rehearsal.progress)


def _check(rehearsal: Rehearsal, repository: Repository) -> Verdict:
    """Check how the repository hangs together, and read every byte of it."""
    rehearsal.progress.say(repository.name, "checking, and reading every byte")
    try:
        damage = rehearsal.inspector.check(repository, 1, 1)
    except DrplanError as error:
        return Verdict(outcome="no-evidence", because=(error.message,))
    return Verdict(outcome="fail" if damage else "pass", because=damage.lines)


def _restore(
    rehearsal: Rehearsal, repository: Repository, data: DataSet, point: RecoveryPoint
) -> RehearsedRecord:
    rehearsal.progress.say(data.name, f"restoring {point.snapshot[:8]} from {repository.name}")
    told = {"data_set": data.name, "snapshot": point.snapshot}
    try:
        came = rehearsal.vault.restore_to(data, point, repository, rehearsal.folder / data.name)
    except DrplanError as error:
        verdict = Verdict(outcome="fail", because=(f"{data.name}: {error.message}",))
        return RehearsedRecord(**told, entries=0, matched=0, verdict=verdict)
    found = compare(came.expected, came.found)
    because = tuple(f"{data.name}: {line}" for line in found.verdict.because)
    verdict = Verdict(outcome=found.verdict.outcome, because=because)
    return RehearsedRecord(**told, entries=found.entries, matched=found.matched, verdict=verdict)
