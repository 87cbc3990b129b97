"""Bringing one data set back into a folder, any day, touching nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from drplan.act.backup import copies_of
from drplan.act.screening import as_far_as_trusted
from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.protection import Repository
from drplan.errors import DrplanError, UsageError
from drplan.measure.compare import Comparison, compare
from drplan.plan.points import Choice, choose_point, shown
from drplan.ports import Progress, Recovered, RecoveryPoint, Vault


class FolderVault(Vault, Protocol):
    """A vault that can also restore beside production."""

    def restore_to(
        self, data_set: DataSet, point: RecoveryPoint, repository: Repository, folder: Path
    ) -> Recovered:
        """Bring the files that carry the data set back below ``folder``."""
        ...


@dataclass(frozen=True)
class Wanted:
    """Which recovery point to restore: the newest good one made before a moment, or the named snapshot.

    ``snapshot`` is an id or the beginning of one; a suspect recovery point comes back only when it is named.
    """

    before: datetime
    snapshot: str | None = None


@dataclass(frozen=True)
class Restored:
    """Where a data set came from and how it compares with its manifest."""

    point: RecoveryPoint
    comparison: Comparison
    size: int


def restore_to(
    district: District,
    data_set: DataSet,
    vault: FolderVault,
    folder: Path,
    *,
    wanted: Wanted,
    progress: Progress,
) -> Restored:
    """Restore what is wanted, from the nearest copy that answers and has it.

    Raises ``UsageError`` when the folder is not empty or there is nothing to come back from, and the last
    copy's own error when no copy answered.
    """
    refuse_used(folder)
    failure: DrplanError | None = None
    reasons: list[str] = []
    for repository in copies_of(district, data_set):
        try:
            points = vault.points(data_set, repository)
        except DrplanError as error:
            progress.say(repository.name, f"cannot be asked: {error.message}")
            failure = error
            continue
        choice = choose_named(points, wanted, repository.name)
        progress.say(repository.name, choice.because)
        if choice.point is None:
            reasons.append(f"{repository.name}: {choice.because}")
            continue
        progress.say(data_set.name, f"from {choice.point.snapshot[:8]} in {repository.name}")
        return _restored(
            data_set, choice.point, vault.restore_to(data_set, choice.point, repository, folder), progress
        )
    raise failure or UsageError(
        f"no copy holds such a recovery point of {data_set.name} ({'; '.join(reasons)})",
        next_step=f"make one: drplan backup run --data-set {data_set.name}, "
        f"or name a suspect one by its id: --snapshot ID",
    )


def _restored(data_set: DataSet, point: RecoveryPoint, came: Recovered, progress: Progress) -> Restored:
    for note in came.notes:
        progress.say(data_set.name, note)
    return Restored(point, as_far_as_trusted(compare(came.expected, came.found), came.notes), came.size)


def choose_named(points: Sequence[RecoveryPoint], wanted: Wanted, copy: str) -> Choice:
    """Choose of one copy's points what is wanted."""
    if wanted.snapshot is None:
        return choose_point(points, before=wanted.before, copies=[copy])
    named = [point for point in points if point.snapshot.startswith(wanted.snapshot)]
    if len(named) != 1:
        return Choice(None, f"{len(named) or 'no'} snapshots of it begin with {wanted.snapshot}")
    doubted = f", though it is suspect ({shown(named[0])})" if named[0].suspect else ""
    return Choice(named[0], f"named by its id{doubted}")


def refuse_used(folder: Path) -> None:
    """Raise ``UsageError`` when the folder already holds something."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            f"{folder} is not an empty folder", next_step="name a folder that is empty or does not exist"
        )
