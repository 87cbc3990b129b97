"""Folders: described, kept, brought back to their place, described again."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from . import restic, snapshots
from .fault import Fault
from .manifest import describe, signature

_TRIES = 3


def protect(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Keep ``paths`` in each of ``copies``.

    A tree that changes while it is read is read again, a bounded number of times: a manifest that does not
    describe its snapshot would make a good copy look bad, or worse.
    """
    paths, data_set = list(request["source"]["paths"]), request["data_set"]
    for path in paths:
        _refuse_empty(path)
    manifest_file = snapshots.manifest_path(request["scratch"], data_set)
    for _ in range(_TRIES):
        before = signature(paths)
        entries = describe(paths)
        snapshots.write_manifest(manifest_file, data_set, entries=entries, artefacts=entries)
        kept = snapshots.keep(request["copies"], data_set, paths, manifest_file)
        changed = _changed(before, signature(paths))
        if not changed:
            return kept
    raise Fault(
        "source",
        f"files kept changing while they were read ({_TRIES} tries), such as {changed[0]}",
    )


def recover(request: Mapping[str, Any]) -> dict[str, Any]:
    """Bring the snapshot's folders back to their place and describe what then lies there."""
    kept = snapshots.look_into(request)
    words = [word for path in kept.paths for word in ("--include", path)]
    found = _bring_back(request, "/", kept.paths, words)
    return {"expected": kept.entries, **found}


def restore_to(request: Mapping[str, Any]) -> dict[str, Any]:
    """Bring a snapshot's artefacts back below the folder ``to`` and describe them."""
    kept = snapshots.look_into(request)
    found = _bring_back(request, request["to"], kept.paths, ["--exclude", kept.manifest_file])
    return {"expected": kept.artefacts, **found}


def _bring_back(
    request: Mapping[str, Any], folder: str, roots: Sequence[str], words: Sequence[str]
) -> dict[str, Any]:
    place, base = restic.target(request["repository"]), folder.rstrip("/")
    restic.read(place, "restore", request["snapshot"], "--target", folder, *words)
    found = describe([root for root in roots if os.path.lexists(base + root)], base=base)
    return {"found": found, "size": sum(int(facts.get("size", 0)) for facts in found.values())}


def _refuse_empty(path: str) -> None:
    """Refuse what an unmounted disk looks like: keeping that would look like a good backup."""
    if not os.path.isdir(path):
        raise Fault("source", f"{path} is not a folder on this host")
    if not os.listdir(path):
        raise Fault("source", f"{path} is empty: is its disk mounted?")


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
