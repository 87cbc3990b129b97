"""Dropping old recovery points: decided first, carried out with a credential of its own, looked at after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.lookup import policy_named
from drplan.declare.protection import Repository
from drplan.errors import DrplanError
from drplan.plan.retention import Decision, is_point, keep
from drplan.ports import Custody, Progress

LOCKED = "what was dropped stays in older versions until their lock ends and a lifecycle rule expires them"


@dataclass(frozen=True)
class Retained:
    """What is to go from one repository, and what went.

    ``decisions`` are by data set. ``pruned`` is whether its space was freed as well; ``error`` says why not
    all of it was done. ``note`` says what a person should know of that storage.
    """

    repository: str
    decisions: tuple[tuple[str, Decision], ...] = ()
    pruned: bool = False
    error: DrplanError | None = None
    note: str = ""

    @property
    def going(self) -> tuple[Decision, ...]:
        """Return the decisions against a snapshot."""
        return tuple(each for _, each in self.decisions if not each.stays)

    @property
    def ahead(self) -> tuple[tuple[str, Decision], ...]:
        """Return what is dated in the future: somebody has to look."""
        return tuple((name, each) for name, each in self.decisions if each.standing == "ahead")


def plan_retention(
    district: District, data_sets: Sequence[DataSet], custody: Custody, now: datetime
) -> tuple[Retained, ...]:
    """Decide for every repository that holds copies under a policy with a retention; change nothing."""
    held: dict[str, list[DataSet]] = {}
    for data_set in data_sets:
        policy = policy_named(district, data_set.policy)
        for copy in policy.copies if policy.retention is not None else ():
            held.setdefault(copy, []).append(data_set)
    chosen = [each for each in district.repositories if each.name in held]
    return tuple(_plan_one(district, each, held[each.name], custody, now) for each in chosen)


def _plan_one(
    district: District, repository: Repository, held: Sequence[DataSet], custody: Custody, now: datetime
) -> Retained:
    try:
        shown = custody.snapshots(repository)
    except DrplanError as error:
        return Retained(repository.name, error=error)
    decisions = tuple(
        (data_set.name, decision)
        for data_set in held
        for decision in keep(shown, data_set.name, policy_named(district, data_set.policy).retention, now)
    )
    locked = repository.immutable_days > 0 and repository.location.startswith("s3:")
    return Retained(repository.name, decisions, note=LOCKED if locked else "")


def carry_out(
    district: District, planned: Sequence[Retained], custody: Custody, progress: Progress
) -> tuple[Retained, ...]:
    """Drop what was decided, and prune; one repository that fails does not stop the others."""
    declared = {each.name: each for each in district.repositories}
    return tuple(
        each if each.error else _carry_out_one(declared[each.repository], each, custody, progress)
        for each in planned
    )


def _carry_out_one(
    repository: Repository, planned: Retained, custody: Custody, progress: Progress
) -> Retained:
    going = [(name, each.snapshot) for name, each in planned.decisions if not each.stays]
    # A recovery point without its stream would look whole: it goes first, and is seen to be gone.
    points = [snapshot for name, snapshot in going if is_point(snapshot, name)]
    streams = [snapshot for name, snapshot in going if not is_point(snapshot, name)]
    try:
        custody.check_pruner(repository)
        for some in (points, streams):
            if some:
                custody.forget(repository, some)
        progress.say(repository.name, f"{len(going)} snapshots dropped")
        custody.prune(repository)
    except DrplanError as error:
        progress.say(repository.name, f"not done: {error.message}")
        return Retained(repository.name, planned.decisions, error=error, note=planned.note)
    return Retained(repository.name, planned.decisions, pruned=True, note=planned.note)
