"""When each service may begin to come back, by when it is promised, and what the last drill measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from drplan.declare import District, Service
from drplan.declare.lookup import services_by_name
from drplan.explain.graph import slowest_chains
from drplan.plan.order import needs_within, waves
from drplan.record.drill import DrillRecord, ServiceRecord

_RECOVERING = frozenset({"blank", "deploy", "restore", "verify", "walk-back", "automatic", "human", "probe"})


@dataclass(frozen=True)
class Span:
    """One service's row; lengths are seconds after the disruption.

    ``begins``: the longest RTO of all that it waits for, in any site. ``people``: what its people take by
    declaration. The rest is the drill's: ``began`` its first step, ``rta`` ``None`` when not reached;
    ``drilled`` says whether the record holds it at all.
    """

    name: str
    wave: int
    waits_for: tuple[str, ...]
    begins: float
    rto: float
    people: float
    drilled: bool = False
    began: float | None = None
    rta: float | None = None
    rto_then: float = 0.0
    measured_people: float = 0.0
    outcome: str = ""

    @property
    def cramped(self) -> bool:
        """Whether what it waits for is promised no sooner than itself: nothing is left for it."""
        return self.begins >= self.rto

    @property
    def late(self) -> bool:
        """Whether the drill took longer than was promised."""
        return self.rta is not None and self.rta > self.rto_then

    @property
    def word(self) -> str:
        """What the drill showed of it, in one word or two."""
        return "not reached" if self.rta is None else f"LATE, {self.outcome}" if self.late else self.outcome

    def lengths(self) -> Iterator[float]:
        """Yield what a scale must hold."""
        yield from (self.begins, self.rto, self.rta or 0.0)


def spans(services: Sequence[Service], district: District, last: DrillRecord | None) -> list[Span]:
    """Return a row a service in the order of recovery; raises ``DeclarationError`` for a circle."""
    known = _with_needed(services, services_by_name(district))
    chains = slowest_chains(waves(known.values()))
    seen = {each.name: each for each in last.services} if last else {}
    began = _began(last, known) if last else {}
    rows = []
    for number, group in enumerate(waves(services, needs_within(services, known.values())), start=1):
        for each in group:
            row = _planned(
                each, number, max((chains[n].ends for n in each.depends_on if n in chains), default=0)
            )
            drill = seen.get(each.name)
            rows.append(_measured(row, drill, began.get(each.name)) if drill else row)
    return rows


def _with_needed(services: Sequence[Service], every: Mapping[str, Service]) -> dict[str, Service]:
    """Return services with all that they need, however far, and not all of a district for a page of one."""
    found = {each.name: each for each in services}
    waiting = list(services)
    while waiting:
        for name in waiting.pop().depends_on:
            if name not in found and name in every:
                found[name] = every[name]
                waiting.append(every[name])
    return found


def _planned(service: Service, wave: int, begins: float) -> Span:
    steps = (s for s in service.recovery_steps if s.kind == "human" and s.occasion != "test-only")
    people = sum(step.duration.total_seconds() for step in steps)
    needs = tuple(sorted(set(service.depends_on)))
    return Span(service.name, wave, needs, begins, service.objectives.rto.total_seconds(), people)


def _measured(row: Span, drill: ServiceRecord, began: float | None) -> Span:
    rta = drill.rta_seconds
    return replace(
        row,
        drilled=True,
        began=began if rta is None or began is None else min(began, rta),
        rta=rta,
        rto_then=drill.rto_seconds,
        measured_people=drill.human_seconds,
        outcome=drill.verdict.outcome,
    )


def _began(last: DrillRecord, known: dict[str, Service]) -> dict[str, float]:
    """Return by service the seconds from the disruption to its first step, or to one of what it stands on."""
    first: dict[str, float] = {}
    for step in last.steps:
        if step.action in _RECOVERING and step.started >= last.disrupted:
            after = (step.started - last.disrupted).total_seconds()
            first[step.subject] = min(after, first.get(step.subject, after))
    found = {}
    for each in last.services:
        own = [each.name, *(data.name for data in each.data_sets)]
        own += known[each.name].runs_on if each.name in known else ()
        moments = [first[name] for name in own if name in first]
        if moments:
            found[each.name] = min(moments)
    return found
