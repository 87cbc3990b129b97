"""What a repository shows of recovery points: which snapshots count, of when, and how large."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from . import commits, restic
from .afterwards import DOUBT, SUSPECT, with_doubts
from .restic_results import moment

_NAMES = re.compile("data-set:|stream-of:")
_LATE_START_SECONDS = 900.0
"""How long restic may take, after it noted a snapshot's time, to open the repository and begin to read."""
_LONGEST_STREAM_SECONDS = 2 * 86400.0


def points(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List a data set's recovery points as the repository shows them."""
    place, name = restic.target(request["repository"]), request["data_set"]
    tags = [f"{kind},{commits.tag_of(name)}" for kind in (commits.TAG, DOUBT)]
    tags.append(f"{commits.STREAM},{commits.stream_of(name)}")
    found = restic.read(place, "snapshots", *(word for tag in tags for word in ("--tag", tag)))
    return _recovery_points(found, name)


def all_points(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List the recovery points of every data set, each with its ``data_set``, asking only once."""
    found = restic.read(restic.target(request["repository"]), "snapshots")
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in found:
        for name in {_NAMES.sub("", tag) for tag in _tags(each) if _NAMES.match(tag)}:
            groups.setdefault(name, []).append(each)
    return [
        {"data_set": name, **point}
        for name in sorted(groups)
        for point in _recovery_points(groups[name], name)
    ]


def _recovery_points(found: Sequence[Mapping[str, Any]], data_set: str) -> list[dict[str, Any]]:
    """Return what counts among the snapshots that name the data set: those that hold a manifest of it."""
    manifest = f"/manifests/{data_set}.jsonl"
    return [
        _shown(each, stream)
        for each, stream in commits.whole(with_doubts(found))
        if commits.TAG in _tags(each) and any(manifest in path for path in each["paths"])
    ]


def _tags(snapshot: Mapping[str, Any]) -> Sequence[str]:
    return snapshot.get("tags") or ()


def _shown(snapshot: Mapping[str, Any], stream: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a recovery point as shown; a stream's, with the moment of its truth and the sizes of both."""
    sizes = sizes_of(snapshot.get("summary") or {})
    return {
        "snapshot": snapshot["id"],
        "taken_at": _taken_at(snapshot),
        **(with_stream(sizes, sizes_of(stream.get("summary") or {})) if stream else sizes),
        "suspect": [tag.removeprefix(SUSPECT) for tag in _tags(snapshot) if tag.startswith(SUSPECT)],
    }


def with_stream(counted: Mapping[str, Any], stream: Mapping[str, Any]) -> dict[str, Any]:
    """Return a recovery point's sizes with those of its stream."""
    return {**counted, **{name: counted[name] + stream[name] for name in sizes_of({})}}


def _taken_at(snapshot: Mapping[str, Any]) -> str:
    """Return when reading began; the snapshot's own time where somebody gave it another (``--time``).

    A stream's says when its source was asked: before the snapshot, but no longer than a stream can take.
    """
    time: str = snapshot["time"]
    begun = (snapshot.get("summary") or {}).get("backup_start")
    taken = begun if begun and abs(_seconds(time, begun)) <= _LATE_START_SECONDS else time
    asked = commits.told(_tags(snapshot), commits.BEGUN)
    with contextlib.suppress(ValueError, TypeError):
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
