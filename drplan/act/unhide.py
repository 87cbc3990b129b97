"""Bringing a repository back from below delete markers, looked at again after."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from drplan.declare.protection import Repository
from drplan.errors import SourceError
from drplan.measure.verdict import Verdict
from drplan.plan.unhide import Moments, Tally
from drplan.ports import Clock, Progress
from drplan.record.integrity import RehearsedRecord, RepositoryRecord, UnhiddenRecord

_SHORT = 8
_NAMED = 5
_STEP = 10_000


class Unhider(Protocol):
    """Sees every version of a repository's files, and may take delete markers away; no host has its key."""

    def moments(self, repository: Repository) -> Moments:
        """Tell when what is hidden now was hidden. Raises ``DrplanError``."""
        ...

    def walk(
        self,
        repository: Repository,
        since: datetime,
        *,
        apply: bool,
        known: Collection[str] = (),
        heard: Callable[[int], None] = ...,
    ) -> Tally:
        """Decide on every file as at that moment, and do it when told to. Raises ``DrplanError``."""
        ...


@dataclass(frozen=True)
class Brought:
    """What was done, or would be; ``left`` is what a second look still found to do."""

    since: datetime
    tally: Tally
    left: int
    seconds: float
    verdict: Verdict


def bring_back(
    repository: Repository,
    since: datetime,
    unhider: Unhider,
    clock: Clock,
    progress: Progress,
    *,
    known: Collection[str] = (),
    apply: bool = True,
) -> Brought:
    """Undo what was done since, then look again; with ``apply`` false nothing is changed.

    ``known`` are the snapshots that the repository held as far as signed records tell.
    """
    began = clock.monotonic()

    def heard(files: int) -> None:
        if files % _STEP == 0:
            progress.say(repository.name, f"{files} files looked at")

    tally = unhider.walk(repository, since, apply=apply, known=known, heard=heard)
    left = unhider.walk(repository, since, apply=False).changes if apply and tally.changes else 0
    seconds = clock.monotonic() - began
    return Brought(since, tally, left, seconds, judged(tally, left))


def judged(tally: Tally, left: int) -> Verdict:
    """Say what cannot come back; all that was hidden coming back is a pass, and so is nothing to do."""
    because = []
    if not tally.counts:
        because.append("the bucket lists no version of any file of restic's: what was here is gone")
    elif not tally.versioned:
        because.append("the bucket keeps no versions: what was deleted or written over is gone for good")
    if gone := tally.of("gone"):
        because.append(f"{gone} files have no version left below their delete markers: gone for good")
    if tally.counts["deleted", "config"]:
        because.append("its configuration was hidden before that moment already: say an earlier one")
    elif tally.counts["deleted", "snapshots"] and not tally.shown("snapshots"):
        because.append("every snapshot was hidden before that moment already: say an earlier one")
    lost = sorted(tally.missing)
    because += [f"snapshot {each[:_SHORT]} has no version left: gone for good" for each in lost[:_NAMED]]
    if len(lost) > _NAMED:
        because.append(f"{len(lost) - _NAMED} more snapshots are gone for good")
    if left:
        because.append(f"{left} files are still hidden or written over: run the same command again")
    return Verdict(outcome="fail" if because else "pass", because=tuple(because))


def unhidden_record(
    repository: Repository,
    brought: Brought,
    *,
    rehearsal: bool = False,
    seconds: dict[str, float] | None = None,
    restored: tuple[RehearsedRecord, ...] = (),
    verdict: Verdict | None = None,
) -> RepositoryRecord:
    """Write down what was brought back; a rehearsal gives its own times, restores and verdict."""
    tally = brought.tally
    return RepositoryRecord(
        name=repository.name,
        repository_id=None,
        snapshots=0,
        unhidden=UnhiddenRecord(
            since=brought.since,
            rehearsal=rehearsal,
            markers=tally.markers,
            overwritten=tally.of("overwritten"),
            gone=tally.of("gone"),
            lost=tuple(sorted(tally.missing)),
            seconds=seconds or {"unhide": brought.seconds},
            restored=restored,
        ),
        verdict=verdict or brought.verdict,
    )


def moment_to_undo(repository: Repository, unhider: Unhider) -> datetime:
    """Return the moment that the versions themselves propose. Raises ``SourceError`` when they show none."""
    proposed = unhider.moments(repository).proposed()
    if proposed is None:
        raise SourceError(
            f"{repository.name}: nothing in its versions looks like an attack, so no moment is proposed",
            next_step="if you know when it began, say it: --since 2026-11-22T03:00:00Z; a bucket without"
            " versions has nothing to bring back",
        )
    return proposed
