"""What holds a recovery that takes too long, and what one change would make of it: nothing is measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from drplan.measure.course import Course, Part
from drplan.measure.recovery import Finish

Change = Literal["faster link", "warm copy", "standby", "people sooner"]

_GROUND = ("blank", "deploy")
_TENTHS = 10
_STEPS = 30
_LEAST = 1e-3


@dataclass(frozen=True)
class Remedy:
    """``seconds`` is what the recovery would take with one change; ``enough`` whether that is in time."""

    change: Change
    what: str
    seconds: float
    enough: bool


@dataclass(frozen=True)
class Shortfall:
    """The longest piece on the critical path, and what would help."""

    part: Part
    remedies: tuple[Remedy, ...]


def shortfall(course: Course, name: str, limit: float) -> Shortfall | None:
    """Say what holds the recovery of a service beyond ``limit`` seconds; ``None`` when nothing does.

    Every change is put through the whole course: a path that was second becomes the critical one. No change
    makes a recovery longer.
    """
    own = course.up_to(name)
    finish = own.finishes().get(name)
    if finish is None or finish.seconds <= limit:
        return None
    held = _longest(own, finish)
    return Shortfall(held, tuple(_Case(own, name, limit).remedies(held)))


def _longest(course: Course, finish: Finish) -> Part:
    return max((part for node in finish.path for part in course.parts[node]), key=lambda part: part.seconds)


@dataclass(frozen=True)
class _Case:
    """One service's recovery that takes too long; ``limit`` in seconds."""

    course: Course
    name: str
    limit: float

    def remedies(self, held: Part) -> Iterator[Remedy]:
        if held.action == "restore":
            yield self._faster_link(held.repository)
            kept = f"{held.subject} kept restored and current beside its server"
            warm = self._made("warm copy", kept, lambda part: _warm(part, part.subject == held.subject))
            yield warm
            if not warm.enough:
                yield self._made("warm copy", "all data kept restored", lambda part: _warm(part, True))
        elif held.action in _GROUND:
            spare = f"a spare for {held.subject}, held to its baselines"
            yield self._made("standby", spare, lambda part: _without(part, held.subject, _GROUND))
        elif held.action == "human":
            sooner = f"people's work for {held.subject} done while the rest goes on"
            yield self._made("people sooner", sooner, lambda part: _without(part, held.subject, ("human",)))

    def _made(self, change: Change, what: str, seconds: Callable[[Part], float]) -> Remedy:
        took = self._with(seconds).seconds
        return Remedy(change, what, took, took <= self.limit)

    def _with(self, seconds: Callable[[Part], float]) -> Finish:
        return self.course.finishes(seconds)[self.name]

    def _faster_link(self, repository: str) -> Remedy:
        """Find the least factor, in tenths, that is enough; without one, say what no speed goes below."""
        best = self._with(partial(_sped_up, repository=repository, slowness=0.0)).seconds
        if best > self.limit:
            return Remedy("faster link", f"no link to {repository} is fast enough alone", best, False)
        tenths = math.ceil(_TENTHS / max(self._slowness(repository), _LEAST))
        while (took := self._at(repository, tenths)) > self.limit and tenths < _TENTHS / _LEAST:
            tenths += 1
        what = f"data from {repository} at {tenths / _TENTHS:g} times the speed"
        return Remedy("faster link", what, took, took <= self.limit)

    def _at(self, repository: str, tenths: int) -> float:
        return self._with(partial(_sped_up, repository=repository, slowness=_TENTHS / tenths)).seconds

    def _slowness(self, repository: str) -> float:
        """Return the most of today's time a byte may take, by Newton's method.

        The longest of several paths, each a straight line, is convex: from the slow side no step goes past
        the end that is looked for.
        """
        slowness = 1.0
        for _ in range(_STEPS):
            finish = self._with(partial(_sped_up, repository=repository, slowness=slowness))
            steep = sum(
                part.seconds - part.fixed
                for node in finish.path
                for part in self.course.parts[node]
                if _comes_from(part, repository)
            )
            if finish.seconds <= self.limit or steep <= 0:
                break
            slowness -= (finish.seconds - self.limit) / steep
        return slowness


def _comes_from(part: Part, repository: str) -> bool:
    return part.action == "restore" and part.repository == repository


def _sped_up(part: Part, repository: str, slowness: float) -> float:
    """``slowness`` is the part of today's time that a byte then takes."""
    if not _comes_from(part, repository):
        return part.seconds
    return part.fixed + (part.seconds - part.fixed) * slowness


def _warm(part: Part, there: bool) -> float:
    """Leave the fixed cost: a copy that is there already must still be opened and looked at."""
    return part.fixed if there and part.action == "restore" else part.seconds


def _without(part: Part, subject: str, actions: tuple[str, ...]) -> float:
    return 0.0 if part.subject == subject and part.action in actions else part.seconds
