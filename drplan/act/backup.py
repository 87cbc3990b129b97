"""Making recovery points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.lookup import policy_named, repository_named, written_copies
from drplan.declare.protection import Repository
from drplan.errors import DrplanError
from drplan.ports import Progress, Protector, RecoveryPoint, Vault


@dataclass(frozen=True)
class BackupResult:
    """What became of one data set: its new recovery points, and the errors that kept it from more.

    ``error`` kept it from any at all; ``failed`` names the copies that took none while others did.
    """

    data_set: str
    points: tuple[RecoveryPoint, ...]
    error: DrplanError | None = None
    failed: Mapping[str, DrplanError] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether each copy has a new recovery point that its own host does not doubt."""
        return not self.error and not self.failed and not any(point.suspect for point in self.points)


def copies_of(district: District, data_set: DataSet) -> list[Repository]:
    """Return the repositories of a data set's policy, nearest first."""
    policy = policy_named(district, data_set.policy)
    return [repository_named(district, name) for name in policy.copies]


def repositories_for(district: District, data_sets: Sequence[DataSet]) -> list[Repository]:
    """Return the repositories that hold copies of these data sets, in declared order."""
    kept_in = {copy.name for data_set in data_sets for copy in copies_of(district, data_set)}
    return [repository for repository in district.repositories if repository.name in kept_in]


def open_repositories(
    repositories: Sequence[Repository], vault: Vault, progress: Progress, *, create: bool
) -> None:
    """See that every one of them opens; make those that are not there when ``create``."""
    for repository in repositories:
        vault.open(repository, create=create)
        progress.say(repository.name, f"opens at {repository.location}")


def back_up(
    district: District, data_sets: Sequence[DataSet], vault: Protector, progress: Progress
) -> tuple[BackupResult, ...]:
    """Make a recovery point of each data set in each copy; one that fails does not stop the others."""
    return tuple(_back_up_one(district, data_set, vault, progress) for data_set in data_sets)


def _back_up_one(district: District, data_set: DataSet, vault: Protector, progress: Progress) -> BackupResult:
    progress.say(data_set.name, "reading the source")
    try:
        made = vault.protect(data_set, written_copies(district, policy_named(district, data_set.policy)))
    except DrplanError as error:
        progress.say(data_set.name, f"no recovery point: {error.message}")
        return BackupResult(data_set.name, (), error)
    for point in made.points:
        doubt = f", suspect: {'; '.join(point.doubts or point.suspect)}" if point.suspect else ""
        progress.say(data_set.name, f"kept as {point.snapshot[:8]} in {point.repository}{doubt}")
    for copy, refused in made.failed.items():
        progress.say(data_set.name, f"not kept in {copy}: {refused.message}")
    return BackupResult(data_set.name, made.points, failed=made.failed)
