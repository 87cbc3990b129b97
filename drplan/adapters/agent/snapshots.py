"""Recovery points as restic snapshots: a data set and its manifest, together in one."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import commits, history, quota, restic
from .afterwards import SUSPECT
from .fault import Fault
from .judge import Doubts, judge
from .laid import Laid, laid_out
from .listing import sizes_of
from .manifest import Entry
from .manifest_counts import Counts, Tally
from .manifest_file import Manifest, Writer, line_of, read_manifest, sort_key, tail_of
from .manifest_past import Past, Shelf
from .manifest_seal import HOST_KEY, check, seal

DOUBTED = "doubted when it was made: "
"""What a note begins with that a manifest says against its own recovery point."""


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
    return keep_all(copies, [commits.tag_of(data_set)], paths, [manifest_file], suspect=suspect)


def keep_all(
    copies: Sequence[Mapping[str, Any]],
    tags: Sequence[str],
    paths: Sequence[str],
    manifest_files: Sequence[str],
    *,
    suspect: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """Do as :func:`keep` for the data sets that the tags name, with the manifest of each."""
    said = [commits.TAG, *tags, *(f"{SUSPECT}{word}" for word in suspect)]
    own = [name for each in manifest_files for name in (each, f"{each}.sig")]
    words = [*(word for tag in said for word in ("--tag", tag)), *sorted({*paths, *own})]
    return in_each(copies, lambda place: {**_keep_in(place, words), "suspect": [*suspect]})


def keep_judged(
    copies: Sequence[Mapping[str, Any]],
    data_set: str,
    paths: Sequence[str],
    manifest_file: str,
    doubts: Doubts,
) -> list[dict[str, Any]]:
    """Keep it with its doubts; without any, what follows is counted against this manifest."""
    words = [*dict.fromkeys(word for word, _ in doubts)]
    kept = keep(copies, data_set, paths, manifest_file, suspect=words)
    for each in kept:
        each["doubts"] = [sentence for _, sentence in doubts]
    accept(manifest_file, doubts)
    return kept


def accept(manifest_file: str, doubts: Doubts) -> None:
    """Count what follows against this manifest, unless there is a doubt of what it counts.

    One that is only ``partial`` tells the truth as far as it goes.
    """
    if not {word for word, _ in doubts} - {"partial"}:
        Shelf(manifest_file).accept()
    if not doubts:
        history.note(manifest_file)


def in_each(
    copies: Sequence[Mapping[str, Any]], keep_in: Callable[[restic.Target], dict[str, Any]]
) -> list[dict[str, Any]]:
    """Do it for each copy: one that faults keeps no other from its own. Raises when all of them fault."""

    def tried(copy: Mapping[str, Any]) -> dict[str, Any] | Fault:
        try:
            return keep_in(restic.target(copy))
        except Fault as fault:
            return fault

    return answers([tried(copy) for copy in copies])


def answers(kept: Sequence[dict[str, Any] | Fault]) -> list[dict[str, Any]]:
    """Return what is said of each copy; raises the first fault when there is nothing else."""
    faults = [each for each in kept if isinstance(each, Fault)]
    if faults and len(faults) == len(kept):
        raise faults[0]
    return [
        {"error": {"kind": each.kind, "message": str(each)}} if isinstance(each, Fault) else each
        for each in kept
    ]


def commit(
    place: restic.Target, data_set: str, manifest_file: str, tags: Sequence[str], doubts: Doubts
) -> dict[str, Any]:
    """Make a stream that this copy took whole a recovery point; ``tags`` hold the two together."""
    suspect = [word for word, _ in doubts]
    said = [commits.TAG, commits.tag_of(data_set), *tags, *(f"{SUSPECT}{word}" for word in suspect)]
    words = [*(word for tag in said for word in ("--tag", tag)), manifest_file, f"{manifest_file}.sig"]
    return {**_keep_in(place, words), "suspect": suspect}


def _keep_in(place: restic.Target, words: Sequence[str]) -> dict[str, Any]:
    quota.see_room(place, words)
    kept = summary_of(restic.run(place, "backup", *words, cached=True))
    quota.count(place, kept["added"])
    return kept


def summary_of(said: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what an answer says of the snapshot that restic made."""
    summary = next((m for m in said if m.get("message_type") == "summary"), None)
    if not summary or not summary.get("snapshot_id"):
        raise Fault("repository", "restic backup ended well but named no snapshot")
    return {"snapshot": summary["snapshot_id"], "taken_at": summary["backup_start"], **sizes_of(summary)}


def write_manifest(
    path: str,
    data_set: str,
    *,
    kind: str,
    entries: Mapping[str, Entry],
    artefacts: Mapping[str, Entry] | None = None,
    streams: Mapping[str, Entry] | None = None,
    canaries: Sequence[str] = (),
    judge: Callable[[Counts], Doubts] = judge,
    signing_key: str | None = HOST_KEY,
) -> tuple[Counts, Doubts]:
    """Write and sign a manifest whose entries fit into memory, counted against the last good one and judged.

    ``entries`` are the data set's truth (tables, objects); ``artefacts`` the files that carry it in the
    snapshot, ``streams`` what is piped into snapshots of its own (its ``size`` is then the data set's).
    """
    shelf = Shelf(path)
    good, digest = shelf.good()
    tally = Tally(canaries, first=not good)
    past = Past(good, digest, tally.lost)
    with Writer(shelf.new, {"data_set": data_set, "kind": kind}) as writer:
        for name in sorted(entries, key=sort_key):
            raw, facts = os.fsencode(name), dict(entries[name])
            writer.add(line_of(raw, facts))
            found = past.find(raw)
            tally.met(name, facts, found[0] if found else None)
        past.end()
        past.close()
        size = sum(int(each["size"]) for each in streams.values()) if streams else None
        counts = tally.counts(bytes_in_all=size)
        doubts = judge(counts)
        writer.end(tail_of(counts.figures, [sentence for _, sentence in doubts], artefacts, streams))
    shelf.take(writer.digest)
    seal(path, signing_key)
    return counts, doubts


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
