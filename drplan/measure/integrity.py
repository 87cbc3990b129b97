"""What a check of one repository amounts to: damage, vanished snapshots, parts nobody read in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from drplan.plan.rotation import BUCKETS, Rotation, overdue

_NAMED = 5
_SHORT = 8


@dataclass(frozen=True)
class Ledger:
    """Which snapshots a repository showed so far, as signed records tell.

    ``repository`` is the id in restic's config, ``None`` before the first check. ``forgotten`` are those that
    retention announced it would drop.
    """

    repository: str | None = None
    snapshots: frozenset[str] = frozenset()
    forgotten: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Shown:
    """What the repository shows now: its id, and the ids of its snapshot files, readable or not."""

    repository: str
    snapshots: frozenset[str]


@dataclass(frozen=True)
class Damage:
    """What is damaged, one line a thing, and the whole ids of the packs among it."""

    lines: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lines)


def vanished(ledger: Ledger, shown: Shown) -> tuple[str, ...]:
    """Return the ids of snapshots that are gone though nothing of ours dropped them."""
    return tuple(sorted(ledger.snapshots - shown.snapshots - ledger.forgotten))


def faults(ledger: Ledger, shown: Shown) -> tuple[str, ...]:
    """Say what is missing from a repository that was there at its last check."""
    because = []
    if ledger.repository is not None and ledger.repository != shown.repository:
        now, then = shown.repository[:_SHORT], ledger.repository[:_SHORT]
        because.append(f"it is another repository ({now}) than at the last check ({then})")
    gone = vanished(ledger, shown)
    because += [f"snapshot {each[:_SHORT]} vanished, and no retention dropped it" for each in gone[:_NAMED]]
    if len(gone) > _NAMED:
        because.append(f"{len(gone) - _NAMED} more snapshots vanished")
    return tuple(because)


def unread(rotation: Rotation, period: timedelta, now: datetime) -> tuple[str, ...]:
    """Say how much of the repository was not read within the period; nothing when all of it was."""
    late = overdue(rotation, period, now)
    days = period.total_seconds() / 86400
    return (f"{100 * late / BUCKETS:.0f} % of it was not read within {days:g} days",) if late else ()
