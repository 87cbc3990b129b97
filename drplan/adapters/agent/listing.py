"""What a repository shows of recovery points: which snapshots count, of when, and how large."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from . import commits, restic
from .afterwards import DOUBT, SUSPECT, with_doubts
from .fault import Fault
from .restic_results import moment

Counting = tuple[Mapping[str, Any], Mapping[str, Any] | None]
"""A snapshot that is a recovery point, as restic shows it, and that of its stream."""

_NAMES = re.compile("data-set:|stream-of:")
MISDATED = "misdated"
"""The word in which a recovery point is doubted whose time cannot be read: it was made to harm."""
_NO_TIME = "1970-01-01T00:00:00+00:00"
_LATE_START_SECONDS = 900.0
"""How long restic may take, after it noted a snapshot's time, to open the repository and begin to read."""
_LONGEST_STREAM_SECONDS = 2 * 86400.0


def points(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List a data set's recovery points as the repository shows them."""
    place, name = restic.target(request["repository"]), request["data_set"]
    return [_shown(each, stream) for each, stream in counting(place, name)]


def counting(place: restic.Target, data_set: str) -> list[Counting]:
    """Return the snapshots that are recovery points of a data set, each with its stream, if it has one."""
    tags = [f"{kind},{commits.tag_of(data_set)}" for kind in (commits.TAG, DOUBT)]
    tags.append(f"{commits.STREAM},{commits.stream_of(data_set)}")
    found = restic.read(place, "snapshots", *(word for tag in tags for word in ("--tag", tag)))
    return _counting(found, data_set)


def all_points(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List the recovery points of every data set, each with its ``data_set``, asking only once."""
    found = restic.read(restic.target(request["repository"]), "snapshots")
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in found:
        for name in {_NAMES.sub("", tag) for tag in _tags(each) if _NAMES.match(tag)}:
            groups.setdefault(name, []).append(each)
    return [
        {"data_set": name, **_shown(each, stream)}
        for name in sorted(groups)
        for each, stream in _counting(groups[name], name)
    ]


class Shown:
    """What repositories show, each asked once for all data sets; one that faults goes on faulting."""

    def __init__(self) -> None:
        self._found: dict[str, list[Mapping[str, Any]] | Fault] = {}

    def counting(self, place: restic.Target, data_set: str) -> list[Counting]:
        """Do as :func:`counting`."""
        if place.location not in self._found:
            self._found[place.location] = self._ask(place)
        found = self._found[place.location]
        if isinstance(found, Fault):
            raise found
        names = {commits.tag_of(data_set), commits.stream_of(data_set)}
        return _counting([each for each in found if names & {*_tags(each)}], data_set)

    @staticmethod
    def _ask(place: restic.Target) -> list[Mapping[str, Any]] | Fault:
        try:
            return [*restic.read(place, "snapshots")]
        except Fault as fault:
            return fault


def part_of(sizes: Mapping[str, Any], sharing: int) -> dict[str, Any]:
    """Return an equal part of a snapshot's sizes for each of those that share it: restic tells no more."""
    return {name: math.ceil(sizes[name] / max(sharing, 1)) for name in ("files", "size", "added")}


def _counting(found: Sequence[Mapping[str, Any]], data_set: str) -> list[Counting]:
    """Return what counts among the snapshots that name the data set: those that hold a manifest of it."""
    return [
        (each, stream)
        for each, stream in commits.whole(with_doubts(found))
        if commits.TAG in _tags(each) and manifest_in(each, data_set)
    ]


def manifest_in(snapshot: Mapping[str, Any], data_set: str) -> str:
    """Return where a snapshot holds its data set's manifest; empty when it holds none."""
    ending = f"/manifests/{data_set}.jsonl"
    return next((path for path in snapshot.get("paths") or () if path.endswith(ending)), "")


def doubted(snapshot: Mapping[str, Any]) -> list[str]:
    """Return the words in which a snapshot is doubted."""
    return [tag.removeprefix(SUSPECT) for tag in _tags(snapshot) if tag.startswith(SUSPECT)]


def _tags(snapshot: Mapping[str, Any]) -> Sequence[str]:
    return snapshot.get("tags") or ()


def _shown(snapshot: Mapping[str, Any], stream: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a recovery point as shown; a stream's, with the moment of its truth and the sizes of both.

    One whose times cannot be read is shown as doubted, and older than all others: it hides none of them.
    """
    try:
        return _dated(snapshot, stream)
    except ValueError:
        timeless = {**snapshot, "time": _NO_TIME, "summary": {}}
        shown = _dated(timeless, {**stream, "summary": {}} if stream else None)
        return {**shown, "suspect": [*shown["suspect"], MISDATED]}


def _dated(snapshot: Mapping[str, Any], stream: Mapping[str, Any] | None) -> dict[str, Any]:
    sizes = sizes_of(snapshot.get("summary") or {})
    sizes |= part_of(sizes, sum(tag.startswith("data-set:") for tag in _tags(snapshot)))
    return {
        "snapshot": snapshot["id"],
        "taken_at": taken_at(snapshot),
        **(with_stream(sizes, sizes_of(stream.get("summary") or {})) if stream else sizes),
        "suspect": doubted(snapshot),
        "paths": snapshot.get("paths") or [],
        "run": commits.told(_tags(snapshot), commits.RUN),
    }


def with_stream(counted: Mapping[str, Any], stream: Mapping[str, Any]) -> dict[str, Any]:
    """Return a recovery point's sizes with those of its stream."""
    return {**counted, **{name: counted[name] + stream[name] for name in sizes_of({})}}


def taken_at(snapshot: Mapping[str, Any]) -> str:
    """Return when reading began; the snapshot's own time where somebody gave it another (``--time``).

    A stream's says when its source was asked: before the snapshot, but no longer than a stream can take.
    """
    time: str = snapshot["time"]
    moment(time)
    begun = (snapshot.get("summary") or {}).get("backup_start")
    taken = begun if begun and abs(_seconds(time, begun)) <= _LATE_START_SECONDS else time
    asked = commits.told(_tags(snapshot), commits.BEGUN)
    with contextlib.suppress(ValueError, TypeError):
        # A source's moment that cannot be read is no reason to doubt the snapshot's own.
        if asked and 0 <= _seconds(asked, taken) <= _LONGEST_STREAM_SECONDS:
            return asked
    return taken


def sizes_of(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return what restic counted; it leaves zeros out."""
    begun, ended = (summary.get(name, "") for name in ("backup_start", "backup_end"))
    return {
        "files": summary.get("total_files_processed", 0),
        "size": summary.get("total_bytes_processed", 0),
        "added": summary.get("data_added_packed", 0),
        "seconds": _seconds(begun, ended) if begun and ended else 0.0,
    }


def _seconds(begun: str, ended: str) -> float:
    """Return the time between two of restic's moments."""
    return (moment(ended) - moment(begun)).total_seconds()
