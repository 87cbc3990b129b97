"""Data sets that the control machine holds as text: a device's configuration, a bucket's index."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from . import restic, snapshot_read, snapshots
from .fault import Fault
from .judge import Doubts
from .judging import Counting, judging
from .listing import counting
from .manifest import describe
from .places import manifest_path, open_private

BESIDE = frozenset({"LOADING.txt", "device.json"})
"""What may lie beside the one text that the data set is."""


def protect(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Keep the text ``content`` with the manifest ``entries`` in each copy.

    ``beside`` are files that go with it, of the names in :data:`BESIDE`: for an operator who has restic and
    nothing else.
    """
    with staged(request) as folder:
        manifest_file, doubts = describe_staged(request, folder)
        return snapshots.keep_judged(request["copies"], request["data_set"], [folder], manifest_file, doubts)


def read(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return the kept ``content``, what was kept ``beside`` it, and its manifest's ``entries``.

    A recovery point of before is one file with nothing beside it, whatever its name.
    """
    kept = snapshot_read.look_into(request)
    (path,) = kept.paths
    dumped = restic.dump(restic.target(request["repository"]), request["snapshot"], path)
    said = {"expected": kept.entries, "notes": kept.notes}
    if kept.artefacts[path]["type"] != "folder":
        return {**said, "content": dumped.decode(), "beside": {}}
    files = {name: content.decode() for name, content in snapshot_read.files_in(dumped).items()}
    carried = [name for name in files if name not in BESIDE]
    if len(carried) != 1:
        raise Fault("not-as-kept", f"this recovery point holds {len(carried)} texts where one was kept")
    return {**said, "content": files.pop(carried[0]), "beside": files}


@contextmanager
def staged(request: Mapping[str, Any]) -> Iterator[str]:
    """Lay the text and what goes with it into a folder for this account's eyes alone; take it away after."""
    folder = f"{request['scratch']}/staging/{request['data_set']}"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        for name, text in {**request.get("beside", {}), request["name"]: request["content"]}.items():
            with open_private(f"{folder}/{name}") as file:
                file.write(text.encode())
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def describe_staged(
    request: Mapping[str, Any], folder: str, shown: Counting = counting
) -> tuple[str, Doubts]:
    """Write the manifest of what was staged; returns its path, and why the recovery point is doubted."""
    manifest_file = manifest_path(request["scratch"], request["data_set"])
    _, doubts = snapshots.write_manifest(
        manifest_file,
        request["data_set"],
        kind="artefact",
        entries=request["entries"],
        artefacts=describe([folder]),
        canaries=request.get("canaries", ()),
        judge=judging(request, shown),
        signing_key=request.get("signing_key"),
    )
    return manifest_file, doubts
