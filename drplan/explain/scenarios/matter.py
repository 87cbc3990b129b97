"""What a scenario's page is made from: the loss, its order of recovery, who decides, what a tabletop asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from drplan.declare import District, Role, Scenario, Service, Vendor
from drplan.declare.exercises import Peril
from drplan.declare.lookup import role_named
from drplan.explain.source import Source
from drplan.plan.clock import Due
from drplan.plan.copy_trust import ATTACKS, CopyTrust, copies_after
from drplan.plan.loss import Loss, dragged_down, loss_in_scenario, services_lost
from drplan.plan.news import items_of
from drplan.plan.news_outside import insurer_of
from drplan.plan.tabletop import Cast, Item, cast_for, role_like

_NO_DAY = date.min
"""No school year holds it: a page without a clock tells the usual promises."""

_INSURED: frozenset[Peril] = ATTACKS | {"fire-or-flood", "power-outage"}


@dataclass(frozen=True)
class Matter:
    """One scenario with all that follows from it. ``cast`` holds order and promises, ``items`` decisions.

    ``down`` are the services that it takes away, none where it takes people alone; ``dragged`` stand and do
    not work without these.
    """

    source: Source
    scenario: Scenario
    cast: Cast
    items: tuple[Item, ...]
    copies: tuple[CopyTrust, ...]
    down: tuple[Service, ...]
    dragged: tuple[Service, ...]

    @property
    def district(self) -> District:
        """The district."""
        return self.source.district

    @property
    def loss(self) -> Loss:
        """What is lost."""
        return self.cast.loss

    @property
    def as_of(self) -> int:
        """The moment of the newest drill or exercise of it, in seconds since 1970; 0 when there is none."""
        names = {due.service.name for due in self.due}
        ledger = self.source.ledger
        drilled = [each.ended for each in ledger.drills if names & {seen.name for seen in each.services}]
        held = [each.ended for each in ledger.exercises if each.scenario == self.scenario.name]
        return max((int(each.timestamp()) for each in (*drilled, *held)), default=0)

    @property
    def due(self) -> tuple[Due, ...]:
        """The services to bring back in their order, with their usual promises."""
        return self.cast.due

    @property
    def attack(self) -> bool:
        """Whether somebody did it on purpose."""
        return self.scenario.peril in ATTACKS

    @property
    def insured(self) -> bool:
        """Whether an insurer has to be told before anything is changed."""
        return self.scenario.peril in _INSURED

    @property
    def insurer(self) -> Vendor | None:
        """The declared insurer, where it has to be told."""
        return insurer_of(self.district) if self.insured else None

    def role(self, word: str) -> Role:
        """Return the role whose name holds a word; whoever decides, without one."""
        return role_named(self.district, role_like(self.district, word, self.cast.decider))

    def missing(self, role: Role) -> bool:
        """Say whether the scenario takes a role's holders away."""
        return role.name in self.scenario.roles

    def stand_in(self, role: Role) -> Role | None:
        """Return who takes over: the first along the alternates who is not missing; ``None`` for nobody."""
        seen = {role.name}
        while role.alternate is not None and role.alternate not in seen:
            seen.add(role.alternate)
            role = role_named(self.district, role.alternate)
            if not self.missing(role):
                return role
        return None

    def instead(self, role: Role) -> str:
        """Write who takes over, with the telephone."""
        other = self.stand_in(role)
        if other is not None:
            return f"{other.title}, {other.phone}"
        return "nobody is there: whoever decides names one" if role.alternate else "none declared"

    def titled(self, role: Role) -> str:
        """Write a role's title, and whether its holders are missing."""
        return f"{role.title} (missing)" if self.missing(role) else role.title

    def called(self, role: Role) -> str:
        """Write whom to call, and who stands in."""
        if self.missing(role):
            return f"{role.title} is missing; stands in: {self.instead(role)}"
        other = self.stand_in(role)
        return f"{role.title}, {role.phone}" + (f"; no answer: {self.instead(role)}" if other else "")


def matter_of(source: Source, name: str) -> Matter:
    """Work one scenario out; raises ``UsageError`` for a name that is not declared."""
    district = source.district
    loss = loss_in_scenario(district, name)
    scenario = next(each for each in district.scenarios if each.name == name)
    cast = cast_for(district, loss, _NO_DAY)
    down = services_lost(district, scenario)
    return Matter(
        source=source,
        scenario=scenario,
        cast=cast,
        items=items_of(cast),
        copies=copies_after(district, loss),
        down=down,
        dragged=dragged_down(district, down),
    )
