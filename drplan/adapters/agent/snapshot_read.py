"""What a snapshot holds: its manifest, read and judged, and where the rest lies."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import restic
from .fault import Fault
from .laid import Laid, laid_out
from .manifest import Entry
from .manifest_file import Manifest, read_manifest
from .manifest_seal import check

DOUBTED = "doubted when it was made: "
"""What a note begins with that a manifest says against its own recovery point."""


@dataclass(frozen=True)
class Kept:
    """What a snapshot holds: its manifest, and where the rest lies.

    ``notes`` are worth keeping in the record: a signature that could not be checked, the manifest's doubts.
    """

    manifest: Manifest
    laid: Laid
    notes: tuple[str, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the paths beside the manifest: of a snapshot that several share, this data set's own."""
        if not self.laid.shared:
            return self.laid.paths
        return tuple(path for path in self.laid.paths if path in self.artefacts)

    @property
    def run(self) -> str:
        """Return what leads to the snapshots of its streams."""
        return self.laid.run

    @property
    def entries(self) -> Mapping[str, Entry]:
        """Return the data set's truth."""
        return self.manifest.entries

    @property
    def artefacts(self) -> Mapping[str, Entry]:
        """Return the files that carry it."""
        return self.manifest.artefacts

    @property
    def streams(self) -> Mapping[str, Entry]:
        """Return what lies in snapshots of its own."""
        return self.manifest.streams


def look_into(request: Mapping[str, Any]) -> Kept:
    """Read the manifest out of the request's snapshot; raises what ``kept_as`` does."""
    laid = laid_out(request)
    place = restic.target(request["repository"])
    held = files_in(restic.dump(place, request["snapshot"], os.path.dirname(laid.own[0])))
    return kept_as(request, laid, *(held.get(os.path.basename(path), b"") for path in laid.own))


def kept_as(request: Mapping[str, Any], laid: Laid, content: bytes, signature: bytes) -> Kept:
    """Read a manifest out of the request's snapshot; refuses another data set's, and an altered one.

    ``signers`` are the public keys that may have signed it; with ``may_be_unsigned`` that it lacks a
    signature is no more than a note.
    """
    try:
        may_lack = bool(request.get("may_be_unsigned"))
        notes = check(content, signature, request.get("signers", ()), may_lack=may_lack)
        manifest = read_manifest(io.BytesIO(content), request["data_set"])
    except Fault as fault:
        raise Fault("source", f"the manifest of snapshot {request['snapshot'][:8]}: {fault}") from fault
    doubts = [f"{DOUBTED}{sentence}" for sentence in manifest.suspect]
    return Kept(manifest, laid, (*notes, *doubts))


def tell(request: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a manifest's ``entries``, with ``restless``: the share of them rewritten since the one before.

    It is ``None`` where there was none before.
    """
    kept = look_into(request)
    figures = kept.manifest.figures
    rewritten = figures.changed + max(min(figures.vanished, figures.new) - figures.moved, 0)
    first = figures.new >= figures.entries
    return {
        "entries": kept.entries,
        "notes": kept.notes,
        "restless": None if first else round(rewritten / max(figures.entries, 1), 4),
    }


def files_in(archive: bytes) -> dict[str, bytes]:
    """Return the files of a tar archive by their own names, without their folders."""
    import tarfile  # a backup, which must begin at once, needs none

    with tarfile.open(fileobj=io.BytesIO(archive)) as held:
        members = ((each, held.extractfile(each)) for each in held if each.isfile())
        return {os.path.basename(each.name): file.read() for each, file in members if file is not None}
