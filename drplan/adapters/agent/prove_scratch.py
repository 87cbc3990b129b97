"""Proving a tree in a scratch folder: restored there by restic, then read once, entry by entry."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from . import restic
from .fault import Fault
from .manifest import Entry, Names, facts_of
from .manifest_walk import walk
from .prove import Proof
from .prove_sample import Part
from .prove_tree import Wanted, chosen, sizes
from .snapshots import Kept

_ROOM_FOR_ENTRY = 4096


def prove(request: Mapping[str, Any], kept: Kept, part: Part) -> Proof:
    """Restore below ``into`` and compare what lies there with the manifest's entries."""
    into, expected = request["into"], chosen(kept.artefacts, part)
    _refuse_unfit(into, kept)
    words = [word for path in kept.own for word in ("--exclude", path)]
    place = restic.target(request["repository"])
    restic.read(place, "restore", request["snapshot"], "--target", into, *words)
    wanted, base, seen = Wanted(kept, part), os.fsencode(into.rstrip("/")), Names()
    roots = [path for path in kept.paths if os.path.lexists(into.rstrip("/") + path)]
    found: dict[str, Entry] = {}
    for step in walk(roots, base=base):
        if wanted(step[0]):
            found[os.fsdecode(step[0])] = facts_of(step, seen, base=base)
    return Proof(expected, found, sizes(list(found.values())))


def _refuse_unfit(into: str, kept: Kept) -> None:
    """Refuse a folder that holds something, or whose file system has too little room for all of it."""
    if os.listdir(into):
        raise Fault("request", f"the scratch folder {into} is not empty")
    wanted = kept.manifest.figures.bytes + len(kept.artefacts) * _ROOM_FOR_ENTRY
    status = os.statvfs(into)
    free = status.f_bavail * status.f_frsize
    if free < wanted:
        raise Fault("source", f"{into} has {free} bytes free, and up to {wanted} are needed there")
