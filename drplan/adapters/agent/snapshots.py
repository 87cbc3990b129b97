"""Recovery points as restic snapshots: a data set and its manifest, together in one."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from . import quota, restic
from .fault import Fault
from .manifest import Entry

TAG = "drplan"
SCHEMA = "drplan/manifest/1"
SUSPECT = "suspect:"
"""What the tags begin with that say why a recovery point is doubted."""
_NAMES = re.compile("data-set:|stream-of:")
_LATE_START_SECONDS = 900.0
"""How long restic may take, after it noted a snapshot's time, to open the repository and begin to read."""
_NANOSECONDS = re.compile(r"(\.\d{6})\d+")


def tag_of(data_set: str) -> str:
    """Return the tag a data set's snapshots carry."""
    return f"data-set:{data_set}"


def open_repository(request: Mapping[str, Any]) -> dict[str, Any]:
    """See that the repository opens; make it when asked to and when there is none."""
    place = restic.target(request["repository"])
    try:
        restic.read(place, "cat", "config")
    except Fault as fault:
        if fault.kind != "repository-absent" or not request["create"]:
            raise
        restic.run(place, "init")
        return {"created": True}
    return {"created": False}


def points(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List a data set's recovery points as the repository shows them."""
    place, name = restic.target(request["repository"]), request["data_set"]
    found = restic.read(place, "snapshots", "--tag", f"{TAG},{tag_of(name)}")
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
    manifest = f"/manifests/{data_set}.json"
    return [
        _shown(each)
        for each in found
        if TAG in _tags(each) and any(manifest in path for path in each["paths"])
    ]


def _tags(snapshot: Mapping[str, Any]) -> Sequence[str]:
    return snapshot.get("tags") or ()


def _shown(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "snapshot": snapshot["id"],
        "taken_at": _taken_at(snapshot),
        **_sizes(snapshot.get("summary") or {}),
        "suspect": [tag.removeprefix(SUSPECT) for tag in _tags(snapshot) if tag.startswith(SUSPECT)],
    }


def _taken_at(snapshot: Mapping[str, Any]) -> str:
    """Return when reading began; the snapshot's own time where somebody gave it another (``--time``)."""
    time: str = snapshot["time"]
    begun = (snapshot.get("summary") or {}).get("backup_start")
    return begun if begun and abs(_seconds(time, begun)) <= _LATE_START_SECONDS else time


def _sizes(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return what restic counted; it leaves zeros out."""
    begun, ended = (summary.get(name, "") for name in ("backup_start", "backup_end"))
    return {
        "files": summary.get("total_files_processed", 0),
        "size": summary.get("total_bytes_processed", 0),
        "added": summary.get("data_added_packed", 0),
        "seconds": _seconds(begun, ended) if begun and ended else 0.0,
    }


def _seconds(begun: str, ended: str) -> float:
    """Return the time between two of restic's moments; Python before 3.11 refuses their nanoseconds."""
    first, last = (datetime.fromisoformat(_NANOSECONDS.sub(r"\1", moment)) for moment in (begun, ended))
    return (last - first).total_seconds()


def manifest_path(scratch: str, data_set: str) -> str:
    """Return where a data set's manifest lies while it is backed up, and in its snapshots."""
    return f"{scratch}/manifests/{data_set}.json"


def keep(
    copies: Sequence[Mapping[str, Any]],
    data_set: str,
    paths: Sequence[str],
    manifest_file: str,
    *,
    suspect: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """Make one snapshot of the paths and the manifest in each copy; answers restic's own summaries.

    ``suspect`` are words that say why it is doubted; they stay with the snapshot. The answer of a copy that
    took none is ``{"error": {"kind": …, "message": …}}``; when no copy took one, the first fault is raised.
    """
    tags = [TAG, tag_of(data_set), *(f"{SUSPECT}{word}" for word in suspect)]
    words = [*(word for tag in tags for word in ("--tag", tag)), *sorted({*paths, manifest_file})]
    return in_each(copies, lambda place: {**_keep_in(place, words), "suspect": [*suspect]})


def in_each(
    copies: Sequence[Mapping[str, Any]], keep_in: Callable[[restic.Target], dict[str, Any]]
) -> list[dict[str, Any]]:
    """Do it for each copy: one that faults keeps no other from its own. Raises when all of them fault."""
    kept: list[dict[str, Any]] = []
    faults: list[Fault] = []
    for copy in copies:
        try:
            kept.append(keep_in(restic.target(copy)))
        except Fault as fault:
            faults.append(fault)
            kept.append({"error": {"kind": fault.kind, "message": str(fault)}})
    if faults and len(faults) == len(kept):
        raise faults[0]
    return kept


def _keep_in(place: restic.Target, words: Sequence[str]) -> dict[str, Any]:
    quota.see_room(place, words)
    said = restic.run(place, "backup", *words, cached=True)
    summary = next((m for m in said if m.get("message_type") == "summary"), None)
    if not summary or not summary.get("snapshot_id"):
        raise Fault("repository", "restic backup ended well but named no snapshot")
    quota.count(place, summary.get("data_added_packed", 0))
    return {"snapshot": summary["snapshot_id"], "taken_at": summary["backup_start"], **_sizes(summary)}


def write_manifest(
    path: str, data_set: str, *, entries: Mapping[str, Entry], artefacts: Mapping[str, Entry]
) -> None:
    """Write a manifest for its owner's eyes.

    ``entries`` are the data set's truth (files, tables, objects); ``artefacts`` the files that carry it
    in the snapshot, which for plain paths are the same.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(
            {
                "schema": SCHEMA,
                "data_set": data_set,
                "entries": entries,
                "artefacts": artefacts if artefacts is not entries else None,
            },
            file,
        )


@dataclass(frozen=True)
class Kept:
    """What a snapshot holds: the manifest's ``entries`` and ``artefacts``, and the paths beside it."""

    entries: Mapping[str, Entry]
    artefacts: Mapping[str, Entry]
    paths: tuple[str, ...]
    manifest_file: str


def look_into(request: Mapping[str, Any]) -> Kept:
    """Read the manifest out of the request's snapshot; refuses another data set's.

    Where it lies is asked of the snapshot: the machine that made it may have kept it elsewhere.
    """
    place, snapshot, data_set = restic.target(request["repository"]), request["snapshot"], request["data_set"]
    paths = [path for each in restic.read(place, "cat", "snapshot", snapshot) for path in each["paths"]]
    ours = [path for path in paths if path.endswith(f"/manifests/{data_set}.json")]
    if len(ours) != 1:
        raise Fault("source", f"snapshot {snapshot[:8]} holds no manifest of {data_set}")
    try:
        manifest = json.loads(restic.dump(place, snapshot, ours[0]))
        entries = manifest["entries"]
    except (ValueError, KeyError) as error:
        raise Fault("source", f"the manifest of snapshot {snapshot[:8]} cannot be read: {error}") from error
    if manifest.get("schema") != SCHEMA or manifest.get("data_set") != data_set:
        raise Fault("source", f"the manifest of snapshot {snapshot[:8]} is not one of {data_set}")
    rest = tuple(path for path in paths if path != ours[0])
    return Kept(entries, manifest["artefacts"] or entries, rest, ours[0])
