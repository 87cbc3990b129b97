"""Which version of each object of a bucket was the current one at a moment, and what cannot be known of it.

Versions come as ListObjectVersions gives them: by key, and within a key in the order in which they were
stored, newest first (Amazon S3 API Reference). That order decides, not the times: they have whole seconds,
and of a multipart upload they say when it began (Amazon S3 User Guide, "Object metadata").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Literal

from drplan.plan.cloud.version import NULL, Version

LONGEST_UPLOAD = timedelta(days=1)
"""How long before a moment a multipart upload may have begun for its end to be in doubt."""


@dataclass(frozen=True, slots=True)
class Expiry:
    """A lifecycle rule: what begins with ``prefix`` and was replaced at ``since`` or before may be gone."""

    prefix: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Then:
    """How a key stood at the moment: ``there``, ``absent``, or ``unknown``; ``because`` says why.

    ``version`` is what was current; of an unknown key the nearest one that is left, which may be another.
    ``doubt`` is said where the version was picked by the listing alone and could be its neighbour.
    """

    key: str
    state: Literal["there", "absent", "unknown"]
    because: str
    version: Version | None = None
    doubt: str = ""


@dataclass(slots=True)
class _Seen:
    """One key's listing as far as it was read: constant in size, however many versions there are."""

    found: Version | None = None
    newer: Version | None = None
    last: Version | None = None
    nulls: bool = False
    null_newer: bool = False
    unordered: bool = False

    def read(self, version: Version, moment: datetime) -> None:
        """Take the next older version into account."""
        if version.at > moment:
            # What is listed before this one was stored after it, so after the moment, whatever its time.
            self.found, self.newer, self.unordered = None, version, False
        elif self.found is None:
            self.found, self.null_newer = version, self.nulls
        elif _as_likely(self.found, version):
            self.unordered = True
        self.nulls = self.nulls or version.version == NULL
        self.last = version


def _as_likely(found: Version, older: Version) -> bool:
    same = found.at == older.at and found.marker != older.marker
    return same and not found.latest and not (found.ordered and older.ordered)


def then(versions: Iterable[Version], moment: datetime, expiries: Sequence[Expiry] = ()) -> Iterator[Then]:
    """Yield how every key of the listing stood at ``moment``, in the listing's order, one key at a time.

    A change that is listed in the very second of the moment counts as made, and is in doubt.
    """
    for key, listed in groupby(versions, attrgetter("key")):
        seen = _Seen()
        for version in listed:
            seen.read(version, moment)
        yield _judged(key, seen, moment, [each.since for each in expiries if key.startswith(each.prefix)])


def _judged(key: str, seen: _Seen, moment: datetime, expired: Sequence[datetime]) -> Then:
    reason = _unknown(seen, max(expired, default=None))
    if reason:
        return Then(key, "unknown", reason, seen.found)
    if seen.found is None:
        first = f"{seen.last.at:%Y-%m-%d %H:%M:%S} UTC" if seen.last else "never"
        return Then(key, "absent", f"not there yet: its first version is of {first}")
    doubt = _doubt(seen.found, seen.newer, moment, max(expired, default=None))
    when = f"{seen.found.at:%Y-%m-%d %H:%M:%S} UTC"
    if seen.found.marker:
        return Then(key, "absent", f"deleted on {when}", seen.found, doubt)
    return Then(key, "there", f"current since {when}", seen.found, doubt)


def _unknown(seen: _Seen, expired: datetime | None) -> str:
    """Say why nobody can know what was current; nothing where it is known."""
    if seen.null_newer if seen.found else seen.nulls:
        return "versioning was off when it was written later: what that wrote over is gone"
    if seen.unordered:
        return "changed twice in one second, and the listing does not say in which order"
    if seen.found is None and seen.last and expired and seen.last.at <= expired:
        return "only newer versions are left: the bucket's lifecycle may have removed the one before them"
    return ""


def _doubt(found: Version, newer: Version | None, moment: datetime, expired: datetime | None) -> str:
    if found.at == moment.replace(microsecond=0):
        return "changed in that very second"
    if "-" in found.etag and moment - found.at < LONGEST_UPLOAD:
        return "its upload in parts began before the moment; when it ended is not kept"
    if newer and expired and newer.at <= expired:
        return "replaced longer ago than the bucket's lifecycle keeps: a newer one may be gone"
    return ""


@dataclass(slots=True)
class Counts:
    """How the keys of a bucket stood, counted; ``size`` is the bytes of what was there."""

    there: int = 0
    size: int = 0
    unchanged: int = 0
    absent: int = 0
    unknown: int = 0
    doubted: int = 0

    def add(self, one: Then) -> None:
        """Count one key; ``unchanged`` are those whose version of then is the current one still."""
        self.doubted += bool(one.doubt)
        if one.state == "there" and one.version:
            self.there += 1
            self.size += one.version.size
            self.unchanged += one.version.latest
        elif one.state == "absent":
            self.absent += 1
        else:
            self.unknown += 1
