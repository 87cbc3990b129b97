"""Recovery points as restic snapshots: a data set and its manifest, together in one."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import commits, history, quota, restic
from .afterwards import SUSPECT
from .fault import Fault
from .judge import Doubts, judge
from .listing import sizes_of
from .manifest import Entry
from .manifest_counts import Counts, Tally
from .manifest_file import Writer, line_of, sort_key, tail_of
from .manifest_past import Past, Shelf
from .manifest_seal import HOST_KEY, seal


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
