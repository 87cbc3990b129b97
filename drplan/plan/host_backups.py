"""What each host backs up by itself, and when: the calendar as its own timers will keep it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drplan.declare.data import DataSet, source_asset
from drplan.declare.district import District
from drplan.declare.lookup import data_sets, policy_named
from drplan.plan.restorable import ON_HOSTS


@dataclass(frozen=True)
class HostBackup:
    """One data set that its own host backs up.

    ``on_calendar`` are systemd.time(7) expressions for a week.
    """

    server: str
    data_set: DataSet
    on_calendar: tuple[str, ...]


def host_backups(district: District) -> tuple[HostBackup, ...]:
    """Return what hosts back up by themselves, in declared order."""
    found = []
    for number, data in enumerate(data_sets(district)):
        if isinstance(data.source, ON_HOSTS):
            found.append(HostBackup(source_asset(data.source), data, _times(district, data, number)))
    return tuple(found)


def by_server(backups: tuple[HostBackup, ...]) -> Mapping[str, tuple[HostBackup, ...]]:
    """Sort them by the server that makes them."""
    names = dict.fromkeys(each.server for each in backups)
    return {name: tuple(each for each in backups if each.server == name) for name in names}


def _times(district: District, data: DataSet, number: int) -> tuple[str, ...]:
    policy = policy_named(district, data.policy)
    day = 24 * 60
    count = max(1, -(-day // int(policy.cadence.total_seconds() // 60)))
    first = (policy.window.opens.hour * 60 if policy.window else 0) + number * 7 % 60
    times = sorted((first + each * day // count) % day for each in range(count))
    return tuple(f"*-*-* {time // 60:02d}:{time % 60:02d}:00" for time in times)
