"""Exports that another program leaves in a folder: kept as folders are, when what is inside is read too."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from . import paths, snapshot_read, snapshots
from .content import (
    QUESTION,
    READERS,
    Content,
    kind_of,
    losses,
    read_content,
    without_watched,
)
from .fault import Fault
from .judge import Doubts
from .judging import judging
from .manifest import Entry, describe
from .manifest_counts import Counts
from .manifest_seal import HOST_KEY
from .manifest_walk import walk
from .places import manifest_path

Entries = Mapping[str, Entry]
_NOT_READ = "what its files hold was not read again: they did not come back as they were kept"


def protect(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Keep the folder as it is, and what its files hold, when it stayed as it was while it was read.

    A tenant's export of no declared form is kept as any folder.
    """
    path, data_set, kind = request["source"]["path"], request["data_set"], kind_of(request)
    if kind not in READERS:
        return paths.protect({**request, "source": {"paths": [path]}})
    if os.path.islink(path) or not os.path.isdir(path):
        raise Fault("source", f"{path} is not a folder on this host")
    seen = _seen(path)
    content, files = read_content(kind, path, request["source"]), describe([path])
    manifest_file = manifest_path(request["scratch"], data_set)
    _, found = snapshots.write_manifest(
        manifest_file,
        data_set,
        kind=kind,
        entries={**files, **content.entries},
        artefacts=files,
        canaries=[*request.get("canaries", ()), *content.watched],
        judge=_Judge(request, content),
        signing_key=request.get("signing_key", HOST_KEY),
    )
    if _seen(path) != seen:
        raise Fault("source", f"files below {path} changed while they were read: is an export coming in?")
    return snapshots.keep_judged(request["copies"], data_set, [path], manifest_file, found)


def recover(request: Mapping[str, Any]) -> dict[str, Any]:
    """Bring the folder back to its place and read again what its files hold."""
    kept, came = paths.bring_back(request)
    return {**came, **read_again(kept, "", request["source"], came)}


def read_again(
    kept: snapshot_read.Kept, base: str, source: Mapping[str, Any], came: Mapping[str, Any]
) -> dict[str, Any]:
    """Return ``expected``, ``found`` and ``notes`` with what the files below ``base`` hold.

    Nothing is added to a recovery point whose manifest tells of its files alone, nor where one of those came
    back with other content: what is inside says no more then. Raises ``Fault`` where it cannot be read.
    """
    expected, found, notes = dict(came["expected"]), dict(came["found"]), list(came["notes"])
    if kept.manifest.kind in READERS and not _came_whole(kept.artefacts, expected, found):
        notes.append(_NOT_READ)
    elif kept.manifest.kind in READERS:
        content = read_content(kept.manifest.kind, base + kept.paths[0], source)
        inside = {name: facts for name, facts in kept.entries.items() if name not in kept.artefacts}
        answers = dict(content.entries)
        notes += [*content.notes, *_unlike_questions(inside, answers)]
        expected = {name: facts for name, facts in expected.items() if name in kept.artefacts} | inside
        found |= answers
    return {"expected": expected, "found": found, "notes": notes}


def _came_whole(artefacts: Entries, expected: Entries, found: Entries) -> bool:
    """Say whether each file that is looked at came back with the content that it was kept with."""
    told = ("type", "size", "sha256")
    return all(
        name in found and all(facts.get(fact) == found[name].get(fact) for fact in told)
        for name, facts in artefacts.items()
        if name in expected
    )


class _Judge:
    """Judges as any folder is judged, and by what is inside."""

    def __init__(self, request: Mapping[str, Any], content: Content) -> None:
        self._before = judging(request)
        self._request, self._content = request, content

    def __call__(self, counts: Counts) -> Doubts:
        content, declared = self._content, list(self._request.get("canaries", ()))
        found = self._before(without_watched(counts, declared))
        if not {word for word, _ in found} & {"shrunk", "vanished"}:
            found += losses(counts, content.watched, self._request.get("tolerance") or {})
        return [*found, *content.doubts]


def _unlike_questions(kept: dict[str, Entry], answers: dict[str, Entry]) -> list[str]:
    """Take out the questions that were not asked in the same words both times; says so of each."""
    names = {name for name in (*kept, *answers) if name.startswith(QUESTION)}
    unlike = sorted(
        name for name in names if kept.get(name, {}).get("asked") != answers.get(name, {}).get("asked")
    )
    for name in unlike:
        kept.pop(name, None)
        answers.pop(name, None)
    return [f"{name}: not asked in these words when it was kept, and so not compared" for name in unlike]


def _seen(path: str) -> dict[bytes, tuple[int, int, int]]:
    """Return what tells whether a file changed, without reading it."""
    return {
        name: (status.st_size, status.st_mtime_ns, status.st_ctime_ns) for name, status, _ in walk([path])
    }
