"""The news of a tabletop: what goes wrong beside the loss itself, each drawn from what is declared.

Those that come from outside are in :mod:`drplan.plan.news_outside`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from drplan.declare.data import DataSet
from drplan.declare.lookup import policy_named, repository_named, role_named
from drplan.declare.protection import Repository
from drplan.declare.services import HumanStep
from drplan.plan.copy_trust import ATTACKS
from drplan.plan.news_outside import items_from_outside
from drplan.plan.tabletop import Cast, Item, role_like


def items_of(cast: Cast) -> tuple[Item, ...]:
    """Return all news and decisions, in the order in which they come."""
    found = [
        *_opening(cast),
        *_attack(cast),
        *_missing(cast),
        *_passwords(cast),
        *_suspect(cast),
        *items_from_outside(cast),
        *_deadline(cast),
    ]
    return tuple(sorted(found, key=lambda item: item.at))


def _opening(cast: Cast) -> Iterator[Item]:
    desk = role_like(cast.district, "help-desk", cast.decider)
    first = cast.due[0].service if cast.due else None
    seen = f"{first.impact} " if first else ""
    yield Item(
        "first-call",
        "inject",
        timedelta(minutes=0),
        desk,
        f"The first call comes in. {seen}Nobody knows yet how much is gone.",
        (
            "Whom do you call first, at which number?",
            "Where does the time of the disruption get written down?",
        ),
    )
    yield Item(
        "declare",
        "decision",
        timedelta(minutes=5),
        cast.decider,
        "Is this a disaster: do we begin recovery, and of what?",
        ("What must be known before deciding?", "Who may decide when this role cannot be reached?"),
    )


def _attack(cast: Cast) -> Iterator[Item]:
    scenario = cast.loss.scenario
    if scenario is None or scenario.peril not in ATTACKS:
        return
    network = role_like(cast.district, "network", cast.decider)
    yield Item(
        "isolate",
        "decision",
        timedelta(minutes=15),
        network,
        "An attack is possible. What is taken off the network now, and what stays powered on for those who "
        "will ask how it happened?",
        ("Who can pull which cable without asking?", "Which teaching and safety does it stop?"),
    )


def _missing(cast: Cast) -> Iterator[Item]:
    """Take away the role with most to do, or the one that the scenario takes."""
    gone = _most_needed(cast)
    role = role_named(cast.district, gone)
    other = role_named(cast.district, role.alternate) if role.alternate else None
    takes_over = f"{other.title}, {other.phone}, takes over." if other else "No alternate is declared."
    yield Item(
        "missing",
        "inject",
        timedelta(minutes=30),
        other.name if other else cast.decider,
        f"{role.title} cannot be reached until tomorrow. {takes_over}",
        (
            "Does the alternate have the keys, the access and the pages?",
            "Which step cannot be done without the missing holder?",
        ),
    )


def _most_needed(cast: Cast) -> str:
    scenario = cast.loss.scenario
    if scenario is not None and scenario.roles:
        return scenario.roles[0]
    needed = [due.service.owner for due in cast.due]
    needed += [s.role for due in cast.due for s in due.service.recovery_steps if isinstance(s, HumanStep)]
    return max(dict.fromkeys(needed), key=needed.count, default=cast.decider)


def _passwords(cast: Cast) -> Iterator[Item]:
    lost = {due.service.name for due in cast.due}
    for repository in cast.district.repositories:
        if repository.password_service in lost and repository.escrow:
            sealed = repository.escrow[0]
            yield Item(
                "passwords",
                "inject",
                timedelta(minutes=35),
                sealed.holder,
                f"{repository.password_service} is lost too, and it hands out the password of copy "
                f"{repository.name}. The other place is: {sealed.place}.",
                ("How long until the password is in the room, at night and on a holiday?",),
            )
            return


def _suspect(cast: Cast) -> Iterator[Item]:
    found = _farthest_copy(cast)
    if found is None:
        return
    data_set, copy, owner = found
    allowed = next(due.promised.rpo for due in cast.due if data_set in due.service.data_sets)
    hours = allowed.total_seconds() / 3600
    yield Item(
        "walk-back",
        "decision",
        timedelta(minutes=45),
        owner,
        f"The newest recovery point of {data_set.name} in {copy.name} is suspect: {_doubt(cast)}. "
        f"Which older one is taken? At most {hours:g} hours may be lost.",
        (
            "Which work has to be entered again, by whom, from which papers?",
            "What would show that the older one is clean?",
        ),
    )


def _doubt(cast: Cast) -> str:
    if cast.loss.scenario is not None and cast.loss.scenario.peril in ATTACKS:
        return "it was made after the intruder came"
    return "it shrank by half when it was made, and nobody looked"


def _farthest_copy(cast: Cast) -> tuple[DataSet, Repository, str] | None:
    """Return the data set of which least may be lost, its last copy (a site's loss leaves it), its owner."""
    for due in sorted(cast.due, key=lambda each: (each.promised.rpo, each.wave, each.service.name)):
        for data_set in due.service.data_sets:
            names = policy_named(cast.district, data_set.policy).copies
            if names:
                return data_set, repository_named(cast.district, names[-1]), due.service.owner
    return None


def _deadline(cast: Cast) -> Iterator[Item]:
    """Put the first promise that runs out before the room, at its own time."""
    if not cast.due:
        return
    due = min(cast.due, key=lambda each: (each.promised.rto, each.wave, each.service.name))
    yield Item(
        "first-deadline",
        "decision",
        due.promised.rto,
        due.service.owner,
        f"The RTO of {due.service.title} has passed and it is not back. Meanwhile: {due.service.workaround} "
        "What changes now?",
        ("Who is told that the promise is broken?", "How long can the workaround be kept up?"),
    )
