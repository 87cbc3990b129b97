"""Which part of a repository to read next, so that all of it is read within a period.

restic's ``check --read-data-subset=n/t`` reads the packs whose id's first byte leaves the remainder ``n - 1``
by ``t``. An id is the SHA-256 of its pack, so the parts are of about the same size, and a pack stays in its
part for as long as it lives. What was read is therefore kept by first byte: 256 buckets, each with the time
of its last reading, whatever ``t`` was at that time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

BUCKETS = 256
_FEWEST_PARTS = 4
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_DAY = timedelta(days=1)
_CLOCKS_DIFFER = timedelta(minutes=10)
_SMALLER, _GREATER = 0.5, 1.25
"""How far the number of parts may be from what the pace asks for, so that it does not change at every run."""


@dataclass(frozen=True)
class Reading:
    """Part ``part`` of ``parts`` was read whole, beginning at ``at``."""

    part: int
    parts: int
    at: datetime

    def buckets(self) -> range:
        """Return the first bytes of the packs that were read."""
        return range(self.part - 1, BUCKETS, self.parts)


@dataclass(frozen=True)
class Rotation:
    """What is known of the reading of one repository.

    ``began`` is its first check, from which what was never read counts; ``last`` the newest one; ``parts``
    how many parts its reading was cut into then. All are ``None`` before the first. ``damaged`` are buckets
    with a pack that was found damaged and not found sound since: every run reads them again.
    """

    readings: tuple[Reading, ...] = ()
    damaged: frozenset[int] = frozenset()
    began: datetime | None = None
    last: datetime | None = None
    parts: int | None = None


def last_read(rotation: Rotation) -> list[datetime | None]:
    """Return when each bucket was last read."""
    found: list[datetime | None] = [None] * BUCKETS
    for reading in sorted(rotation.readings, key=lambda each: each.at):
        for bucket in reading.buckets():
            found[bucket] = reading.at
    return found


def deadlines(rotation: Rotation, period: timedelta, now: datetime) -> list[datetime]:
    """Return by when each bucket must be read again; one never read counts from the first check.

    A reading that is dated after ``now`` counts as none: a clock was wrong, and nobody knows when it was.
    """
    began = min(rotation.began or now, now)
    past = replace(
        rotation, readings=tuple(each for each in rotation.readings if each.at <= now + _CLOCKS_DIFFER)
    )
    return [(at or began) + period for at in last_read(past)]


def overdue(rotation: Rotation, period: timedelta, now: datetime) -> int:
    """Count the buckets, of 256, that were not read within the period."""
    return sum(deadline < now for deadline in deadlines(rotation, period, now))


def next_readings(rotation: Rotation, period: timedelta, now: datetime) -> tuple[Reading, ...]:
    """Return what to read now, most urgent first: one part at least, and all that is due before the next run.

    The next run is taken to come as long after this one as this one came after the last; a first one, a day.
    The number of parts is the runs that fit into the period, and stays as it was when it still fits.
    """
    gap = min(max(now - rotation.last, timedelta(0)), period) if rotation.last else _DAY
    parts = _parts(rotation.parts, period, gap)
    due = [
        (_LONG_AGO if bucket in rotation.damaged else deadline, read or _LONG_AGO)
        for bucket, (deadline, read) in enumerate(
            zip(deadlines(rotation, period, now), last_read(rotation), strict=True)
        )
    ]
    first = {part: min(due[part - 1 :: parts]) for part in range(1, parts + 1)}
    chosen: list[Reading] = []
    for part in sorted(first, key=lambda each: (first[each], each)):
        if chosen and first[part][0] >= now + gap:
            break
        chosen.append(Reading(part, parts, now))
    return tuple(chosen)


def _parts(before: int | None, period: timedelta, gap: timedelta) -> int:
    fitting = period / gap if gap else float(BUCKETS)
    if before is not None and _SMALLER * fitting <= before <= _GREATER * fitting:
        return before
    return max(_FEWEST_PARTS, min(BUCKETS, int(fitting)))


def oldest(rotation: Rotation) -> datetime | None:
    """Return when the part that waits longest was last read; ``None`` when one never was."""
    read = last_read(rotation)
    known: Iterable[datetime] = (at for at in read if at is not None)
    return None if None in read else min(known)
