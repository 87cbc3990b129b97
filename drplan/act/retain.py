"""Dropping old recovery points: decided first, carried out with a credential of its own, looked at after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from drplan.custody import Custody, Looks, Seen
from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.lookup import data_sets, policy_named
from drplan.declare.protection import Repository, Retention
from drplan.errors import DrplanError
from drplan.plan.retention import Decision, keep, together
from drplan.plan.standing import LOOK, is_late, is_point, with_accepted
from drplan.ports import Progress

LOCKED = "what was dropped stays in older versions until their lock ends and a lifecycle rule expires them"


@dataclass(frozen=True)
class Retainer:
    """What is needed to drop recovery points or to copy them: who may, and what they showed before."""

    district: District
    custody: Custody
    looks: Looks
    progress: Progress
    now: datetime


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
    seen: Seen | None = None

    @property
    def going(self) -> tuple[Decision, ...]:
        """Return the decisions against snapshots, one for each though it hold several data sets."""
        return tuple({each.snapshot.id: each for _, each in self.decisions if not each.stays}.values())

    @property
    def staying(self) -> int:
        """Count the snapshots that stay."""
        return len({each.snapshot.id for _, each in self.decisions if each.stays})

    @property
    def odd(self) -> tuple[tuple[str, Decision], ...]:
        """Return what is dated in the future or came late: somebody has to look."""
        return tuple((name, each) for name, each in self.decisions if each.standing in LOOK)


def plan_retention(retainer: Retainer, chosen_sets: Sequence[DataSet]) -> tuple[Retained, ...]:
    """Decide for every repository that holds copies under a policy with a retention; change nothing."""
    held: dict[str, list[DataSet]] = {}
    for data_set in chosen_sets:
        policy = policy_named(retainer.district, data_set.policy)
        for copy in policy.copies if policy.retention is not None else ():
            held.setdefault(copy, []).append(data_set)
    chosen = [each for each in retainer.district.repositories if each.name in held]
    return tuple(_plan_one(retainer, each, held[each.name]) for each in chosen)


def _plan_one(retainer: Retainer, repository: Repository, held: Sequence[DataSet]) -> Retained:
    try:
        # What is copied in from elsewhere comes late by nature, and no host has the credential for it.
        before = None if repository.filled_from else retainer.looks.last(repository)
        shown = retainer.custody.snapshots(repository)
    except DrplanError as error:
        return Retained(repository.name, error=error)
    decisions = (
        (data_set.name, decision)
        for data_set in held
        for decision in keep(
            with_accepted(shown, data_set),
            data_set.name,
            _retention(retainer, data_set),
            retainer.now,
            before,
        )
    )
    locked = repository.immutable_days > 0 and repository.location.startswith("s3:")
    seen = Seen(retainer.now, frozenset(each.id for each in shown if not is_late(each, before)))
    kept = together(decisions, {each.name for each in data_sets(retainer.district)})
    return Retained(repository.name, kept, note=LOCKED if locked else "", seen=seen)


def _retention(retainer: Retainer, data_set: DataSet) -> Retention | None:
    return policy_named(retainer.district, data_set.policy).retention


Announce = Callable[[Mapping[str, Sequence[str]]], object]
"""Signs which snapshots, by repository, are about to be dropped, so that no check misses them."""


def carry_out(retainer: Retainer, planned: Sequence[Retained], announce: Announce) -> tuple[Retained, ...]:
    """Drop what was decided, and prune; one repository that fails does not stop the others.

    Only what can be dropped is announced: of the rest, a check is to miss every one.
    """
    declared = {each.name: each for each in retainer.district.repositories}
    admitted = [each if each.error else _admit(retainer, declared[each.repository], each) for each in planned]
    announce(
        {e.repository: [one.snapshot.id for one in e.going] for e in admitted if e.going and not e.error}
    )
    return tuple(
        each if each.error else _carry_out_one(retainer, declared[each.repository], each) for each in admitted
    )


def _admit(retainer: Retainer, repository: Repository, planned: Retained) -> Retained:
    try:
        retainer.custody.check_pruner(repository)
        if planned.seen:
            retainer.looks.remember(repository, planned.seen)
    except DrplanError as error:
        return _failed(retainer, planned, error)
    return planned


def _carry_out_one(retainer: Retainer, repository: Repository, planned: Retained) -> Retained:
    gone = {e.snapshot.id: (name, e.snapshot) for name, e in planned.decisions if not e.stays}
    custody, going = retainer.custody, [*gone.values()]
    # A recovery point without its stream, or its doubt, would look good: it goes first, and is seen to go.
    points = [snapshot for name, snapshot in going if is_point(snapshot, name)]
    companions = [snapshot for name, snapshot in going if not is_point(snapshot, name)]
    try:
        for some in (points, companions):
            if some:
                custody.forget(repository, some)
        retainer.progress.say(repository.name, f"{len(going)} snapshots dropped")
        custody.prune(repository)
    except DrplanError as error:
        return _failed(retainer, planned, error)
    return replace(planned, pruned=True)


def _failed(retainer: Retainer, planned: Retained, error: DrplanError) -> Retained:
    retainer.progress.say(planned.repository, f"not done: {error.message}")
    return replace(planned, error=error)
