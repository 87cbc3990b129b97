"""What a month of one data set's copies asks of a provider: bytes kept, requests, bytes read."""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction
from math import ceil

from drplan.declare.protection import Repository
from drplan.prices.kept import MONTH, days
from drplan.prices.load import Load
from drplan.prices.table import Prices

PACK = 16 * 2**20
"""The bytes of one of restic's packs: 16 MiB, unless `--pack-size` says otherwise."""
SMALL = 4
"""The objects that a recovery point brings beside full packs: the snapshot, an index, a pack of trees, and a
pack of data that is not full."""
RUN_WRITES = 10
"""What a run writes or lists beside packs of data: a pack of trees, an index, the snapshot, its lock, and six
lists of what is there. So restic 0.18 does (tests/contract/test_backup_requests.py)."""
RUN_READS = 5
"""What a run reads: the configuration twice and a key; and two for what another host wrote since."""


@dataclass(frozen=True)
class Usage:
    """A month, exact. Bytes: ``stored``, ``early`` (paid though dropped), ``out`` (read). The rest counts."""

    stored: Fraction = Fraction(0)
    early: Fraction = Fraction(0)
    objects: Fraction = Fraction(0)
    writes: Fraction = Fraction(0)
    reads: Fraction = Fraction(0)
    brought: Fraction = Fraction(0)
    """Objects that are read in checks and restores: an archive brings them out first."""
    out: Fraction = Fraction(0)

    def __add__(self, other: Usage) -> Usage:
        return Usage(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


def usage_of(load: Load, repository: Repository, prices: Prices, restored_a_year: int) -> Usage:
    """Return what a month takes once every slot is filled.

    What is dropped stays as long as the repository's lock does not let it go, and is paid for as long as the
    class's minimum duration asks. Every pack is read again within the repository's ``checked_within``, and
    the data set restored whole so many times a year.
    """
    lock = repository.immutable_days
    held, count = load.kept(lock), load.points(lock).count
    objects = Fraction(ceil(held / PACK) + SMALL * count)
    step = days(load.cadence)
    runs = MONTH / step
    checks, restores = MONTH / days(repository.checked_within), Fraction(restored_a_year, 12)
    brought = checks * objects + restores * ceil(load.size / PACK)
    return Usage(
        stored=held + SMALL * count * prices.minimum_object,
        early=load.kept(max(lock, prices.minimum_days)) - held,
        objects=objects,
        writes=runs * (ceil(load.change * step / PACK) + RUN_WRITES),
        reads=runs * RUN_READS + brought,
        brought=brought,
        out=checks * held + restores * load.size,
    )
