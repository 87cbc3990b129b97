"""Filling a copy from another one: for a repository that no host writes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drplan.act.retain import Retainer
from drplan.custody import Seen, Snapshot
from drplan.declare.data import DataSet
from drplan.declare.lookup import policy_named, repository_named
from drplan.declare.protection import Repository
from drplan.errors import DrplanError, RepositoryError
from drplan.plan.retention import keep
from drplan.plan.standing import LOOK, is_point, links, with_accepted


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
    """What of a source belongs into a copy that holds these data sets. ``seen`` is the last look at it."""

    retainer: Retainer
    held: Sequence[DataSet]
    seen: Seen | None

    def points(self, snapshots: Iterable[Snapshot]) -> list[Snapshot]:
        return [each for each in snapshots if any(is_point(each, data.name) for data in self.held)]

    def of(self, here: Sequence[Snapshot], there: Sequence[Snapshot]) -> list[Snapshot]:
        """Return what the copy's own retention would keep, with the streams of kept recovery points."""
        ours = {_first_id(each) for each in here}
        alone = [each for each in there if _first_id(each) not in ours]
        # What only the copy still has came when it was copied: no late comer of the source.
        seen = self.seen and Seen(self.seen.at, self.seen.ids | {each.id for each in alone})
        both = [*here, *alone]
        found = (each for data in self.held for each in self._of(data, both, seen) if _first_id(each) in ours)
        return [*{each.id: each for each in found}.values()]

    def _of(self, data: DataSet, snapshots: Sequence[Snapshot], seen: Seen | None) -> Iterable[Snapshot]:
        retention = policy_named(self.retainer.district, data.policy).retention
        decided = keep(with_accepted(snapshots, data), data.name, retention, self.retainer.now, seen)
        kept = [each.snapshot for each in decided if each.stays and each.standing not in LOOK]
        points = [each for each in kept if is_point(each, data.name)]
        linked = {link for each in points for link in links(each)}
        return [each for each in kept if each in points or links(each) & linked]


def fill(retainer: Retainer, data_sets: Sequence[DataSet]) -> tuple[Filled, ...]:
    """Copy what is missing into every repository that is filled from another one.

    What the policy's retention would drop again is not copied, nor what nobody knows the age of.
    """
    found = []
    for each in retainer.district.repositories:
        held = [
            data for data in data_sets if each.name in policy_named(retainer.district, data.policy).copies
        ]
        if each.filled_from is not None and held:
            source = repository_named(retainer.district, each.filled_from)
            found.append(_fill_one(retainer, source, each, held))
    return tuple(found)


def _fill_one(retainer: Retainer, source: Repository, target: Repository, held: Sequence[DataSet]) -> Filled:
    custody, progress = retainer.custody, retainer.progress
    try:
        plan = _Wanted(retainer, held, retainer.looks.last(source))
        there, here = custody.snapshots(target), custody.snapshots(source)
        known = {_first_id(each) for each in there}
        wanted = plan.of(here, there)
        missing = [each for each in wanted if _first_id(each) not in known]
        points = plan.points(missing)
        # The recovery point says that its streams are whole and that nobody doubts it: it comes last.
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
