"""One version of what lies in a bucket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

NULL = "null"
"""The id of what is written while versioning is off; a key has one such version at most."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version, or one delete marker, of a key as a listing shows it.

    ``at`` is aware; ``size`` in bytes. ``ordered`` is false where the listing does not say whether this or a
    neighbour of the other sort and the same second came first.
    """

    key: str
    version: str
    at: datetime
    latest: bool
    marker: bool = False
    size: int = 0
    etag: str = ""
    ordered: bool = True
