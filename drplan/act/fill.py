"""Filling a copy from another one: for a repository that no host writes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.lookup import policy_named, repository_named
from drplan.declare.protection import Repository
from drplan.errors import DrplanError, RepositoryError
from drplan.plan.retention import is_point, keep, runs
from drplan.ports import Custody, Progress, Snapshot


@dataclass(frozen=True)
class Filled:
    """What became of one copy: how many recovery points came, how many were there already."""

    repository: str
    source: str
    copied: int = 0
    there: int = 0
    error: DrplanError | None = None


@dataclass(frozen=True)
class _Wanted:
    """What of a source belongs into a copy that holds these data sets, at ``now``."""

    district: District
    held: Sequence[DataSet]
    now: datetime

    def points(self, snapshots: Iterable[Snapshot]) -> list[Snapshot]:
        return [each for each in snapshots if any(is_point(each, data.name) for data in self.held)]

    def of(self, here: Sequence[Snapshot], there: Sequence[Snapshot]) -> list[Snapshot]:
        """Return what the copy's own retention would keep, with the streams of kept recovery points."""
        ours = {_first_id(each) for each in here}
        both = [*here, *(each for each in there if _first_id(each) not in ours)]
        return [each for data in self.held for each in self._of(data, both) if _first_id(each) in ours]

    def _of(self, data: DataSet, snapshots: Sequence[Snapshot]) -> Iterable[Snapshot]:
        retention = policy_named(self.district, data.policy).retention
        decided = keep(snapshots, data.name, retention, self.now)
        kept = [each.snapshot for each in decided if each.stays and each.standing != "ahead"]
        points = [each for each in kept if is_point(each, data.name)]
        committed = {run for each in points for run in runs(each)}
        return [each for each in kept if each in points or runs(each) & committed]


def fill(
    district: District, data_sets: Sequence[DataSet], custody: Custody, progress: Progress, now: datetime
) -> tuple[Filled, ...]:
    """Copy what is missing into every repository that is filled from another one.

    What the policy's retention would drop again is not copied, nor what is dated in the future.
    """
    filled = [each for each in district.repositories if each.filled_from is not None]
    held = {
        each.name: [data for data in data_sets if each.name in policy_named(district, data.policy).copies]
        for each in filled
    }
    found = []
    for each in filled:
        source = repository_named(district, each.filled_from or "")
        if held[each.name]:
            wanted = _Wanted(district, held[each.name], now)
            found.append(_fill_one(source, each, wanted, custody, progress))
    return tuple(found)


def _fill_one(
    source: Repository, target: Repository, plan: _Wanted, custody: Custody, progress: Progress
) -> Filled:
    try:
        there, here = custody.snapshots(target), custody.snapshots(source)
        known = {_first_id(each) for each in there}
        wanted = plan.of(here, there)
        missing = [each for each in wanted if _first_id(each) not in known]
        points = plan.points(missing)
        # The recovery point says that its streams are whole: it comes last.
        for some in ([each for each in missing if each not in points], points):
            if some:
                progress.say(target.name, f"copying {len(some)} snapshots from {source.name}")
                custody.copy(source, target, some)
                _see_all(some, custody.snapshots(target), target)
    except DrplanError as error:
        progress.say(target.name, f"not filled: {error.message}")
        return Filled(target.name, source.name, error=error)
    return Filled(target.name, source.name, len(points), len(plan.points(wanted)) - len(points))


def _first_id(snapshot: Snapshot) -> str:
    return snapshot.original or snapshot.id


def _see_all(wanted: Sequence[Snapshot], there: Sequence[Snapshot], target: Repository) -> None:
    found = {_first_id(each): each for each in there}
    for each in wanted:
        came = found.get(_first_id(each))
        if came is None or (came.begun, {*came.tags}) != (each.begun, {*each.tags}):
            raise RepositoryError(
                f"{target.name}: snapshot {each.id[:8]} did not come, or not with its time and tags",
                next_step="see that the repository takes what is written to it, then: drplan backup copy",
            )
