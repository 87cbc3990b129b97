"""Proving a tree in a scratch folder: restic restores it, and each file is read as soon as it is there."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from . import restic
from .exports import read_again
from .fault import Fault
from .laid import Laid, laid_out
from .manifest import Entry, Names, Read, content_in, facts_of, same_as
from .manifest_walk import walk
from .prove import RESTIC, Proof
from .prove_listing import Listing
from .prove_sample import Part
from .prove_tree import Wanted, chosen, held_to, sizes
from .read_ahead import restore
from .restore_guard import DEVICES, Node, OnNode, looked_at
from .restore_weight import against_disk
from .snapshot_read import Kept


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
    words, wanted = (request["snapshot"], *_left_out(devices)), Wanted(laid, part)
    read = restore(place, words, into, wanted=wanted, manner=replace(RESTIC, waits=()))
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
            found[name] = facts_of(step, seen, base=base, content=content_in(read, name, status))
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
