"""From the steps of a drill to the course of its recovery, with and without the runner's own outages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from drplan.act.drill import Conducted
from drplan.declare.services import Service
from drplan.measure.course import Course, Part
from drplan.measure.outages import Span, idle, lost_between, span
from drplan.measure.rates import FIXED
from drplan.measure.recovery import Finish
from drplan.record.drill import HumanTime, StepRecord

_LOOKS = ("see-healthy", "destroy", "see-broken", "human")
"""Actions that no recovery consists of; people's work is taken from where its length is known best."""
_ROUNDING = 1e-6


@dataclass(frozen=True)
class Recovered:
    """What a drill's recoveries took. ``people`` holds, by service, what people's work takes."""

    conducted: Conducted
    people: Mapping[str, Sequence[HumanTime]]

    @property
    def real(self) -> bool:
        """Whether this was no rehearsal."""
        return self.conducted.where == "production"

    @cached_property
    def outages(self) -> tuple[Span, ...]:
        """The pieces of time in which no runner worked."""
        return tuple(Span(each.started, each.ended) for each in self.conducted.interrupted)

    @cached_property
    def gross(self) -> Course:
        """The course as it was."""
        return self._course(net=False)

    def gross_finishes(self) -> dict[str, Finish]:
        """Return the longest path to each service, and what the runner's outages added between its steps."""
        found = self.gross.finishes()
        return {name: self._seen(name, self._with_lost(each)) for name, each in found.items()}

    def net_seconds(self) -> dict[str, float]:
        """Return how long each took without what the runner's own outages added; never more than gross."""
        if not self.outages:
            return {}
        found = self._course(net=True).finishes()
        return {name: self._seen(name, each, net=True).seconds for name, each in found.items()}

    @cached_property
    def _steps(self) -> Mapping[str, Sequence[StepRecord]]:
        """Steps of the recovery by subject."""
        found: dict[str, list[StepRecord]] = defaultdict(list)
        for step in self.conducted.steps:
            if step.action not in _LOOKS:
                found[step.subject].append(step)
        return found

    def _course(self, *, net: bool) -> Course:
        parts: dict[str, tuple[Part, ...]] = {
            name: tuple(self._parts(self._steps.get(name, ()), seconds, {}, net=net))
            for name, seconds in self.conducted.asset_seconds.items()
        }
        needs: dict[str, list[str]] = {}
        for service in self.conducted.plan.services:
            back = self.conducted.backs[service.name]
            if back.seconds is not None:
                copies = {data.name: data.repository for data in back.data_sets}
                own = self._parts(self._own(service), back.seconds, copies, net=net)
                parts[service.name] = (*own, *self._human(service))
            inside = self.conducted.plan.needs_of(service)
            needs[service.name] = [*inside, *self.conducted.plan.ground_of(service)]
        return Course(parts, needs)

    def _own(self, service: Service) -> Sequence[StepRecord]:
        subjects = (*(data.name for data in self.conducted.plan.data_of(service)), service.name)
        return [step for subject in subjects for step in self._steps.get(subject, ())]

    def _parts(
        self, steps: Sequence[StepRecord], seconds: float, copies: Mapping[str, str], *, net: bool
    ) -> Iterator[Part]:
        """Yield the pieces that ``seconds`` are made of; what no step accounts for is a piece of its own."""
        whole: dict[tuple[str, str], float] = defaultdict(float)
        down: dict[tuple[str, str], float] = defaultdict(float)
        for step in steps:
            whole[step.subject, step.action] += step.seconds
            down[step.subject, step.action] += idle(span(step.started, step.seconds), self.outages)
        for (subject, action), took in whole.items():
            left = max(took - down[subject, action], 0.0) if net else took
            fixed = min(FIXED, took) if action == "restore" else 0.0
            yield Part(subject, action, left, copies.get(subject, ""), fixed)
        rest = seconds - sum(whole.values())
        if abs(rest) > _ROUNDING:
            yield Part("", "the rest", rest)

    def _human(self, service: Service) -> Iterator[Part]:
        for each in self.people[service.name]:
            yield Part(service.name, "human", each.seconds)

    def _with_lost(self, finish: Finish) -> Finish:
        if not self.outages:
            return finish
        services = {service.name: service for service in self.conducted.plan.services}
        on_path = [
            step
            for node in finish.path
            for step in (self._own(services[node]) if node in services else self._steps.get(node, ()))
        ]
        work = [span(step.started, step.seconds) for step in on_path]
        lost = lost_between(work, self.outages, self.conducted.disrupted)
        return Finish(finish.seconds + lost, finish.path)

    def _seen(self, name: str, finish: Finish, *, net: bool = False) -> Finish:
        """Let the clock have the last word of a real recovery: services also waited for their turn."""
        if not self.real or name not in self.conducted.backs:
            return finish
        # What people took is added below, by the length that is known best.
        ends = [
            step.started + timedelta(seconds=step.seconds)
            for step in self.conducted.steps
            if step.subject == name and step.action != "human"
        ]
        if not ends:
            return finish
        since = Span(self.conducted.disrupted, max(ends))
        seen = since.seconds - (idle(since, self.outages) if net else 0.0)
        human = sum(each.seconds for each in self.people[name])
        return Finish(max(finish.seconds, seen + human), finish.path)
