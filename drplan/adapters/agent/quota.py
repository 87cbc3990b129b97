"""How much a repository may grow to, as agreed with whoever keeps it: looked at before anything is sent."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Sequence

from . import restic
from .fault import Fault

KNOWN_SECONDS = 24 * 3600.0
"""How long a size is taken for known: what this host adds meanwhile is counted, what others add is not."""


def see_room(place: restic.Target, words: Sequence[str] = ()) -> None:
    """Raise a ``quota`` fault when the repository is full, or when ``backup`` of these words would fill it.

    Only restic knows what a backup adds, so it is asked by ``--dry-run``, which reads what changed and sends
    nothing. Without words, as for a stream that can be read but once, only what lies there already counts.
    """
    if not place.quota:
        return
    used = size(place)
    if used >= place.quota:
        raise Fault("quota", f"it holds {_mb(used)} of the {_mb(place.quota)} agreed: nothing was sent")
    added = _would_add(place, words) if words else 0
    if used + added > place.quota:
        raise Fault(
            "quota",
            f"it holds {_mb(used)}, this backup adds {_mb(added)}, and {_mb(place.quota)} were agreed:"
            " nothing was sent",
        )


def count(place: restic.Target, added: int) -> None:
    """Count what a backup added, until the size is looked up again."""
    known = _known(place)
    if place.quota and known is not None:
        _remember(place, known[0] + added, known[1])


def size(place: restic.Target) -> int:
    """Return how many bytes the repository's snapshots take, as restic adds them up, once a day.

    Data that no snapshot needs and that was not pruned is not among them.
    """
    known = _known(place)
    if known is not None and 0 <= time.time() - known[1] < KNOWN_SECONDS:
        return known[0]
    said = restic.run(place, "stats", "--no-lock", "--mode", "raw-data", cached=True)
    found = int(next((each["total_size"] for each in said if "total_size" in each), 0))
    _remember(place, found, time.time())
    return found


def _would_add(place: restic.Target, words: Sequence[str]) -> int:
    said = restic.run(place, "backup", "--dry-run", *words, cached=True)
    summary = next((each for each in said if each.get("message_type") == "summary"), {})
    return int(summary.get("data_added_packed", summary.get("data_added", 0)))


def _file(place: restic.Target) -> str:
    name = hashlib.sha256(place.location.encode()).hexdigest()[:16]
    return os.path.join(place.cache, f"size-{name}.json")


def _known(place: restic.Target) -> tuple[int, float] | None:
    try:
        with open(_file(place), encoding="ascii") as stream:
            said = json.load(stream)
        return int(said["bytes"]), float(said["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _remember(place: restic.Target, found: int, at: float) -> None:
    """Keep it for later; a host that cannot will look again, which is only slower."""
    with contextlib.suppress(OSError):
        os.makedirs(place.cache, mode=0o700, exist_ok=True)
        beside = f"{_file(place)}.new"
        with open(beside, "w", encoding="ascii") as stream:
            json.dump({"bytes": found, "at": at}, stream)
        os.replace(beside, _file(place))


def _mb(number: int) -> str:
    return f"{number / 1e6:.1f} MB"
