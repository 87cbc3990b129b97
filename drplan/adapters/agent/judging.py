"""Judging a manifest by what its data set was before; back from the copies when this host has forgotten.

A host that was rebuilt remembers nothing, and an attacker may have seen to that. The newest recovery point
in the copies that is good, or was accepted, is then what the next one is held against.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from . import history, listing, restic
from .fault import Fault
from .figures import Figures
from .history import History
from .manifest_counts import Counts
from .manifest_past import Shelf, beside
from .places import manifest_path, open_private
from .restic_call import read_words, start
from .restic_outcome import Outcome
from .restic_results import moment
from .sanity import Known, Tolerance, Unread, doubts

_AHEAD = timedelta(hours=1)
"""How far a clock may be off before a date is not believed."""
_PIECE = 1 << 18
_OF_FILES = frozenset({"protect-paths", "protect-oneroster", "protect-tenant-export", "protect-artefact"})
"""Of all else, tables or directory entries may change every day, and the stream is always dense."""
_ARCHIVES = frozenset({"takeout"})
"""Forms of exports that are archives, always dense, with other names each time; all of each is read."""


Counting = Callable[[restic.Target, str], Sequence[listing.Counting]]
"""Says which snapshots of a repository are recovery points of a data set."""


def judging(
    request: Mapping[str, Any], counting: Counting = listing.counting
) -> Callable[[Counts], list[tuple[str, str]]]:
    """Return what judges this request's manifest; ``tolerance`` and ``accepted`` are as declared.

    ``counting`` may have asked the repositories already.
    """
    manifest_file = manifest_path(request["scratch"], request["data_set"])
    past = _remembered(request, manifest_file, counting)
    tolerance = _tolerance(request)

    def judge(counts: Counts) -> list[tuple[str, str]]:
        found = doubts(
            counts.figures,
            Known(past.figures, past.since),
            counts.canaries,
            tolerance,
            unread=Unread(counts.unread, counts.unread_in_all),
        )
        return [(each.word, each.sentence) for each in found]

    return judge


def _tolerance(request: Mapping[str, Any]) -> Tolerance:
    declared = request.get("tolerance") or {}
    shares = {name: declared[name] for name in ("shrink", "churn", "encrypted") if name in declared}
    ignore = {each["word"]: each["because"] for each in declared.get("ignore", ())}
    if request["verb"] not in _OF_FILES or request.get("source", {}).get("form") in _ARCHIVES:
        ignore |= dict.fromkeys(("encrypted", "churned"), "it is not made of files that people keep")
    return Tolerance(**shares, ignore=ignore)


def _remembered(request: Mapping[str, Any], manifest_file: str, counting: Counting) -> History:
    """Return what is known; from the copies what this host has forgotten, or was accepted meanwhile."""
    known, shelf = history.read(manifest_file), Shelf(manifest_file)
    accepted, whole = request.get("accepted", ()), bool(shelf.good()[0])
    if known.figures and whole and history.heeded(known, accepted):
        return known
    newest = _newest_good(request, accepted, counting)
    if newest is None:
        return known
    new = newest.accepted - known.accepted
    is_new = newest.snapshot["id"].startswith(tuple(new))
    if known.figures and whole and not is_new:
        remembered = replace(known, accepted=known.accepted | new)
    else:
        figures = _bring_back(newest, manifest_file, shelf)
        if figures is None:
            return known
        past = known if is_new else History(accepted=known.accepted | new)
        remembered = past.with_accepted(figures, new) if is_new else past.with_good(figures)
    history.write(manifest_file, remembered)
    return remembered


def _bring_back(newest: _Newest, manifest_file: str, shelf: Shelf) -> Figures | None:
    """Take the manifest of a recovery point for the last good one; returns its figures."""
    fetched = beside(manifest_file, ".fetched.jsonl")
    try:
        figures = _fetch(newest, fetched)
        if figures is not None:
            shelf.adopt(fetched)
        return figures
    finally:
        if os.path.exists(fetched):
            os.unlink(fetched)


@dataclass(frozen=True)
class _Newest:
    """The newest recovery point that counts, where it and its manifest are, and what is accepted there."""

    place: restic.Target
    snapshot: Mapping[str, Any]
    manifest: str
    accepted: frozenset[str]


def _newest_good(request: Mapping[str, Any], accepted: Sequence[str], counting: Counting) -> _Newest | None:
    """Look for it in all copies that answer."""
    held: list[tuple[restic.Target, Mapping[str, Any]]] = []
    for place in map(restic.target, request["copies"]):
        with suppress(Fault):
            held += [(place, each) for each, _ in counting(place, request["data_set"])]
    there = frozenset(id_ for id_ in accepted if any(each["id"].startswith(id_) for _, each in held))
    latest = datetime.now(UTC) + _AHEAD
    usable = [
        (place, each)
        for place, each in held
        if _taken_at(each) <= latest and (not listing.doubted(each) or each["id"].startswith(tuple(there)))
    ]
    if not usable:
        return None
    place, snapshot = max(usable, key=lambda one: _taken_at(one[1]))
    return _Newest(place, snapshot, listing.manifest_in(snapshot, request["data_set"]), there)


def _taken_at(snapshot: Mapping[str, Any]) -> datetime:
    return moment(listing.taken_at(snapshot))


def _fetch(newest: _Newest, to: str) -> Figures | None:
    """Write a snapshot's manifest to a file and return its figures; ``None`` when it is not whole."""
    words = read_words("dump", newest.snapshot["id"], newest.manifest)
    with start(newest.place, words) as running, open_private(to) as file:
        while piece := running.stdout.read(_PIECE):
            file.write(piece)
        ended = running.ended()
    return history.figures_of(to) if ended.outcome is Outcome.DONE else None
