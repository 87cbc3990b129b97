"""What is brought back when: wave by wave, the longest path first, within the limits of what is shared."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Job:
    """One data set to bring back.

    ``seconds`` is how long that is expected to take, ``path`` the seconds from its start until all that waits
    for it is back, ``uses`` the names of the repository it reads and of the links it passes.
    """

    name: str
    wave: int
    seconds: float
    path: float
    uses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limits:
    """How many jobs run side by side: ``at_once`` on one machine, ``of`` on what is shared, by name."""

    at_once: int
    of: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Slot:
    """When a job runs, in seconds from the beginning."""

    job: Job
    start: float

    @property
    def end(self) -> float:
        """When it is done."""
        return self.start + self.job.seconds


class Running:
    """Counts what runs, and says whether one more may start beside it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._used: Counter[str] = Counter()
        self._count = 0

    def full(self) -> bool:
        """Say whether the machine itself takes no more."""
        return self._count >= self._limits.at_once

    def may_start(self, job: Job) -> bool:
        """Say whether a job fits beside what runs."""
        of = self._limits.of
        return not self.full() and all(name not in of or self._used[name] < of[name] for name in job.uses)

    def start(self, job: Job) -> None:
        """Count a job that was started."""
        self._count += 1
        self._used.update(job.uses)

    def end(self, job: Job) -> None:
        """Count no more a job that has ended."""
        self._count -= 1
        self._used.subtract(job.uses)


def first_to_start(job: Job) -> tuple[float, str]:
    """Return what jobs of a wave are sorted by: the longest path first, then by name."""
    return (-job.path, job.name)


def timetable(jobs: Iterable[Job], limits: Limits) -> tuple[Slot, ...]:
    """Return when each job runs: no wave begins before the one before it has ended.

    A job that finds its repository or link busy lets the next one pass (list scheduling, Graham 1969,
    doi:10.1137/0117039). Sorted by start, then by name.
    """
    waves: defaultdict[int, list[Job]] = defaultdict(list)
    for job in jobs:
        waves[job.wave].append(job)
    slots: list[Slot] = []
    begins = 0.0
    for wave in sorted(waves):
        placed = _fill(sorted(waves[wave], key=first_to_start), limits, begins)
        begins = max(slot.end for slot in placed)
        slots += placed
    return tuple(sorted(slots, key=lambda slot: (slot.start, slot.job.name)))


def _fill(ordered: Sequence[Job], limits: Limits, now: float) -> list[Slot]:
    """Place the jobs of one wave. Those that use the same things wait in one row, whose first may start."""
    rows: defaultdict[tuple[str, ...], list[Job]] = defaultdict(list)
    for job in reversed(ordered):
        rows[job.uses].append(job)
    heads = [(first_to_start(row[-1]), uses) for uses, row in rows.items()]
    heapq.heapify(heads)
    running, slots = Running(limits), list[Slot]()
    ends: list[tuple[float, str, Job]] = []
    while heads or ends:
        blocked = []
        while heads and not running.full():
            head = heapq.heappop(heads)
            row = rows[head[1]]
            if not running.may_start(row[-1]):
                blocked.append(head)
                continue
            job = row.pop()
            running.start(job)
            slots.append(Slot(job, now))
            heapq.heappush(ends, (now + job.seconds, job.name, job))
            if row:
                heapq.heappush(heads, (first_to_start(row[-1]), head[1]))
        for head in blocked:
            heapq.heappush(heads, head)
        now, _, done = heapq.heappop(ends)
        running.end(done)
    return slots
