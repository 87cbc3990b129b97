"""What the copies of each policy cost a month, beside its budget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from drplan.declare.protection import BackupPolicy
from drplan.prices.copies import Copy

_MONTHS = 12


@dataclass(frozen=True)
class PolicyCost:
    """A policy's dollars a month at the most, by repository; ``unknown`` says what is in no sum."""

    policy: BackupPolicy
    by_copy: Mapping[str, Fraction]
    unknown: tuple[str, ...]

    @property
    def dollars(self) -> Fraction:
        """What is known of the month, together."""
        return sum(self.by_copy.values(), Fraction(0))

    @property
    def over(self) -> bool:
        """Whether what is known passes the budget already; without a budget nothing passes it."""
        return self.policy.dollars_a_month is not None and self.dollars > self.policy.dollars_a_month


def policy_costs(copies: Iterable[Copy], policies: Iterable[BackupPolicy]) -> tuple[PolicyCost, ...]:
    """Return every policy's cost, in their order.

    A copy with a provider costs what its bill shares out to the policy's data. One without costs a twelfth
    of its ``dollars_a_year``, shared by declared size among all that it keeps.
    """
    known = {each.repository.name: each for each in copies}
    return tuple(_cost(each, [known[n] for n in sorted({*each.copies} & known.keys())]) for each in policies)


def _cost(policy: BackupPolicy, copies: Iterable[Copy]) -> PolicyCost:
    by_copy, unknown = dict[str, Fraction](), list[str]()
    for copy in copies:
        own = [each for each in copy.data_sets if each.policy == policy.name]
        dollars = _dollars(copy, policy)
        if dollars is not None:
            by_copy[copy.repository.name] = dollars
        if copy.bills is not None:
            unknown += [copy.unknown[each.name] for each in own if each.name in copy.unknown]
        elif dollars is None and own:
            unknown.append(f"what {copy.repository.name} costs is not known")
        elif own and any(each.size for each in copy.data_sets):
            # Beside data of a known size it would be taken for nothing.
            unknown += [f"{each.name} declares no size" for each in copy.data_sets if each.size is None]
    return PolicyCost(policy, by_copy, tuple(dict.fromkeys(unknown)))


def _dollars(copy: Copy, policy: BackupPolicy) -> Fraction | None:
    own = [each for each in copy.data_sets if each.policy == policy.name]
    if copy.bills is not None:
        shares = copy.bills.shares
        return sum((shares.get(each.name, Fraction(0)) for each in own), Fraction(0))
    if copy.repository.storage is not None or copy.repository.dollars_a_year is None:
        return None
    month = Fraction(copy.repository.dollars_a_year, _MONTHS)
    total = sum(each.size or 0 for each in copy.data_sets)
    if total:
        return month * sum(each.size or 0 for each in own) / total
    return month * Fraction(len(own), len(copy.data_sets) or 1)
