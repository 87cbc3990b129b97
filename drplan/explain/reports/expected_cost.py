"""What copies with a provider are expected to cost a month, beside what is declared and what was budgeted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from urllib.parse import urlsplit

from drplan.explain.content import Table
from drplan.explain.document import Block, Bullets, Paragraph
from drplan.explain.language import Language
from drplan.explain.reports.matter import Matter
from drplan.prices import Bills, Copy, PolicyCost, Prices, copies_of, policy_costs, rounded

_MONTHS = 12
_GB = 10**9


def expected_blocks(matter: Matter, say: Language) -> Iterator[Block]:
    """Tell it by repository and policy; in the public edition what all providers cost together."""
    index = matter.index
    copies = copies_of(matter.district.repositories, index.policies, matter.case.data_sets)
    priced = [(each, each.bills) for each in copies if each.bills is not None]
    if priced:
        yield _together([bills for _, bills in priced], say)
    if matter.public:
        return
    if priced:
        yield _by_repository(priced, say)
        yield _parts(priced, say)
        yield Bullets(tuple(dict.fromkeys(prices_words(bills.prices, say) for _, bills in priced)))
    costs = policy_costs(copies, matter.district.policies)
    if any(each.policy.dollars_a_month is not None for each in costs):
        yield _by_policy(costs, say)
    yield from _unknown(copies, say)


def _together(bills: Sequence[Bills], say: Language) -> Paragraph:
    most = sum((each.most.dollars for each in bills), Fraction(0))
    least = sum((each.least.dollars for each in bills), Fraction(0))
    return Paragraph(
        say(
            "Copies that providers keep are expected to cost {most} a month at the most, as if all that"
            " changes replaced something, and {least} at the least, as if nothing ever did. This is"
            " reckoned from declared sizes, changes and retention; nothing of it was invoiced.",
            most=say.cents(rounded(most)),
            least=say.cents(rounded(least)),
        )
    )


def _by_repository(priced: Sequence[tuple[Copy, Bills]], say: Language) -> Table:
    header = (
        say("Copies"),
        say("Kept with"),
        say("Kept, GB"),
        say("A month, at the most"),
        say("In a year"),
        say("Declared, a month"),
        say("Difference"),
        say("Prices of"),
    )
    rows = tuple(_row(copy, bills, say) for copy, bills in priced)
    return Table(say("What copies are expected to cost a month"), header, rows)


def _row(copy: Copy, bills: Bills, say: Language) -> tuple[str, ...]:
    yearly, most = copy.repository.dollars_a_year, rounded(bills.most.dollars)
    declared = None if yearly is None else rounded(Fraction(yearly, _MONTHS))
    return (
        copy.repository.name,
        _kept_with(bills.prices, say),
        say.number(round(copy.most / _GB)),
        say.cents(most),
        say.cents(rounded(bills.ahead.dollars)),
        say("not declared") if declared is None else say.cents(declared),
        "" if declared is None else say.cents(declared - most),
        say.day(bills.prices.as_of),
    )


def _parts(priced: Sequence[tuple[Copy, Bills]], say: Language) -> Table:
    header = (
        say("Copies"),
        say("Keeping"),
        say("Requests"),
        say("Reading"),
        say("Leaving the provider"),
        say("Dropped too early"),
        say("Up to the minimum"),
        say("A month, at the most"),
    )
    rows = tuple(
        (
            copy.repository.name,
            *(say.cents(each) for each in bills.most.cents().values()),
            say.cents(rounded(bills.most.dollars)),
        )
        for copy, bills in priced
    )
    return Table(say("What that is paid for"), header, rows)


def _by_policy(costs: Sequence[PolicyCost], say: Language) -> Table:
    header = (say("Policy"), say("A month, at the most"), say("Budget"), say("Left"))
    rows = tuple(_policy_row(each, say) for each in costs)
    return Table(say("What each policy's copies cost a month, beside its budget"), header, rows)


def _policy_row(cost: PolicyCost, say: Language) -> tuple[str, str, str, str]:
    budget, month = cost.policy.dollars_a_month, rounded(cost.dollars)
    known = bool(cost.by_copy) or not cost.unknown
    shown = say.cents(month) if known else say("not known")
    return (
        cost.policy.name,
        say("at least {dollars}", dollars=shown) if known and cost.unknown else shown,
        say("not declared") if budget is None else say.cents(100 * budget),
        "" if budget is None or cost.unknown else say.cents(100 * budget - month),
    )


def prices_words(prices: Prices, say: Language) -> str:
    """Say which prices are meant, of when, from where, and how much of them nobody confirmed."""
    if prices.name == "contract":
        return say("By the contract of {day}: {place}.", day=say.day(prices.as_of), place=prices.source)
    said = say(
        "{place}: list prices of {day}; source: {source}.",
        place=_kept_with(prices, say),
        day=say.day(prices.as_of),
        source=urlsplit(prices.source).netloc or prices.source,
    )
    if prices.from_memory:
        return say(
            "{place}: list prices of {day}; unconfirmed.",
            place=_kept_with(prices, say),
            day=say.day(prices.as_of),
        )
    if not prices.unconfirmed:
        return said
    more = say.plural(
        "{number} of them is unconfirmed.", "{number} of them are unconfirmed.", len(prices.unconfirmed)
    )
    return f"{said} {more}"


def _kept_with(prices: Prices, say: Language) -> str:
    if prices.name == "contract":
        return say("by contract")
    return f"{prices.title}, {prices.region}/{prices.name}"


def _unknown(copies: Sequence[Copy], say: Language) -> Iterator[Block]:
    """Name what is in no sum."""
    said = []
    for each in copies:
        if each.repository.storage is not None and each.bills is None:
            said.append(
                say(
                    "{copies}: no price table has its storage class; its cost is not known.",
                    copies=each.repository.name,
                )
            )
        lacking = [data.name for data in each.data_sets if data.name in each.unknown]
        if lacking and each.repository.storage is not None:
            names = ", ".join(lacking)
            said.append(
                say(
                    "{copies}: in no sum, as size, change or retention is not declared: {names}.",
                    copies=each.repository.name,
                    names=names,
                )
            )
    if said:
        yield Bullets(tuple(said))
