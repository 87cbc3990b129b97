"""What a rule looks at: the records up to a day, the declaration, and the plan that is in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from drplan.declare import DataSet, District, Repository, Service
from drplan.declare.data import source_asset
from drplan.declare.lookup import assets, data_sets, services
from drplan.record.approval import Act, ApprovalRecord, RecordRef
from drplan.record.deploy import DeployRecord
from drplan.record.drill import DataSetRecord, DrillRecord, ServiceRecord
from drplan.record.exercise import ExerciseRecord
from drplan.record.integrity import CheckRecord
from drplan.record.kept import SignedRecord
from drplan.record.ledger import Ledger
from drplan.validate import Examination, examine

_R = TypeVar("_R", bound=SignedRecord)
_P = TypeVar("_P", ServiceRecord, DataSetRecord)


@dataclass(frozen=True)
class Case:
    """A district on a day. Records that ended after it, and meetings held after it, are not seen."""

    ledger: Ledger
    district: District
    day: date
    plan_sha256: str

    def ref(self, record: SignedRecord) -> RecordRef:
        """Point at a record."""
        return self.ledger.ref(record)

    def age(self, day: date) -> int:
        """Count the days since a day."""
        return (self.day - day).days

    def old(self, record: SignedRecord) -> int:
        """Count the days since a record was made."""
        return self.age(record.ended.date())

    @cached_property
    def past(self) -> Ledger:
        """The ledger as it stood at the end of the day, with the heads of then."""
        chains = (
            self._until(self.ledger.drills),
            self._until(self.ledger.deploys),
            self._until(self.ledger.checks),
            self._until(self.ledger.escrows),
            self._until(self.ledger.exercises),
            self._until(self.ledger.approvals),
            self._until(self.ledger.postures),
        )
        heads = {chain[-1].noun: self.ref(chain[-1]).head for chain in chains if chain}
        return Ledger(*chains, heads=heads)

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """Every service, in declared order."""
        return tuple(services(self.district))

    @cached_property
    def data_sets(self) -> tuple[DataSet, ...]:
        """Every data set, in declared order."""
        return tuple(data_sets(self.district))

    @cached_property
    def examined(self) -> Examination:
        """What validation finds on the day."""
        return examine(self.district, self.day)

    @cached_property
    def drills(self) -> tuple[DrillRecord, ...]:
        """The drills up to the day, newest first."""
        return self._seen(self.ledger.drills)

    @cached_property
    def checks(self) -> tuple[CheckRecord, ...]:
        """Production's repository checks up to the day, newest first."""
        return tuple(each for each in self._seen(self.ledger.checks) if each.where == "production")

    @cached_property
    def deploys(self) -> tuple[DeployRecord, ...]:
        """Production's deploys up to the day, newest first."""
        return tuple(each for each in self._seen(self.ledger.deploys) if each.where == "production")

    @cached_property
    def exercises(self) -> tuple[ExerciseRecord, ...]:
        """The exercises up to the day, newest first."""
        return self._seen(self.ledger.exercises)

    def acts(self, act: Act) -> Iterator[tuple[ApprovalRecord, date]]:
        """Yield the reviews or approvals of one kind with the day they were held, newest record first."""
        for record in self._seen(self.ledger.approvals):
            held = day_of(record.held)
            if record.act == act and held is not None and held <= self.day:
                yield record, held

    def newest_drills(
        self, wanted: Iterable[str], where: Sequence[str]
    ) -> Mapping[str, tuple[DrillRecord, ServiceRecord]]:
        """Return, of each named service that was drilled there, its newest drill and what that showed.

        One that shows nothing of it (``no-evidence``) counts only where no other does: a drill of data alone
        takes nothing back that a whole drill showed.
        """
        return self._newest(wanted, where, lambda drill: drill.services)

    def newest_proofs(
        self, wanted: Iterable[str], where: Sequence[str]
    ) -> Mapping[str, tuple[DrillRecord, DataSetRecord]]:
        """Return the same of data sets."""
        return self._newest(
            wanted, where, lambda drill: [d for each in drill.services for d in each.data_sets]
        )

    @cached_property
    def repositories(self) -> Mapping[str, Repository]:
        """The repositories that policies of data sets use, by name."""
        declared = {each.name: each for each in self.district.repositories}
        used = {name for data in self.data_sets for name in self._policies.get(data.policy, ())}
        return {name: each for name, each in declared.items() if name in used}

    def copies(self, data: DataSet) -> tuple[Repository, ...]:
        """Return the repositories that hold copies of a data set; names that lead nowhere are none."""
        names = self._policies.get(data.policy, ())
        return tuple(self.repositories[name] for name in names if name in self.repositories)

    def elsewhere(self, data: DataSet, copy: Repository) -> bool:
        """Tell whether a copy lies at another site than the data, or with somebody else."""
        return copy.site != self._sites.get(source_asset(data.source))

    @cached_property
    def owned(self) -> Mapping[str, Service]:
        """The service that owns a data set, by the data set's name."""
        return {data.name: each for each in self.services for data in each.data_sets}

    @cached_property
    def _policies(self) -> Mapping[str, tuple[str, ...]]:
        return {each.name: each.copies for each in self.district.policies}

    @cached_property
    def _sites(self) -> Mapping[str, str]:
        by_asset = {each.name: site.code for site in self.district.sites for each in site.assets}
        return {each.name: by_asset[each.name] for each in assets(self.district)}

    def _seen(self, records: Sequence[_R]) -> tuple[_R, ...]:
        return tuple(each for each in reversed(records) if each.ended.date() <= self.day)

    def _until(self, records: tuple[_R, ...]) -> tuple[_R, ...]:
        """Return a chain without what came after the day: its beginning, so that it stays a chain."""
        seen = [number for number, each in enumerate(records, start=1) if each.ended.date() <= self.day]
        return records[: max(seen, default=0)]

    def _newest(
        self,
        wanted: Iterable[str],
        where: Sequence[str],
        parts: Callable[[DrillRecord], Iterable[_P]],
    ) -> dict[str, tuple[DrillRecord, _P]]:
        names = set(wanted)
        shown: dict[str, tuple[DrillRecord, _P]] = {}
        unshown: dict[str, tuple[DrillRecord, _P]] = {}
        for drill in self.drills:
            for part in parts(drill) if drill.proven_on in where else ():
                if part.name in names:
                    which = unshown if part.verdict.outcome == "no-evidence" else shown
                    which.setdefault(part.name, (drill, part))
        return unshown | shown


def day_of(text: str) -> date | None:
    """Return a day as records write it, ``2026-12-08``; ``None`` for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
