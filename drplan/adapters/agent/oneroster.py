"""OneRoster exports (1EdTech OneRoster 1.2, CSV binding): a folder of files that must agree with each other.

A file that ``manifest.csv`` promises and that is not there or cannot be read is no backup. Records that lead
nowhere and an export that has stopped coming are kept, and doubted.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Any

from . import paths, snapshots
from .fault import Fault
from .judge import Doubts
from .judging import judging
from .manifest import Entry, describe
from .manifest_counts import Counts
from .manifest_seal import HOST_KEY
from .oneroster_csv import Roster, read_roster
from .places import manifest_path

_STALE_SECONDS = 4 * 86400.0
"""Past a long week-end: an export whose newest file is older has stopped coming."""


def protect(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Keep the folder as it is, when all of it is there and stayed as it was while it was read."""
    path, data_set = request["source"]["path"], request["data_set"]
    roster, files = read_roster(path), describe([path])
    manifest_file = manifest_path(request["scratch"], data_set)

    before = judging(request)

    def judged(counts: Counts) -> Doubts:
        return [*before(counts), *doubts(roster, _age(path))]

    _, found = snapshots.write_manifest(
        manifest_file,
        data_set,
        kind="oneroster",
        entries={**files, **tables(roster)},
        artefacts=files,
        canaries=request.get("canaries", ()),
        judge=judged,
        signing_key=request.get("signing_key", HOST_KEY),
    )
    if describe([path]) != files:
        raise Fault("source", f"files below {path} changed while they were read: is an export coming in?")
    return snapshots.keep_judged(request["copies"], data_set, [path], manifest_file, found)


def recover(request: Mapping[str, Any]) -> dict[str, Any]:
    """Bring the folder back to its place and read its tables again."""
    came = paths.recover(request)
    return {**came, "found": {**came["found"], **tables(read_roster(request["source"]["path"]))}}


def tables(roster: Roster) -> dict[str, Entry]:
    """Return rows and checksum of each file, by ``table NAME``."""
    return {
        f"table {name}": {"rows": each.count, "checksum": each.checksum} for name, each in roster.sums.items()
    }


def doubts(roster: Roster, age: float) -> Doubts:
    """Say what speaks against an export: records that lead nowhere, and its age in seconds."""
    found = [
        ("partial", f"{count} records of {where} lead nowhere") for where, count in roster.dangling.items()
    ]
    if age > _STALE_SECONDS:
        found.append(
            ("stale", f"its newest file is {age / 86400:.0f} days old: has the export stopped coming?")
        )
    return found


def _age(path: str) -> float:
    newest = max((each.stat().st_mtime for each in os.scandir(path)), default=0.0)
    return time.time() - newest
