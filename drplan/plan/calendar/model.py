"""The words of the calendar: jobs and what they load go in, slots and what found none come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta

from drplan.declare.protection import Window

WEEK = 7 * 24 * 60
"""A week in minutes of local time, from Monday 00:00 on. It is taken to come round again."""

GRAIN = 5
"""Minutes: starts lie on multiples of it, and what a backup takes is rounded up to one."""


@dataclass(frozen=True)
class Resource:
    """What backups share: a link in one direction, or what a repository takes in.

    ``budget`` is the most that they may fill of it together, in Mbit/s.
    """

    name: str
    budget: float


@dataclass(frozen=True)
class Frozen:
    """Minutes of the week, from ``first`` up to and without ``end``, in which no backup runs, and why."""

    first: int
    end: int
    name: str


@dataclass(frozen=True)
class Job:
    """A data set that is read into its direct ``copies`` at once, or copied on from ``origin`` to one.

    ``loads`` says by the names of resources what it sends through each while it runs, in Mbit/s, on the
    average of its ``duration``. ``rpo`` is the tightest objective in force: no start is further from the
    next than ``cadence``, nor than ``rpo`` less ``duration`` (a point counts from its start and is there
    when it is done). ``because`` says where its figures are from.
    """

    data_set: str
    copies: tuple[str, ...]
    cadence: timedelta
    duration: timedelta
    loads: Mapping[str, float] = field(default_factory=dict)
    window: Window | None = None
    frozen: tuple[Frozen, ...] = ()
    rpo: timedelta | None = None
    origin: str | None = None
    because: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, tuple[str, ...]]:
        """What tells it from all other jobs of a calendar, and what they are sorted by."""
        return (self.data_set, self.origin or "", self.copies)

    @property
    def limit(self) -> timedelta:
        """The longest time from one start to the next that its cadence and its objective allow."""
        return self.cadence if self.rpo is None else min(self.cadence, self.rpo - self.duration)


@dataclass(frozen=True)
class Slot:
    """One run: ``weekday`` 0 is Monday, ``at`` is local time."""

    job: Job
    weekday: int
    at: time
    because: tuple[str, ...]

    @property
    def duration(self) -> timedelta:
        """How long the run has."""
        return self.job.duration


@dataclass(frozen=True)
class Placed:
    """A job with its starts in minutes of the week, in order, and why there."""

    job: Job
    starts: tuple[int, ...]
    because: tuple[str, ...]

    def slots(self) -> Iterator[Slot]:
        """Yield its runs of a week in order."""
        for start in self.starts:
            weekday, minute = divmod(start, 24 * 60)
            yield Slot(self.job, weekday, time(*divmod(minute, 60)), self.because)


@dataclass(frozen=True)
class Relaxation:
    """What makes room for a job, in ``words``: minutes more of window or between starts, or Mbit/s more.

    ``apart`` loosens the cadence or the objective, whichever binds; ``thaw`` is how much earlier each freeze
    ends; ``mbit_s`` is more budget by resource. ``share`` is how much of the present values that adds, by
    which changes of unlike kinds are compared.
    """

    words: str
    share: float
    window: int = 0
    apart: int = 0
    thaw: int = 0
    mbit_s: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Unplaced:
    """A job that fits nowhere, why, and changes each of which makes it fit, the smallest first."""

    job: Job
    because: tuple[str, ...]
    relaxations: tuple[Relaxation, ...]


@dataclass(frozen=True)
class Peak:
    """The most that a resource carries at any time of the week, in Mbit/s, beside what it must at least.

    ``floor`` is a lower bound that no calendar of these jobs can pass under; ``at`` is the first minute of
    the week in which the peak is reached.
    """

    resource: Resource
    peak: float
    floor: float
    at: int


@dataclass(frozen=True)
class Calendar:
    """A week: what is placed and what is not, both sorted by data set, and what each resource carries."""

    placed: tuple[Placed, ...]
    unplaced: tuple[Unplaced, ...] = ()
    peaks: tuple[Peak, ...] = ()

    def slots(self) -> Iterator[Slot]:
        """Yield every run of the week, by data set and then by start."""
        for each in self.placed:
            yield from each.slots()
