"""Proving a tree in a scratch folder: restored there by restic, each file read once, as soon as it is there.

Reading while restic still writes the next file costs little time where there is a second core.
"""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from queue import SimpleQueue
from typing import Any

from . import restic
from .exports import read_again
from .fault import Fault
from .laid import Laid, laid_out
from .manifest import Entry, Names, content_of, facts_of, same_as
from .manifest_walk import walk
from .prove import RESTIC, Proof
from .prove_listing import Listing
from .prove_sample import Part
from .prove_tree import Wanted, chosen, held_to, sizes
from .restic_call import read_words, start
from .restic_process import Running
from .restore_guard import DEVICES, Node, OnNode, looked_at
from .restore_weight import against_disk
from .snapshots import Kept

Read = Mapping[str, tuple[int, Entry]]
"""Of files by name the size that restic told, and what their content says."""


def prove(request: Mapping[str, Any], part: Part) -> tuple[Kept, Proof]:
    """Restore below ``into`` and compare what lies there with the manifest's entries."""
    into = request["into"].rstrip("/")
    if os.listdir(into):
        raise Fault("request", f"the scratch folder {into} is not empty")
    place, laid = restic.target(request["repository"]), laid_out(request)
    devices, nodes = list[str](), dict[str, Node]()
    listed = looked_at(
        place,
        request["snapshot"],
        (*laid.paths, *laid.own),
        _noting(devices, nodes),
        against_disk(into),
    )
    laid = replace(laid, paths=tuple(path for path in laid.paths if path in listed))
    words = read_words("restore", request["snapshot"], "--target", into, "-vv", *_left_out(devices))
    with start(place, words, RESTIC) as running:
        read = _read_ahead(_Told(running), into, Wanted(laid, part))
        ended = running.ended()
    if ended.outcome is not restic.Outcome.DONE:
        raise restic.fault(ended)
    own = [_content(into + path) if path in listed else b"" for path in laid.own]
    kept, astray = held_to(request, laid, own)
    expected, found = chosen(kept.artefacts, part) | astray, _found(into, laid, part, read)
    size = sizes(list(found.values()))
    notes = _by_listing(Listing(nodes), expected, found) if os.geteuid() else ()
    came = {"expected": expected, "found": found, "notes": notes}
    again = read_again(kept, into, request["source"], came)
    expected |= _inside(again["expected"], kept, part)
    found |= _inside(again["found"], kept, part)
    return kept, Proof(expected, found, size, tuple(again["notes"]))


def _inside(entries: Mapping[str, Entry], kept: Kept, part: Part) -> dict[str, Entry]:
    """Return the chosen entries that are no files: what the files hold."""
    inside = {name: facts for name, facts in entries.items() if name not in kept.artefacts}
    return chosen(inside, part)


class _Told:
    """What restic says that it has restored, taken off its pipe so that it never waits for us."""

    def __init__(self, running: Running) -> None:
        self.files: SimpleQueue[tuple[str, int] | None] = SimpleQueue()
        self._running = running
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        try:
            for file in self._running.restored():
                self.files.put(file)
        finally:
            self.files.put(None)


def _read_ahead(told: _Told, into: str, wanted: Wanted) -> dict[str, tuple[int, Entry]]:
    """Read the content of files that are there; what cannot be read yet, or is none, is left for later."""
    read: dict[str, tuple[int, Entry]] = {}
    while (each := told.files.get()) is not None:
        name, size = each
        path = os.fsencode(name)
        if wanted(path):
            content = content_of(os.fsencode(into) + path, size)
            if "unread" not in content:
                read[name] = (size, content)
    return read


def _found(into: str, laid: Laid, part: Part, read: Read) -> dict[str, Entry]:
    wanted, base, seen = Wanted(laid, part), os.fsencode(into), Names()
    roots = [path for path in laid.paths if os.path.lexists(into + path)]
    found: dict[str, Entry] = {}
    for step in walk(roots, base=base):
        path, status, _ = step
        name = os.fsdecode(path)
        if wanted(path):
            if os.geteuid() and stat.S_ISREG(status.st_mode):
                # Its facts are of before: this is for our eyes only, which need not be its owner's.
                os.chmod(base + path, 0o600)
            size, content = read.get(name, (-1, None))
            found[name] = facts_of(step, seen, base=base, content=content if size == status.st_size else None)
        elif stat.S_ISREG(status.st_mode):
            # The first name of a file that has several may be outside of the sample.
            same_as(path, status, seen)
    return found


def _content(path: str) -> bytes:
    """Return what a plain file holds; nothing of what is none, where a copy may have put anything."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return b""
    with os.fdopen(handle, "rb") as file:
        return file.read() if stat.S_ISREG(os.fstat(handle).st_mode) else b""


def _noting(devices: list[str], nodes: dict[str, Node]) -> OnNode:
    """Keep the devices' names; the nodes too where what they tell is asked for afterwards."""
    all_of_them = bool(os.geteuid())

    def note(node: Node) -> None:
        if node["type"] in DEVICES:
            devices.append(node["path"])
        if all_of_them:
            nodes[node["path"]] = node

    return note


def _left_out(devices: Sequence[str]) -> list[str]:
    """Return the words that leave out devices, which root alone can make: their listing must do."""
    return [f"--exclude={restic.pattern(path)}" for path in devices] if os.geteuid() else []


def _by_listing(listing: Listing, expected: dict[str, Entry], found: dict[str, Entry]) -> tuple[str, ...]:
    """Take owners and devices from the listing: only root is let restore them."""
    listing.add_owners(found)
    listing.add_unseen(found, expected)
    return ("not as root: owners and devices as the snapshot's own listing shows them",)
