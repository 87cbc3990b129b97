"""From what is declared, and what was measured, to jobs and the budgets they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from drplan.declare.data import DataSet, DeviceConfig
from drplan.declare.district import District
from drplan.declare.lookup import policy_named, repository_named
from drplan.declare.protection import BackupPolicy, Repository
from drplan.plan.calendar.measured import Measured
from drplan.plan.calendar.model import Calendar, Frozen, Job, Resource
from drplan.plan.calendar.promised import monday, rests, tightest_rpo
from drplan.plan.calendar.week import plan_week
from drplan.plan.calendar.words import lasting, size
from drplan.validate.index import Index
from drplan.validate.reach import Hop, Reach

INGEST_MBIT_S = 500.0
"""What a repository is taken to take in of which no rate is declared: one ordinary disk, half busy."""

_BITS_A_BYTE = 8
_MEGABIT = 1_000_000
_SHORTEST = timedelta(minutes=1)

MeasuredCopies = Mapping[tuple[str, str], Measured]
"""What was measured, by data set and copy."""


def calendar_of(district: District, week: date, measured: MeasuredCopies | None = None) -> Calendar:
    """Return the calendar of the week that ``week`` lies in, for all of the district: links are shared.

    Raises ``UsageError`` for a policy or a copy that is not declared.
    """
    return plan_week(*jobs_and_resources(district, week, measured))


def jobs_and_resources(
    district: District, week: date, measured: MeasuredCopies | None = None
) -> tuple[list[Job], list[Resource]]:
    """Return a job for each data set, and all links each way and repositories with their budgets."""
    district_jobs = _Jobs(district, monday(week), measured or {})
    jobs = list(district_jobs.all())
    return jobs, list(district_jobs.budgets.values())


@dataclass
class _Sent:
    """What one backup sends: bytes by hop and copy, since when that is known, in words."""

    size: int
    known: str


class _Jobs:
    def __init__(self, district: District, first: date, measured: MeasuredCopies) -> None:
        self.district, self.first, self.measured = district, first, measured
        self.index = Index(district, first)
        self.reach = Reach(self.index)
        self.periods = [period for year in district.calendars for period in year.periods]
        self.frozen: tuple[Frozen, ...] = rests(self.periods, first)
        self.budgets: dict[str, Resource] = {}

    def all(self) -> Iterator[Job]:
        for data in self.index.data_sets.values():
            policy = policy_named(self.district, data.policy)
            yield self._direct(data, policy)

    def _direct(self, data: DataSet, policy: BackupPolicy) -> Job:
        copies = [repository_named(self.district, name) for name in dict.fromkeys(policy.copies)]
        sent = {copy.name: self._sent(data, copy.name) for copy in copies}
        sizes: dict[str, int] = defaultdict(int)
        for copy in copies:
            for name in self._passed(data, copy):
                sizes[name] += sent[copy.name].size
        duration, known = self._duration(data, policy, sizes)
        rpo, since = tightest_rpo(self.index.data_service[data.name], self.periods, self.first)
        seconds = max(duration, _SHORTEST).total_seconds()
        because = [known, *(f"sends {copy} {each.known}" for copy, each in sent.items())]
        return Job(
            data_set=data.name,
            copies=tuple(sent),
            cadence=policy.cadence,
            duration=duration,
            loads={name: octets * _BITS_A_BYTE / _MEGABIT / seconds for name, octets in sizes.items()},
            window=policy.window,
            frozen=self.frozen,
            rpo=rpo,
            because=(*because, *([f"RPO of {lasting(rpo)} during {since}"] if since else [])),
        )

    def _sent(self, data: DataSet, copy: str) -> _Sent:
        seen = self.measured.get((data.name, copy))
        if seen is not None and seen.added >= (data.nightly_change or 0):
            return _Sent(seen.added, f"{size(seen.added)}, as measured")
        if data.nightly_change is not None:
            return _Sent(data.nightly_change, f"{size(data.nightly_change)}, as declared")
        if isinstance(data.source, DeviceConfig):
            return _Sent(0, "some kilobytes")
        return _Sent(0, "an unknown amount, counted as nothing: declare nightly_change")

    def _duration(
        self, data: DataSet, policy: BackupPolicy, sizes: Mapping[str, int]
    ) -> tuple[timedelta, str]:
        """Return the longest of what is declared and what was measured; without both, what links need."""
        seen = [
            self.measured[key].lasted for copy in policy.copies if (key := (data.name, copy)) in self.measured
        ]
        longest = max([policy.duration, *seen])
        if longest > policy.duration:
            return longest, f"takes {lasting(longest)}, as measured"
        if policy.duration:
            return longest, f"takes up to {lasting(longest)}, as policy {policy.name} declares"
        needed = max(
            (octets * _BITS_A_BYTE / _MEGABIT / self.budgets[name].budget for name, octets in sizes.items()),
            default=0.0,
        )
        return timedelta(
            seconds=needed
        ), f"takes {lasting(timedelta(seconds=needed))} at the least budget on its way"

    def _passed(self, data: DataSet, copy: Repository) -> Iterator[str]:
        """Yield the names of what a copy's bytes pass: links each way, and the repository itself."""
        place = self.reach.repository_place(copy)
        home = self.reach.data_place(data)
        for hop in (self.reach.way(home, place) if place is not None else None) or ():
            yield self._known(_hop_name(hop), hop.backup_mbit_s)
        budget = copy.ingest_mbit_s or copy.restore_mbit_s or INGEST_MBIT_S
        yield self._known(f"repository {copy.name}", budget)

    def _known(self, name: str, budget: float) -> str:
        self.budgets.setdefault(name, Resource(name, budget))
        return name


def _hop_name(hop: Hop) -> str:
    return f"link {hop.line.link.name} ({hop.line.site}, {'up' if hop.away else 'down'})"
