"""What each host backs up by itself, and when: the calendar as its own timers will keep it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, time, timedelta

from drplan.declare.assets import Server
from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.lookup import asset_named, data_sets, repository_named
from drplan.plan.calendar import Calendar, Job, Unplaced, on_calendar, start_times
from drplan.plan.calendar.declared import calendar_of
from drplan.plan.restorable import host_of

BASELINE = "backup-client"
"""The baseline that holds a host's own backups."""


@dataclass(frozen=True)
class HostBackup:
    """One data set that its own host backs up into ``copies``, nearest first.

    ``on_calendar`` are systemd.time(7) expressions for a week, in the district's time zone where that is
    declared, else in the host's own. ``held``: whether the host has the baseline that makes it so.
    ``misfit`` says why the calendar has no room for it.
    """

    server: str
    data_set: DataSet
    copies: tuple[str, ...]
    on_calendar: tuple[str, ...]
    because: tuple[str, ...]
    held: bool
    misfit: str = ""


@dataclass(frozen=True)
class Timetable:
    """What hosts back up by themselves, and the data sets that are left to ``drplan backup run``."""

    backups: tuple[HostBackup, ...]
    elsewhere: tuple[DataSet, ...]

    def of(self, servers: AbstractSet[str], data: AbstractSet[str]) -> Timetable:
        """Return the part that concerns these servers and data sets."""
        return Timetable(
            tuple(each for each in self.backups if each.server in servers),
            tuple(each for each in self.elsewhere if each.name in data),
        )


def timetable(district: District, week: date) -> Timetable:
    """Work out the whole district's, as in the week of that day: links and repositories are shared by all.

    It goes by what is declared and by nothing that was measured: the same declaration gives the same timers,
    and a backup that took longer once moves no other. Only where a period of the school year tightens
    objectives, or has backups rest, is one week not like another.
    """
    declared = data_sets(district)
    there = {data.name: host for data in declared if (host := host_of(data.source)) is not None}
    backups = _backups(
        district, [data for data in declared if data.name in there], calendar_of(district, week)
    )
    return Timetable(tuple(backups), tuple(data for data in declared if data.name not in there))


def _backups(district: District, there: Sequence[DataSet], week: Calendar) -> Iterator[HostBackup]:
    placed = {each.job.data_set: each for each in week.placed if each.job.origin is None}
    unplaced = {each.job.data_set: each for each in week.unplaced if each.job.origin is None}
    for data in there:
        server = asset_named(district, host_of(data.source) or "")
        held = isinstance(server, Server) and BASELINE in server.baselines
        lone = unplaced.get(data.name)
        job = placed[data.name].job if lone is None else lone.job
        yield HostBackup(
            server=server.name,
            data_set=data,
            copies=tuple(name for name in job.copies if _is_written(district, name)),
            on_calendar=_in_zone(
                district, start_times(week, data.name) if lone is None else _regardless(job)
            ),
            because=placed[data.name].because if lone is None else lone.because,
            held=held,
            misfit="" if lone is None else _misfit(lone),
        )


def _is_written(district: District, copy: str) -> bool:
    """Say whether hosts write to a copy; the others are filled from one of those."""
    return repository_named(district, copy).filled_from is None


def _in_zone(district: District, times: list[tuple[int, time]]) -> tuple[str, ...]:
    zone = f" {district.time_zone}" if district.time_zone else ""
    return tuple(f"{expression}{zone}" for expression in on_calendar(times))


def _regardless(job: Job) -> list[tuple[int, time]]:
    """Return times that keep a job's cadence and nothing else.

    What has no room is backed up all the same: a slow link is the lesser harm, and a data set that had a
    timer must not lose it because another one grew.
    """
    day, first = 24 * 60, job.window.opens if job.window else time()
    runs = max(1, -(-timedelta(days=1) // job.cadence))
    minutes = sorted((first.hour * 60 + first.minute + each * day // runs) % day for each in range(runs))
    return [(weekday, time(*divmod(minute, 60))) for weekday in range(7) for minute in minutes]


def _misfit(unplaced: Unplaced) -> str:
    smallest = [f"it would fit with {each.words}" for each in unplaced.relaxations[:1]]
    return "; ".join((*unplaced.because, *smallest, "it is backed up all the same, at its cadence"))
