"""A tabletop's script, made from the plan: what is lost, what is put before whom and when (NIST SP 800-84).

Nothing in it is invented but the news: order, times, roles, vendors and copies are those declared.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from drplan.declare.district import District
from drplan.declare.lookup import site_of
from drplan.declare.services import HumanStep, Service
from drplan.plan.clock import Due, due_back
from drplan.plan.loss import Loss


@dataclass(frozen=True)
class Item:
    """One thing the facilitator puts before the room, ``at`` so long after the beginning.

    An ``inject`` is news, a ``decision`` is taken by ``role`` (the one that may, as declared), a ``step`` is
    done by ``role`` for ``service``, ``what`` in the declared words, and timed beside its ``declared`` time.
    ``ask`` are questions to the room.
    """

    id: str
    kind: Literal["inject", "decision", "step"]
    at: timedelta
    role: str
    text: str
    ask: tuple[str, ...] = ()
    service: str = ""
    what: str = ""
    declared: timedelta | None = None


@dataclass(frozen=True)
class Script:
    """Everything a facilitator needs. Roles are names of declared roles, never people's."""

    name: str
    title: str
    kind: str
    scenario: str
    peril: str
    day: date
    sponsor: str
    participants: tuple[str, ...]
    situation: tuple[str, ...]
    objectives: tuple[str, ...]
    due: tuple[Due, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Cast:
    """A district, what it loses, on which day, in which order it comes back, and who decides."""

    district: District
    loss: Loss
    day: date
    due: tuple[Due, ...]
    decider: str


def cast_for(district: District, loss: Loss, day: date) -> Cast:
    """Say who decides and what comes back in which order, by the school year's promises of ``day``."""
    return Cast(district, loss, day, due_back(district, loss.services, day), _decider(district, loss))


def role_like(district: District, word: str, otherwise: str) -> str:
    """Return the first declared role whose name holds a word, else ``otherwise``."""
    return next((role.name for role in district.roles if word in role.name), otherwise)


def rehearsed_on(loss: Loss, today: date) -> date:
    """Return the exercise's next declared day from today on; today where it has none."""
    ahead = [day for day in (loss.exercise.dates if loss.exercise else ()) if day >= today]
    return min(ahead, default=today)


def sponsor_of(cast: Cast) -> str:
    """Return the role that answers for the exercise."""
    return cast.loss.exercise.led_by if cast.loss.exercise else cast.decider


def participants_of(cast: Cast, items: tuple[Item, ...]) -> tuple[str, ...]:
    """Return the roles that take part: declared for the exercise, and whoever is asked for something."""
    declared = cast.loss.exercise.roles if cast.loss.exercise else ()
    return tuple(dict.fromkeys((sponsor_of(cast), *declared, *(item.role for item in items))))


def human_items(cast: Cast, begin: timedelta) -> tuple[Item, ...]:
    """Return the human steps of the recovery in its order, each when those before it are done as declared.

    What is done in tests only is left out: the exercise is about the real day.
    """
    found: list[Item] = []
    at = begin
    for due in cast.due:
        for number, step in enumerate(_human_steps(due.service), start=1):
            found.append(_step_item(due.service, number, step, at))
            at += step.duration
    return tuple(found)


def _human_steps(service: Service) -> list[HumanStep]:
    return [s for s in service.recovery_steps if isinstance(s, HumanStep) and s.occasion != "test-only"]


def _step_item(service: Service, number: int, step: HumanStep, at: timedelta) -> Item:
    return Item(
        f"{service.name}-{number}",
        "step",
        at,
        step.role,
        f"{service.title}: {step.what}.",
        ("What does it need that may be lost too: keys, papers, a vendor, a way in?",),
        service=service.name,
        what=step.what,
        declared=step.duration,
    )


def _decider(district: District, loss: Loss) -> str:
    otherwise = loss.exercise.led_by if loss.exercise else _speaker(district, loss)
    return role_like(district, "technology-director", otherwise)


def _speaker(district: District, loss: Loss) -> str:
    lost = {service.name for service in loss.services}
    homes = [site.code for site in district.sites if lost & {service.name for service in site.services}]
    site = site_of(district, homes[0]) if homes else district.sites[0]
    return site.contact
