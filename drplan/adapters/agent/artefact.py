"""Data sets that the control machine holds as one file: a device's configuration, a bucket's index."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from typing import Any

from . import restic, snapshots
from .judging import judging
from .manifest import describe
from .places import manifest_path


def protect(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Keep the text ``content`` with the manifest ``entries`` in each copy."""
    data_set, path = request["data_set"], _place(request)
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(request["content"])
        manifest_file = manifest_path(request["scratch"], data_set)
        _, doubts = snapshots.write_manifest(
            manifest_file,
            data_set,
            kind="artefact",
            entries=request["entries"],
            artefacts=describe([path]),
            canaries=request.get("canaries", ()),
            judge=judging(request),
            signing_key=request.get("signing_key"),
        )
        return snapshots.keep_judged(request["copies"], data_set, [path], manifest_file, doubts)
    finally:
        shutil.rmtree(os.path.dirname(path), ignore_errors=True)


def read(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the kept ``content`` and its manifest's ``entries``."""
    kept = snapshots.look_into(request)
    content = restic.dump(restic.target(request["repository"]), request["snapshot"], kept.paths[0])
    return {"expected": kept.entries, "content": content.decode(), "notes": kept.notes}


def _place(request: Mapping[str, Any]) -> str:
    return f"{request['scratch']}/staging/{request['data_set']}/{request['name']}"
