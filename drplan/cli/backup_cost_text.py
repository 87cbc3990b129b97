"""What copies cost a month, as tables and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import click

from drplan.cli.show import table
from drplan.prices import PARTS, Bill, Copy, PolicyCost, Prices, rounded

_GB = 10**9
_MONTHS = 12


def print_costs(copies: Sequence[Copy], costs: Sequence[PolicyCost]) -> None:
    """Print repositories, policies, the reasons, and what is not known."""
    table(
        (
            "repository",
            "kept, GB",
            "GB in a year",
            "a month",
            "at least",
            "in a year",
            "declared",
            "prices of",
        ),
        [_row(each) for each in copies],
    )
    if costs:
        click.echo()
        table(("policy", "a month", "budget", ""), [_policy_row(each) for each in costs])
    click.echo("\nAt the most: as if all that changes replaced something, and every slot were filled.")
    priced = [each for each in copies if each.bills is not None]
    if priced:
        click.echo("\nWhy:")
    for each in priced:
        _print_why(each)
    _print_unknown(copies, costs)


def _row(copy: Copy) -> tuple[str, ...]:
    kept = (_gigabytes(copy.most), _gigabytes(copy.ahead))
    yearly = copy.repository.dollars_a_year
    declared = "" if yearly is None else _money(Fraction(yearly, _MONTHS))
    if copy.bills is None:
        known = copy.repository.storage is None and yearly is not None
        return (copy.repository.name, *kept, "" if known else "not known", "", "", declared, "")
    bills = copy.bills
    sums = (_money(bills.most.dollars), _money(bills.least.dollars), _money(bills.ahead.dollars))
    return (copy.repository.name, *kept, *sums, declared, str(bills.prices.as_of))


def _policy_row(cost: PolicyCost) -> tuple[str, str, str, str]:
    budget = cost.policy.dollars_a_month
    shown = "none" if budget is None else _money(Fraction(budget))
    standing = "passes its budget" if cost.over else ""
    if not cost.by_copy and cost.unknown:
        return (cost.policy.name, "not known", shown, "")
    sum_ = _money(cost.dollars)
    return (cost.policy.name, f"at least {sum_}" if cost.unknown else sum_, shown, standing)


def _print_why(copy: Copy) -> None:
    if copy.bills is None:
        return
    click.echo(f"  {copy.repository.name}: {prices_words(copy.bills.prices)}")
    cents = copy.bills.most.cents()
    for part in copy.bills.most.parts:
        if rounded(part.dollars):
            click.echo(f"    {part.name} {_cents(cents[part.name])}: {part.because}")


def _print_unknown(copies: Iterable[Copy], costs: Iterable[PolicyCost]) -> None:
    said = [why for each in copies if each.repository.storage for why in each.unknown.values()]
    said += [why for each in costs for why in each.unknown]
    if said:
        click.echo("\nNot known, and in no sum:")
    for why in dict.fromkeys(said):
        click.echo(f"  - {why}")


def prices_words(prices: Prices) -> str:
    """Say which prices are meant, of when, and what of them nobody confirmed."""
    if prices.name == "contract":
        return f"contract of {prices.as_of} ({prices.source})"
    said = (
        f"{prices.title}, {prices.name} in {prices.region}, list prices of {prices.as_of} ({prices.source})"
    )
    if prices.unconfirmed:
        said += f"; unconfirmed: {', '.join(prices.unconfirmed)}"
    return said


def cost_json(
    copies: Sequence[Copy], costs: Sequence[PolicyCost], measured: Sequence[str]
) -> Mapping[str, Any]:
    """Return it as plain values: sizes in bytes, money in cents a month; ``null`` for what is not known.

    ``measured`` names the data sets whose sizes were measured; those of the others are declared.
    """
    return {
        "schema": "drplan/backup-cost/1",
        "measured": list(measured),
        "repositories": [_copy_json(each) for each in copies],
        "policies": [
            {
                "name": each.policy.name,
                "cents": rounded(each.dollars) if each.by_copy else None,
                "by_repository": {name: rounded(dollars) for name, dollars in each.by_copy.items()},
                "budget_dollars": each.policy.dollars_a_month,
                "over": each.over,
                "unknown": list(each.unknown),
            }
            for each in costs
        ],
    }


def _copy_json(copy: Copy) -> Mapping[str, Any]:
    bills = copy.bills
    return {
        "name": copy.repository.name,
        "bytes": {"most": round(copy.most), "least": round(copy.least), "in_a_year": round(copy.ahead)},
        "dollars_a_year_declared": copy.repository.dollars_a_year,
        "prices": bills and _prices_json(bills.prices),
        "most": bills and _bill_json(bills.most),
        "least": bills and _bill_json(bills.least),
        "in_a_year": bills and _bill_json(bills.ahead),
        "unknown": list(copy.unknown.values()),
    }


def _prices_json(prices: Prices) -> Mapping[str, Any]:
    return {
        "title": prices.title,
        "region": prices.region,
        "storage_class": prices.name,
        "as_of": prices.as_of.isoformat(),
        "source": prices.source,
        "unconfirmed": list(prices.unconfirmed),
    }


def _bill_json(bill: Bill) -> Mapping[str, Any]:
    cents = bill.cents()
    why = {each.name: each.because for each in bill.parts}
    return {
        "cents": rounded(bill.dollars),
        "parts": [{"name": name, "cents": cents[name], "because": why[name]} for name in PARTS],
    }


def _gigabytes(size: Fraction) -> str:
    return f"{float(size / _GB):,.1f}"


def _money(dollars: Fraction) -> str:
    return _cents(rounded(dollars))


def _cents(cents: int) -> str:
    return f"${cents / 100:,.2f}"
