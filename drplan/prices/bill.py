"""A month's bill, in parts that add up to it, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Literal, get_args

from drplan.prices.table import Prices
from drplan.prices.usage import Usage

PartName = Literal["storage", "requests", "retrieval", "egress", "early deletion", "minimum"]
PARTS: tuple[PartName, ...] = get_args(PartName)
"""The parts of a bill, in order."""
_GB = 10**9
_THOUSAND = 1000


@dataclass(frozen=True)
class Part:
    """Dollars, exact, and why."""

    name: PartName
    dollars: Fraction
    because: str


@dataclass(frozen=True)
class Bill:
    """A month; all :data:`PARTS` are there, those that cost nothing too."""

    parts: tuple[Part, ...]

    @property
    def dollars(self) -> Fraction:
        """The sum, exact."""
        return sum((each.dollars for each in self.parts), Fraction(0))

    @property
    def dearest(self) -> Part:
        """The part that costs most."""
        return max(self.parts, key=lambda each: each.dollars)

    def cents(self) -> Mapping[PartName, int]:
        """Return the parts in cents so that they add up to the sum in cents: the largest remainders gain."""
        exact = {each.name: each.dollars * 100 for each in self.parts}
        found = {name: floor(value) for name, value in exact.items()}
        left = rounded(self.dollars) - sum(found.values())
        for name in sorted(exact, key=lambda name: found[name] - exact[name])[:left]:
            found[name] += 1
        return found


def rounded(dollars: Fraction) -> int:
    """Return dollars in whole cents, a half going up."""
    return floor(dollars * 100 + Fraction(1, 2))


def bill(usage: Usage, prices: Prices, *, inside: bool = False) -> Bill:
    """Price a month of one repository; ``inside``: what is read does not leave the provider."""
    parts = [*metered(usage, prices), _egress(usage, prices, inside=inside), _early(usage, prices)]
    lacking = Fraction(prices.minimum_month) - sum(each.dollars for each in parts)
    why = f"a month is {prices.minimum_month} dollars at the least"
    return Bill((*parts, Part("minimum", max(lacking, Fraction(0)), why)))


def metered(usage: Usage, prices: Prices) -> tuple[Part, Part, Part]:
    """Return what has neither an allowance nor a minimum: storage, requests, retrieval."""
    watched = Fraction(prices.watched) * usage.objects / _THOUSAND
    written = Fraction(prices.write) * usage.writes + Fraction(prices.read) * usage.reads
    brought = Fraction(prices.retrieval_requests) * usage.brought / _THOUSAND
    return (
        Part(
            "storage",
            prices.for_bytes(prices.storage, usage.stored) + watched,
            f"{_gigabytes(usage.stored)} at {prices.storage} dollars a {prices.unit}",
        ),
        Part(
            "requests",
            written / _THOUSAND,
            f"{_count(usage.writes)} that write or list, {_count(usage.reads)} that read",
        ),
        Part(
            "retrieval",
            prices.for_bytes(prices.retrieval, usage.out) + brought,
            f"{_gigabytes(usage.out)} read in checks and restores at {prices.retrieval} a {prices.unit}",
        ),
    )


def _egress(usage: Usage, prices: Prices, *, inside: bool) -> Part:
    if inside:
        return Part("egress", Fraction(0), "checks and restores run where the copies lie")
    free = Fraction(prices.egress_free) * prices.gigabyte + Fraction(prices.egress_free_times) * usage.stored
    paid = max(usage.out - free, Fraction(0))
    why = f"{_gigabytes(usage.out)} leave, {_gigabytes(min(free, usage.out))} of it free"
    return Part("egress", prices.for_bytes(prices.egress, paid), f"{why}, at {prices.egress} a {prices.unit}")


def _early(usage: Usage, prices: Prices) -> Part:
    why = f"{_gigabytes(usage.early)} dropped before {prices.minimum_days} days were over"
    return Part("early deletion", prices.for_bytes(prices.storage, usage.early), why)


def _gigabytes(size: Fraction) -> str:
    return f"{float(size / _GB):,.1f} GB"


def _count(number: Fraction) -> str:
    return f"{round(number):,}"
