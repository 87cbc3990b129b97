"""What each repository would cost a month, from the declaration alone; what is not known is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from drplan.declare.data import DataSet
from drplan.declare.protection import BackupPolicy, Repository
from drplan.declare.storage import CloudStorage
from drplan.prices.bill import Bill, PartName, bill, metered
from drplan.prices.catalogue import prices_of
from drplan.prices.load import Load, load_of
from drplan.prices.table import Prices
from drplan.prices.usage import Usage, usage_of

YEAR = 365
"""How many days ahead is looked."""


@dataclass(frozen=True)
class Bills:
    """A month of one repository, reckoned when it is asked for."""

    repository: Repository
    prices: Prices
    loads: Mapping[str, Load]

    @cached_property
    def most(self) -> Bill:
        """At the most: all that changes replaces something."""
        return self._bill(self._usages.values())

    @cached_property
    def least(self) -> Bill:
        """At the least: nothing is ever replaced."""
        return self._bill(self._usage(each.at_least()) for each in self.loads.values())

    @cached_property
    def ahead(self) -> Bill:
        """At the most in a year, whatever share of what changes is new."""
        lock = self.repository.immutable_days
        return self._bill(self._usage(each.ahead(YEAR, lock)) for each in self.loads.values())

    @cached_property
    def shares(self) -> Mapping[str, Fraction]:
        """Each data set's dollars of :attr:`most`: of each part by what it has of it. They add up."""
        weights = {name: _weights(usage, self.prices) for name, usage in self._usages.items()}
        found = dict.fromkeys(weights, Fraction(0))
        for part in self.most.parts:
            total = _sum(each[part.name] for each in weights.values())
            for name, each in weights.items():
                share = each[part.name] / total if total else Fraction(1, len(weights))
                found[name] += part.dollars * share
        return found

    @cached_property
    def _usages(self) -> Mapping[str, Usage]:
        return {name: self._usage(load) for name, load in self.loads.items()}

    def _usage(self, load: Load) -> Usage:
        storage = self.repository.storage
        return usage_of(load, self.repository, self.prices, storage.restored_a_year if storage else 0)

    def _bill(self, usages: Iterable[Usage]) -> Bill:
        storage = self.repository.storage
        inside = isinstance(storage, CloudStorage) and storage.read_from_inside
        return bill(sum(usages, Usage()), self.prices, inside=inside)


@dataclass(frozen=True)
class Copy:
    """One repository, what it keeps, and what is not known of that.

    ``bills`` is ``None`` where it is not paid by its bytes, or no table has its prices. ``unknown`` says in
    sentences, by data set, what is in no sum; what concerns the repository itself is under its own name.
    """

    repository: Repository
    data_sets: tuple[DataSet, ...]
    loads: Mapping[str, Load]
    bills: Bills | None
    unknown: Mapping[str, str]

    @property
    def most(self) -> Fraction:
        """The bytes kept, at the most."""
        return _sum(each.kept(self.repository.immutable_days) for each in self.loads.values())

    @property
    def least(self) -> Fraction:
        """The bytes kept, at the least."""
        return _sum(each.size for each in self.loads.values())

    @property
    def ahead(self) -> Fraction:
        """The bytes kept in a year, at the most."""
        lock = self.repository.immutable_days
        return _sum(each.ahead(YEAR, lock).kept(lock) for each in self.loads.values())


def copies_of(
    repositories: Iterable[Repository], policies: Mapping[str, BackupPolicy], data_sets: Iterable[DataSet]
) -> tuple[Copy, ...]:
    """Return every repository's cost, in their order; data sets of unknown policies are passed over."""
    every = [each for each in data_sets if each.policy in policies]
    return tuple(
        _copy(each, policies, [data for data in every if each.name in policies[data.policy].copies])
        for each in repositories
    )


def _copy(repository: Repository, policies: Mapping[str, BackupPolicy], here: list[DataSet]) -> Copy:
    found = {data.name: load_of(data, policies[data.policy]) for data in here}
    loads = {name: each for name, each in found.items() if isinstance(each, Load)}
    unknown = {name: each for name, each in found.items() if isinstance(each, str)}
    prices = prices_of(repository.storage) if repository.storage else None
    if repository.storage and prices is None:
        unknown[repository.name] = f"no price table has the storage class of {repository.name}"
    bills = Bills(repository, prices, loads) if prices else None
    return Copy(repository, tuple(here), loads, bills, unknown)


def _weights(usage: Usage, prices: Prices) -> Mapping[PartName, Fraction]:
    found: dict[PartName, Fraction] = {each.name: each.dollars for each in metered(usage, prices)}
    found["egress"], found["early deletion"], found["minimum"] = usage.out, usage.early, usage.stored
    return found


def _sum(numbers: Iterable[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0))
