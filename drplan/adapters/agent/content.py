"""What the files of an export hold, read by their own form: counts for the manifest, and what is doubted.

A recovery point of such an export has ``kind`` in its manifest; by it the same reader is found again after a
restore, whatever is declared by then.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

from .fault import Fault
from .judge import Doubts
from .manifest import Entry
from .manifest_counts import Counts, Told

READERS = {
    "oneroster": "oneroster",
    "moodle": "moodle",
    "tenant-export-gyb": "tenant_gyb",
    "tenant-export-takeout": "tenant_takeout",
    "tenant-export-gam-csv": "tenant_gam",
    "tenant-export-graph-json": "tenant_graph",
    "tenant-export-pst": "tenant_pst",
}
"""The module that reads each kind of export; without one, an export is kept as folders are."""

_DAY, _HOUR = 86400.0, 3600.0
_COUNTED = ("rows", "count", "answer")
_GONE = 0.1
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")
_UNITS = (365 * _DAY, _DAY, 3600.0, 60.0, 1.0)
QUESTION = "question "
"""What the entry of a declared question begins with."""


@dataclass
class Content:
    """What is in an export: ``entries`` for the manifest, and the ``doubts`` that it raises by itself.

    ``newest`` is when it was made or last written (seconds since the epoch; 0.0: nobody knows).
    ``watched`` are entries that must not lose much from one night to the next; ``notes`` say what was not
    looked at.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    doubts: Doubts = field(default_factory=list)
    newest: float = 0.0
    watched: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def kind_of(request: Mapping[str, Any]) -> str:
    """Return what a recovery point of the request's source is called in its manifest."""
    kind, form = request["verb"].partition("-")[2], request["source"].get("form")
    return f"{kind}-{form}" if form else str(kind)


def read_content(kind: str, folder: str, source: Mapping[str, Any]) -> Content:
    """Read the export in ``folder``; raises ``Fault`` where there is nothing to keep, or nothing whole."""
    content: Content = import_module(f".{READERS[kind]}", __package__).read(folder, source)
    return content


def seconds_in(duration: str) -> float:
    """Return the seconds of an ISO 8601 duration as a declaration is sent; ``Fault`` for another form."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise Fault("request", f"{duration!r} is no duration")
    return sum(float(number) * unit for number, unit in zip(found.groups("0"), _UNITS, strict=True))


def stale(newest: float, source: Mapping[str, Any], days: float) -> Doubts:
    """Doubt an export whose newest part is older than declared, or than ``days``, or still to come."""
    declared = source.get("fresh_within")
    limit = seconds_in(declared) if declared else days * _DAY
    age = time.time() - newest
    if age < -_HOUR:
        return [("stale", "its newest file says that it was written in days to come: its age is not known")]
    if age <= limit:
        return []
    said = f"{age / _DAY:.0f} days old" if newest else "of an unknown age"
    return [("stale", f"its newest file is {said}: has the export stopped coming?")]


def in_words(what: str, troubles: list[str], shown: int = 3) -> Doubts:
    """Turn what is wrong with the parts of an export into doubts: the first few, and how many more."""
    first = [each if each.isprintable() else json.dumps(each) for each in troubles[:shown]]
    more = [f"{len(troubles) - shown} more of its {what} are not whole"] if len(troubles) > shown else []
    return [("partial", each) for each in (*first, *more)]


def without_watched(counts: Counts, declared: list[str]) -> Counts:
    """Return the counts with the canaries that were declared, and none of what is watched beside them."""
    return replace(counts, canaries={name: counts.canaries[name] for name in declared})


def losses(counts: Counts, watched: tuple[str, ...], tolerance: Mapping[str, Any]) -> Doubts:
    """Doubt a part that lost much since the last good recovery point, however large the rest is."""
    share = float(tolerance.get("shrink", 0.5))
    quiet = {each["word"] for each in tolerance.get("ignore", ())}
    found = [each for name in watched for each in _lost(name, counts.canaries.get(name, (None, None)), share)]
    return [each for each in found if each[0] not in quiet]


def _lost(name: str, told: Told, share: float) -> Iterator[tuple[str, str]]:
    now, before = told
    for fact in _COUNTED:
        was, here = (int((facts or {}).get(fact, 0)) for facts in (before, now))
        if was - here >= 2 and here < was * (1 - share):  # noqa: PLR2004 - one alone says nothing
            word = "vanished" if here <= was * _GONE else "shrunk"
            yield word, f"{name}: {here:,} where there were {was:,} in the last good one"
