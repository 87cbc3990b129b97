"""The one sentence that a board must not misread: when would we be teaching again, and who says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drplan.declare import Service
from drplan.explain.language import Language
from drplan.explain.reports.groups import slowest, teaching_needs
from drplan.explain.reports.matter import Matter
from drplan.explain.reports.measured import LABS, PRODUCTION, Measured, back_after, measured, proven


@dataclass(frozen=True)
class Teaching:
    """What teaching needs, what was shown of it, and what of it holds on the day.

    ``proven`` are the names that production's own copies prove today, ``failing`` those in which a failure
    is open; ``real`` and ``lab`` are the newest proofs from production's copies and in labs.
    """

    needs: tuple[Service, ...]
    proven: frozenset[str]
    failing: tuple[str, ...]
    real: Mapping[str, Measured]
    lab: Mapping[str, Measured]

    @property
    def back_seconds(self) -> float | None:
        """After how long all of it would be back, were every part proven today; ``None`` otherwise."""
        if not all(each.name in self.proven for each in self.needs):
            return None
        return back_after(self.needs, self.real)

    @property
    def shown(self) -> int:
        """How many of the services production's own copies prove today."""
        return sum(each.name in self.proven for each in self.needs)


def teaching(matter: Matter) -> Teaching:
    """Look at what teaching needs."""
    needs = teaching_needs(matter)
    names = {each.name for each in needs}
    failing = tuple(e.service for e in matter.standings if e.state == "failing" and e.service in names)
    return Teaching(needs, proven(matter), failing, measured(matter, PRODUCTION), measured(matter, LABS))


def headline(matter: Matter, seen: Teaching, say: Language) -> str:
    """Say it: the time only where every part is proven, and otherwise first that it is not."""
    if not seen.needs:
        return say("Not known: nobody declared what teaching needs.")
    aim = slowest(matter, seen.needs)
    if seen.back_seconds is None:
        return " ".join((_not_proven(seen, say), _aim(aim.total_seconds(), say)))
    after = say.length(seen.back_seconds)
    told = say(
        "We would be teaching again after {after}, as drills from production's copies show.", after=after
    )
    if seen.back_seconds > aim.total_seconds():
        return " ".join((told, say("That is longer than the {aim} that was promised.", aim=say.length(aim))))
    return " ".join((told, _aim(aim.total_seconds(), say)))


def _not_proven(seen: Teaching, say: Language) -> str:
    if seen.failing:
        return say.plural(
            "Not proven: {number} of the {needs} services that teaching needs failed when last tried.",
            "Not proven: {number} of the {needs} services that teaching needs failed when last tried.",
            len(seen.failing),
            needs=say.number(len(seen.needs)),
        )
    if not seen.real:
        return say("Not proven: no drill from production's copies has been recorded.")
    return say(
        "Not proven: of the {needs} services that teaching needs, {shown} came back from production's copies"
        " and still stand as they did.",
        needs=say.number(len(seen.needs)),
        shown=say.number(seen.shown),
    )


def _aim(seconds: float, say: Language) -> str:
    return say("The aim is to be teaching again within {aim}.", aim=say.length(seconds))


def slowest_shown(services: Sequence[Service], shown: Mapping[str, Measured], say: Language) -> str:
    """Say how many of the services were measured and how long the slowest took: ``4 of 5, 46 min``."""
    found = [shown[each.name] for each in services if each.name in shown]
    if not found:
        return say("none")
    longest = max(found, key=lambda each: each.seconds)
    told = say(
        "{some} of {all}, up to {time}",
        some=say.number(len(found)),
        all=say.number(len(services)),
        time=say.length(longest.seconds),
    )
    return say("{told}, worked out for full size", told=told) if longest.projected else told
