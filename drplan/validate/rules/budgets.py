"""What a night's backups ask of the links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from drplan.declare import BackupPolicy, DeviceConfig
from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index
from drplan.validate.reach import Hop, reach
from drplan.validate.registry import RULES
from drplan.validate.units import gigabytes, hours, megabits

_BITS_A_BYTE = 8
_MEGABIT = 1_000_000
_DAY = timedelta(days=1)


@RULES.add(
    "DRP050",
    "A night's backups do not fit through a link in their window",
    severity="error",
    why="The backup runs into the school day or never ends, and the last copies of the night are missing.",
    source="NIST SP 800-53 Rev. 5, CP-2(2) and CP-9; NIST SP 800-34 Rev. 1, section 3.4.2",
    fix="widen the link or the window, keep a copy nearer, or back up less",
)
def link_too_narrow(index: Index) -> Iterator[Flaw]:
    """Add up what each copy elsewhere sends over each link, in each direction.

    Without a window a night's bytes have a day, or the cadence when that is shorter. The shortest windows
    go first: what has ``w`` to pass, with all that has less, must pass in ``w``.
    """
    for hop, loads in _loads(index).items():
        total = 0
        for window in sorted(loads):
            total += loads[window]
            needed = total * _BITS_A_BYTE / (hop.mbit_s * _MEGABIT)
            if needed > window.total_seconds():
                yield _too_much(hop, total, needed, window)
                break


def _too_much(hop: Hop, size: int, needed: float, window: timedelta) -> Flaw:
    line = hop.line
    ends = (line.site, line.link.to) if hop.away else (line.link.to, line.site)
    return Flaw(
        Subject("link", line.link.name, line.site),
        f"{gigabytes(size)} of backups from {ends[0]} to {ends[1]} need {hours(needed)}"
        f" at {megabits(hop.mbit_s)}, and have {hours(window)}",
    )


@RULES.add(
    "DRP052",
    "A data set with a copy elsewhere does not say how much changes in a night",
    severity="warning",
    why="Whether the links can carry the night's backups cannot be judged.",
    source="NIST SP 800-53 Rev. 5, CP-2(2); NIST SP 800-34 Rev. 1, section 3.4.2",
    fix="declare nightly_change in bytes, as the last backups added",
)
def change_unknown(index: Index) -> Iterator[Flaw]:
    """Pass over configurations of devices: they are some kilobytes of text."""
    ways = reach(index)
    for name, data in index.data_sets.items():
        if data.nightly_change is not None or isinstance(data.source, DeviceConfig):
            continue
        home = ways.data_place(data)
        far = [
            copy.name for copy in index.copies(data) or () if ways.repository_place(copy) not in (None, home)
        ]
        if far:
            message = (
                f"lives at {home}, is copied elsewhere ({', '.join(far)}), and declares no nightly_change"
            )
            yield Flaw(index.data_set(name), message)


def _loads(index: Index) -> dict[Hop, dict[timedelta, int]]:
    """Return hops to the bytes that pass them in a night, by the time those have."""
    loads: defaultdict[Hop, defaultdict[timedelta, int]] = defaultdict(lambda: defaultdict(int))
    for (home, place, window), size in _flows(index).items():
        for hop in reach(index).way(home, place) or ():
            loads[hop][window] += size
    return {hop: dict(by_window) for hop, by_window in loads.items()}


def _flows(index: Index) -> dict[tuple[str, str, timedelta], int]:
    """Return bytes a night from place to place, by the time they have."""
    ways = reach(index)
    flows: defaultdict[tuple[str, str, timedelta], int] = defaultdict(int)
    for data in index.data_sets.values():
        home = ways.data_place(data)
        for copy in index.copies(data) or ():
            place = ways.repository_place(copy)
            if data.nightly_change and place not in (None, home):
                flows[home, str(place), _window(index.policies[data.policy])] += data.nightly_change
    return flows


def _window(policy: BackupPolicy) -> timedelta:
    return min(policy.window.lasts if policy.window else _DAY, policy.cadence)
