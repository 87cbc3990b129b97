"""Proving a tree without a scratch disk: restic writes it as one tar, every entry of which is read here.

What that tar does not carry is asked of restic's listing where the manifest has any of it (pipes, devices,
hard links), or left out of what is expected and said in a note: nothing passes that was not seen.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from . import restic, snapshot_read
from .fault import Fault
from .laid import Laid, laid_out
from .manifest import Entry
from .prove import RESTIC, Entries, Proof
from .prove_listing import Listing, ask_listing
from .prove_sample import Part
from .prove_tar import CutShort, TarReader
from .restic_call import read_words, start
from .restic_process import Running
from .snapshot_read import Kept

_SECOND = 1_000_000_000
_NOT_IN_TAR = frozenset(("pipe", "character-device", "block-device"))


def prove(request: Mapping[str, Any], part: Part) -> tuple[Kept, Proof]:
    """Compare all of the snapshot, or a part of it, with the manifest's entries."""
    place, snapshot = restic.target(request["repository"]), request["snapshot"]
    laid = laid_out(request)
    with start(place, read_words("dump", "--archive", "tar", snapshot, "/"), RESTIC) as running:
        reader = TarReader(running.stdout.fileno(), Wanted(laid, part), [*map(os.fsencode, laid.own)])
        found, size = _streamed(running, reader)
    kept, astray = held_to(request, laid, reader.kept)
    expected = chosen(kept.artefacts, part) | astray
    listing = ask_listing(place, snapshot) if any(map(_needs_listing, expected.values())) else None
    return kept, _compared(expected, found, listing, size)


def chosen(entries: Entries, part: Part) -> dict[str, Entry]:
    """Return the entries that are looked at."""
    return {name: facts for name, facts in entries.items() if part.holds(name)}


def held_to(request: Mapping[str, Any], laid: Laid, own: Sequence[bytes]) -> tuple[Kept, dict[str, Entry]]:
    """Return what it is held against: the manifest and signature that came with it, when they are whole.

    If they are not, those that the repository gives by themselves, and the manifest among what did not come.
    """
    try:
        return snapshot_read.kept_as(request, laid, *own), {}
    except Fault:
        kept = snapshot_read.look_into(request)
        return kept, {laid.own[0]: {"type": "file"}}


class Wanted:
    """Which paths of a snapshot are entries of the data set that are looked at: not its manifest."""

    def __init__(self, laid: Laid, part: Part) -> None:
        roots = [os.fsencode(path).rstrip(b"/") for path in laid.paths]
        self._roots, self._below = frozenset(roots), tuple(root + b"/" for root in roots)
        self._own, self._part = frozenset(map(os.fsencode, laid.own)), part

    def __call__(self, path: bytes) -> bool:
        """Say whether this path is one."""
        if path not in self._roots and not path.startswith(self._below):
            return False
        if path in self._own:
            return False
        return self._part.parts == 1 or self._part.holds(os.fsdecode(path))


def _needs_listing(facts: Entry) -> bool:
    return "same_as" in facts or facts["type"] in _NOT_IN_TAR


def _streamed(running: Running, reader: TarReader) -> tuple[dict[str, Entry], int]:
    found: dict[str, Entry] = {}
    size = 0
    try:
        for path, facts in reader.entries():
            found[os.fsdecode(path)] = facts
            size += int(facts.get("size", 0))
    except CutShort as fault:
        ended = running.ended()
        raise fault if ended.outcome is restic.Outcome.DONE else restic.fault(ended) from fault
    ended = running.ended()
    if ended.outcome is not restic.Outcome.DONE:
        raise restic.fault(ended)
    return found, size


def _compared(
    expected: dict[str, Entry], found: dict[str, Entry], listing: Listing | None, size: int
) -> Proof:
    notes = [
        "streamed: times were compared to the second"
        if listing is None
        else "streamed: pipes, devices (not their numbers) and hard links as the snapshot's listing says"
    ]
    if listing is not None:
        listing.add_to(found, expected)
        listing.add_unseen(found, expected)
    else:
        for name, facts in found.items():
            _round(facts, expected.get(name, {}))
    return Proof(expected, found, size, tuple(notes))


def _round(facts: Entry, told: Mapping[str, Any]) -> None:
    """Take the manifest's time where it is the tar's to the second: Go rounds to the nearest one."""
    exact = told.get("mtime_ns")
    if isinstance(exact, int) and (exact + _SECOND // 2) // _SECOND * _SECOND == facts["mtime_ns"]:
        facts["mtime_ns"] = exact


def sizes(entries: Sequence[Entry]) -> int:
    """Return the bytes of files."""
    return sum(int(facts.get("size", 0)) for facts in entries)
