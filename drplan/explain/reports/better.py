"""What money would make better: improvements, what they gain, and what nobody pays yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drplan.declare import Improvement, Service
from drplan.explain.language import Language
from drplan.explain.reports.groups import slowest
from drplan.explain.reports.matter import Matter


@dataclass(frozen=True)
class Price:
    """What things cost together, in dollars: once, and every year."""

    once: int
    yearly: int

    def words(self, say: Language) -> str:
        """Write it: ``$14,500 once and $1,800 a year``."""
        once, yearly = say.money(self.once), say.money(self.yearly)
        if self.once and self.yearly:
            return say("{once} once and {yearly} a year", once=once, yearly=yearly)
        return say("{yearly} a year", yearly=yearly) if self.yearly else say("{once} once", once=once)


def price(found: Iterable[Improvement]) -> Price:
    """Add up what improvements cost."""
    every = tuple(found)
    return Price(sum(each.cost for each in every), sum(each.dollars_a_year for each in every))


def unfunded(found: Iterable[Improvement]) -> tuple[Improvement, ...]:
    """Return those that nobody pays yet."""
    return tuple(each for each in found if each.funding is None)


def payer(improvement: Improvement, say: Language) -> str:
    """Say who would pay."""
    return improvement.funding.source if improvement.funding else say("nobody yet")


def gain(matter: Matter, improvement: Improvement, say: Language) -> str:
    """Say what it would do, beside what is promised now: an estimate, as declared."""
    helped = _helped(matter, improvement)
    told = []
    if improvement.back_within is not None and helped:
        within, now = say.length(improvement.back_within), say.length(slowest(matter, helped))
        told.append(say("back within {within} instead of {now}", within=within, now=now))
    data = [each for each in helped if each.data_sets]
    if improvement.loses_at_most is not None and data:
        most = say.length(improvement.loses_at_most)
        now = say.length(max(each.objectives.rpo for each in data))
        told.append(say("loses {most} instead of {now}", most=most, now=now))
    return "; ".join(told) or say("not put in hours")


def _helped(matter: Matter, improvement: Improvement) -> Sequence[Service]:
    return [each for each in matter.case.services if each.name in improvement.services]
