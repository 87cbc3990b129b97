"""Putting a tabletop's script together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from drplan.declare.district import District
from drplan.errors import UsageError
from drplan.plan.loss import Loss
from drplan.plan.news import items_of
from drplan.plan.tabletop import (
    Cast,
    Item,
    Script,
    cast_for,
    human_items,
    participants_of,
    sponsor_of,
)

_RECOVERY_BEGINS = timedelta(minutes=90)

OBJECTIVES = (
    "Every decision is taken by a role that may take it, in time.",
    "The room recovers in the order of the plan, and knows why.",
    "Every missing role is replaced by its alternate, with access and pages.",
    "Every human step is done, or can be, within its declared time.",
    "The copy to come back from is chosen by what is clean, and the data lost is known.",
    "Staff, families, insurer and authorities are told in the right order.",
)
"""What a tabletop is held for; each is rated at its end."""


def script_for(district: District, loss: Loss, day: date) -> Script:
    """Write the script for a loss on a day of the school year.

    Raises ``UsageError`` when nothing is lost, ``DeclarationError`` when services depend on each other in a
    circle.
    """
    if not loss.services:
        raise UsageError(
            f"{loss.kind} {loss.name} takes no service away: there is nothing to bring back",
            next_step="name the services, assets or sites that it takes, in the inventory",
        )
    cast = cast_for(district, loss, day)
    items = _in_order((*items_of(cast), *human_items(cast, _RECOVERY_BEGINS), _reopen(cast)))
    scenario = loss.scenario
    return Script(
        name=loss.name,
        title=loss.title,
        kind=loss.exercise.kind if loss.exercise else "tabletop",
        scenario=scenario.name if scenario else loss.name,
        peril=scenario.peril if scenario else "",
        day=day,
        sponsor=sponsor_of(cast),
        participants=participants_of(cast, items),
        situation=tuple(_situation(cast)),
        objectives=OBJECTIVES,
        due=cast.due,
        items=items,
    )


def _in_order(items: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=lambda item: item.at))


def _reopen(cast: Cast) -> Item:
    """End the exercise as the real day ends: with somebody saying that it is over."""
    last = max(due.promised.rto for due in cast.due)
    steps = human_items(cast, _RECOVERY_BEGINS)
    after = max([last, *(step.at + (step.declared or timedelta(0)) for step in steps)])
    return Item(
        "reopen",
        "decision",
        after + timedelta(minutes=15),
        cast.decider,
        "Everything answers again. Who says that the disaster is over, on what evidence, and when do the "
        "workarounds end?",
        ("Who looked at each service, and by what?", "What must still be entered, changed or renewed?"),
    )


def _situation(cast: Cast) -> Iterator[str]:
    loss, scenario = cast.loss, cast.loss.scenario
    if scenario is not None:
        yield f"{scenario.title} ({scenario.peril})."
        for what, names in (
            ("Sites lost or cut off", scenario.sites),
            ("Assets lost", scenario.assets),
            ("Roles whose holders are missing", scenario.roles),
            ("Vendors that fail", scenario.vendors),
        ):
            if names:
                yield f"{what}: {', '.join(names)}."
    yield f"Services to bring back: {', '.join(service.name for service in loss.services)}."
    periods = {due.period.title: due.period for due in cast.due if due.period}
    for period in periods.values():
        yield f"It is {period.title} ({period.first} to {period.last}): the promises below are those of it."
