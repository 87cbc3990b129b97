"""What each host backs up by itself, and when: the calendar as its own timers will keep it."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from drplan.declare.assets import Server
from drplan.declare.data import DataSet, source_asset
from drplan.declare.district import District
from drplan.declare.lookup import asset_named, data_sets, policy_named
from drplan.plan.restorable import ON_HOSTS

BASELINE = "backup-client"
"""The baseline that holds a host's own backups."""


@dataclass(frozen=True)
class HostBackup:
    """One data set that its own host backs up into ``copies``, nearest first.

    ``on_calendar`` are systemd.time(7) expressions for a week, in the host's local time. ``held``: whether
    the host has the baseline that makes it so. ``misfit`` says why the calendar has no room for it.
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


def timetable(district: District) -> Timetable:
    """Work out the whole district's: links and repositories are shared by all sites.

    It goes by what is declared and by nothing that was measured: the same declaration gives the same timers,
    and a backup that took longer once moves no other.
    """
    declared = data_sets(district)
    there = [data for data in declared if isinstance(data.source, ON_HOSTS)]
    return Timetable(tuple(_backups(district, there)), tuple(data for data in declared if data not in there))


def _backups(district: District, there: list[DataSet]) -> Iterator[HostBackup]:
    for number, data in enumerate(there):
        server = asset_named(district, source_asset(data.source))
        held = isinstance(server, Server) and BASELINE in server.baselines
        policy = policy_named(district, data.policy)
        yield HostBackup(server.name, data, policy.copies, _times(district, data, number), (), held)


def _times(district: District, data: DataSet, number: int) -> tuple[str, ...]:
    policy = policy_named(district, data.policy)
    day = 24 * 60
    count = max(1, -(-day // int(policy.cadence.total_seconds() // 60)))
    first = (policy.window.opens.hour * 60 if policy.window else 0) + number * 7 % 60
    times = sorted((first + each * day // count) % day for each in range(count))
    return tuple(f"*-*-* {time // 60:02d}:{time % 60:02d}:00" for time in times)
