"""What copies cost, beside what was said that they may cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from drplan.declare import BackupPolicy, Repository, StorageContract
from drplan.prices import (
    Copy,
    PartName,
    PolicyCost,
    Prices,
    copies_of,
    policy_costs,
    prices_of,
    rounded,
    span_days,
)
from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index, once
from drplan.validate.keeping import kept
from drplan.validate.registry import RULES
from drplan.validate.units import hours, listed

PRICES_HOLD_FOR = timedelta(days=365)
"""How long after they were read prices are believed."""
_LOWER: dict[PartName, str] = {
    "storage": "keep fewer points or less data there, or choose a class that costs less to keep",
    "requests": "make recovery points less often, or choose a class whose requests cost less",
    "retrieval": "choose a class that costs nothing to read, or let checked_within be longer",
    "egress": "run checks where the copies lie (read_from_inside), let checked_within be longer, or choose a"
    " provider that lets data leave free",
    "early deletion": "keep points for as long as the class asks, or choose a class that asks for less",
    "minimum": "choose a provider without a monthly minimum, or keep more of the copies with this one",
}


@RULES.add(
    "DRP165",
    "A policy's copies cost more than its budget",
    severity="warning",
    why="Who runs out of money for copies stops making them, and learns it on the day they are needed.",
    source="NIST SP 800-34 Rev. 1, sections 3.4.1 and 3.4.6; NIST CSF 2.0 (2024), GV.RR-03",
    fix="lower what the dearest part costs, or raise the policy's dollars_a_month",
)
def over_budget(index: Index) -> Iterator[Flaw]:
    """Compare what is known to be paid at the most: what is not known comes on top."""
    budgeted = [each for each in index.policies.values() if each.dollars_a_month is not None]
    for cost in policy_costs(_copies(index), budgeted):
        if cost.over:
            yield _over(index, cost)


def _over(index: Index, cost: PolicyCost) -> Flaw:
    budget = cost.policy.dollars_a_month
    dearest = max(sorted(cost.by_copy), key=lambda name: cost.by_copy[name])
    (copy,) = [each for each in _copies(index) if each.repository.name == dearest]
    message = f"its copies cost up to {_money(cost.dollars)} a month, and its budget is {budget} dollars"
    if copy.bills is None:
        return Flaw(
            Subject("policy", cost.policy.name), f"{message}; the most for {dearest}, as its owner declares"
        )
    part = copy.bills.most.dearest.name
    return Flaw(
        Subject("policy", cost.policy.name),
        f"{message}; the most for {dearest}, and there for {part}",
        f"{_LOWER[part]}; or raise the policy's dollars_a_month",
    )


@RULES.add(
    "DRP166",
    "A repository's prices are not known, or older than a year",
    severity="warning",
    why="A budget that is reckoned with old prices holds until the next invoice.",
    source="NIST SP 800-34 Rev. 1, section 3.4.6; NIST CSF 2.0 (2024), GV.RR-03",
    fix="name a provider, region and class that drplan/prices has, or declare a StorageContract",
)
def prices_unknown_or_old(index: Index) -> Iterator[Flaw]:
    """Believe a table for 365 days, and a contract until its last day."""
    for name, repository in index.repositories.items():
        storage = repository.storage
        if storage is None:
            continue
        prices = prices_of(storage)
        subject = Subject("repository", name)
        if isinstance(storage, StorageContract):
            if storage.ends is not None and storage.ends < index.today:
                message = f"is kept at a contract's price that ended on {storage.ends}"
                yield Flaw(subject, message, "declare the contract that holds now")
        elif prices is None:
            place = f"{storage.storage_class} of {storage.provider} in {storage.region}"
            yield Flaw(subject, f"lies in {place}, which no price table has: its cost is not known")
        elif _is_old(prices, index.today):
            message = f"is reckoned with prices of {prices.title} as they were on {prices.as_of}"
            yield Flaw(subject, message, "read the provider's prices again and set as_of to that day")


@RULES.add(
    "DRP167",
    "A data set lies in archives alone that give it back after its service's RTO",
    severity="error",
    why="An archive takes hours before the first byte can be read, and all of the RTO is over by then.",
    source="NIST SP 800-53 Rev. 5, CP-6(2) and CP-10(4); NIST SP 800-34 Rev. 1, section 3.4.2",
    fix="keep one copy where it can be read at once, or declare the rto that is true",
)
def archive_slower_than_rto(index: Index) -> Iterator[Flaw]:
    """Ask for one copy at the least that begins to come back within the RTO."""
    for data, copies in kept(index):
        rto = index.data_service[data.name].objectives.rto
        waits = [_waits(copy) for copy in copies]
        if waits and min(waits) > rto:
            names = listed(copy.name for copy in copies)
            yield Flaw(
                index.data_set(data.name),
                f"lies in archives alone ({names}) that take up to {hours(min(waits))} to open, and"
                f" {index.data_service[data.name].name} promises an RTO of {hours(rto)}",
            )


@RULES.add(
    "DRP168",
    "A repository's class is paid for longer than its points are kept",
    severity="warning",
    why="What is dropped is paid on until the class's minimum duration is over: money for nothing.",
    source="NIST SP 800-34 Rev. 1, section 3.4.6; NIST CSF 2.0 (2024), GV.RR-03",
    fix="keep points for as long as the class is paid, or choose a class without a minimum duration",
)
def paid_for_nothing(index: Index) -> Iterator[Flaw]:
    """Compare with the oldest point that a retention keeps, and with the repository's own lock."""
    for copy in _copies(index):
        least = copy.bills.prices.minimum_days if copy.bills else 0
        if least <= copy.repository.immutable_days:
            continue
        for name in sorted({each.policy for each in copy.data_sets}):
            dropped = _dropped_after(index.policies[name])
            if dropped is not None and dropped < least:
                message = (
                    f"is paid for {least} days at the least, and {name} drops its points after {dropped}"
                )
                yield Flaw(Subject("repository", copy.repository.name), message)


def _dropped_after(policy: BackupPolicy) -> int | None:
    """Return the days after which nothing of a policy stays, rounded down; ``None`` where something does."""
    return None if policy.retention is None else int(span_days(policy.cadence, policy.retention))


@once
def _copies(index: Index) -> tuple[Copy, ...]:
    return copies_of(index.repositories.values(), index.policies, index.data_sets.values())


def _is_old(prices: Prices, today: date) -> bool:
    return today - prices.as_of > PRICES_HOLD_FOR


def _waits(copy: Repository) -> timedelta:
    prices = prices_of(copy.storage) if copy.storage else None
    return timedelta(hours=prices.hours if prices else 0)


def _money(dollars: Fraction) -> str:
    return f"{rounded(dollars) / 100:,.2f} dollars"
