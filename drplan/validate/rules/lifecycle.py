"""Assets are replaced before they can no longer be relied on, with money that is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from drplan.declare import Lifecycle, Server, Tier
from drplan.declare.tenants import Tenant
from drplan.validate.days import ago, ahead
from drplan.validate.finding import Flaw
from drplan.validate.index import Index
from drplan.validate.registry import RULES

_A_YEAR = timedelta(days=365)
_NOW = timedelta(0)


@RULES.add(
    "DRP100",
    "An asset's support has ended",
    severity="error",
    why="Its holes are no longer mended, and no spare part or image for it is to be had in a recovery.",
    source="NIST SP 800-53 Rev. 5, SA-22; CIS Controls v8.1, safeguard 2.2",
    fix="replace the asset, or buy extended support and declare its last day",
)
def support_ended(index: Index) -> Iterator[Flaw]:
    """Count the last day of support as covered."""
    for name, life in _lives(index):
        if life.support_until is not None and life.support_until < index.today:
            yield Flaw(index.asset(name), f"its support ended on {ago(life.support_until, index.today)}")


@RULES.add(
    "DRP101",
    "The warranty of an asset that carries a tier 0 service has ended",
    severity="warning",
    why="Everything else waits for it, and no seller owes a spare part by the next day.",
    source="NIST SP 800-34 Rev. 1, section 3.4.4; NIST SP 800-53 Rev. 5, MA-6",
    fix="extend the warranty, or keep a spare and say so in a waiver",
)
def foundation_out_of_warranty(index: Index) -> Iterator[Flaw]:
    """Count what runs on an asset and on the virtual machines it is host of."""
    carried = _foundation(index)
    for name, life in _lives(index):
        end = life.warranty_until
        if end is not None and end < index.today and name in carried:
            when = ago(end, index.today)
            yield Flaw(index.asset(name), f"carries {carried[name]}, and its warranty ended on {when}")


@RULES.add(
    "DRP102",
    "A replacement due within a year is not funded",
    severity="warning",
    why="Budgets and E-rate requests close most of a year ahead of the purchase.",
    source="NIST SP 800-53 Rev. 5, SA-2 and SA-22; 47 CFR 54.507 (E-rate funding years)",
    fix="find the money and declare it as the replacement's funding",
)
def replacement_unfunded(index: Index) -> Iterator[Flaw]:
    """Leave an overdue one to DRP103."""
    for name, life in _lives(index):
        plan = life.replacement
        if plan is not None and plan.funding is None and _NOW <= plan.due - index.today <= _A_YEAR:
            yield Flaw(
                index.asset(name),
                f"${plan.cost:,} for its replacement, due on {ahead(plan.due, index.today)}, are not funded",
            )


@RULES.add(
    "DRP103",
    "A replacement is overdue",
    severity="warning",
    why="The asset is kept beyond the day on which somebody judged that it should go.",
    source="NIST SP 800-53 Rev. 5, SA-22; CIS Controls v8.1, safeguard 1.1",
    fix="replace the asset, or declare the day on which it will be and why that is soon enough",
)
def replacement_overdue(index: Index) -> Iterator[Flaw]:
    """Count the day it is due on as in time."""
    for name, life in _lives(index):
        plan = life.replacement
        if plan is not None and plan.due < index.today:
            funded = "is not funded" if plan.funding is None else f"is funded by {plan.funding.source}"
            yield Flaw(
                index.asset(name), f"its replacement was due on {ago(plan.due, index.today)}, and {funded}"
            )


@RULES.add(
    "DRP104",
    "A server or network device has no lifecycle",
    severity="warning",
    why="Nobody sees the end of its support come, and no budget holds its replacement.",
    source="NIST SP 800-53 Rev. 5, CM-8 and SA-22; CIS Controls v8.1, safeguard 1.1",
    fix="declare when it was bought, for how much, from which funds, and when it will be replaced",
)
def no_lifecycle(index: Index) -> Iterator[Flaw]:
    """Tenants are rented, and need none."""
    for name, asset in index.assets.items():
        if not isinstance(asset, Tenant) and asset.lifecycle is None:
            yield Flaw(index.asset(name), "declares no lifecycle")


@RULES.add(
    "DRP105",
    "An asset's support ends before its replacement",
    severity="warning",
    why="In between its holes stay open, or it is replaced in a hurry with money meant for something else.",
    source="NIST SP 800-53 Rev. 5, SA-22; CIS Controls v8.1, safeguard 2.2",
    fix="bring the replacement forward to the end of support at the latest, and declare it",
)
def support_ends_first(index: Index) -> Iterator[Flaw]:
    """Compare with the replacement's day; without one, look a year ahead. DRP100 tells of what has ended."""
    for name, life in _lives(index):
        end, plan = life.support_until, life.replacement
        if end is None or end < index.today:
            continue
        if plan is not None and end < plan.due:
            yield Flaw(
                index.asset(name), f"its support ends on {end} and its replacement is due on {plan.due}"
            )
        elif plan is None and end - index.today <= _A_YEAR:
            yield Flaw(
                index.asset(name),
                f"its support ends on {ahead(end, index.today)}, and no replacement is declared",
            )


def _lives(index: Index) -> Iterator[tuple[str, Lifecycle]]:
    for name, asset in index.assets.items():
        if asset.lifecycle is not None:
            yield name, asset.lifecycle


def _foundation(index: Index) -> dict[str, str]:
    """Return the assets that carry tier 0, each with the first service by name that it carries."""
    carried: dict[str, str] = {}
    for name, service in index.services.items():
        if service.tier is Tier.FOUNDATION:
            for asset in service.runs_on:
                _carry(index, asset, name, carried)
    return carried


def _carry(index: Index, asset: str, service: str, carried: dict[str, str]) -> None:
    """Go up from a virtual machine to its host, until one is known to carry something."""
    below: str | None = asset
    while below is not None and below not in carried:
        carried[below] = service
        machine = index.assets.get(below)
        below = machine.host if isinstance(machine, Server) else None
