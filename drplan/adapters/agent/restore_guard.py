"""Looking at a snapshot's own listing before any of it is restored: nothing of it may lead out of the target.

Whoever has a repository's password can write trees that restic itself never writes. With two entries of one
name, a link and then a folder, restic 0.18.0 replaces the folder by the link and goes on through it: it wrote
outside of its target, as root, and ended with 0. A snapshot's id is a hash over all that it holds, so what
is restored by that id is what was listed here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Self

from . import restic
from .draws import AT_LENGTH
from .fault import Fault
from .manifest import Entry
from .restic_call import read_words, start

Node = Mapping[str, Any]
OnNode = Callable[[Node], None]
FOLDER = "dir"
_LOST = "\ufffd"
"""What stands in restic's JSON for bytes that are not UTF-8: names that have it are not told apart."""
_ACTS = (1 << 23) | (1 << 22)
"""Go's bits for set-user-id and set-group-id (package io/fs)."""
DEVICES = {"chardev": "character-device", "dev": "block-device"}
"""What restic calls devices, and what a manifest does."""
_SHOWN = 200


class Tree:
    """The nodes of a listing as they come, folder by folder; raises ``Fault`` for what restic never makes."""

    def __init__(self, snapshot: str, roots: Iterable[str]) -> None:
        self._snapshot, self._open = snapshot[:8], [_Folder("")]
        self._wanted = frozenset(roots)
        self.there: set[str] = {root for root in self._wanted if root == "/"}
        """Those of the roots that are entries of the snapshot."""

    def take(self, node: Node) -> None:
        """See that a node lies in a folder that was named before it, under a name of its own."""
        path, kind = str(node["path"]), str(node["type"])
        parent, _, name = path.rpartition("/")
        if name != node.get("name") or name in ("", ".", "..") or "\0" in name:
            raise self._refused(f"the name {node.get('name')!r}")
        while not self._open[-1].holds(parent):
            self._open.pop()
            if not self._open:
                raise self._refused(f"{path!r} in what is no folder")
        if not self._open[-1].new(name, kind):
            raise self._refused(f"two entries named {path!r}")
        if kind == FOLDER:
            self._open.append(_Folder(path))
        if path in self._wanted:
            self.there.add(path)

    def _refused(self, what: str) -> Fault:
        said = f"snapshot {self._snapshot} was forged, and is not restored: it has {what[:_SHOWN]}"
        return Fault("not-as-kept", said)


class _Folder:
    """A folder that is being listed: restic keeps its names in the order of their bytes, each once."""

    def __init__(self, path: str) -> None:
        self._path, self._last = path, ""
        self._unclear: dict[str, str] = {}

    def holds(self, parent: str) -> bool:
        return self._path == parent

    def new(self, name: str, kind: str) -> bool:
        """Say whether the name is another than those before it.

        Several names that are not UTF-8 may look alike here: they pass while they are of one type, for only
        a link leads elsewhere what has its name.
        """
        if _LOST in name:
            return self._unclear.setdefault(name, kind) == kind
        before, self._last = self._last, name
        return name > before


class Listing:
    """A snapshot's listing on its way, as a context: restic opens the repository while others look there too.

    What restic says meanwhile waits in its pipe.
    """

    def __init__(self, place: restic.Target, snapshot: str) -> None:
        self._snapshot, self._running = snapshot, start(place, read_words("ls", snapshot), AT_LENGTH)

    def __enter__(self) -> Self:
        self._running.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.__exit__(kind, error, trace)

    def looked_at(self, roots: Iterable[str], *each_to: OnNode) -> set[str]:
        """Read all of it, once, and return those of the roots that are in it; each node goes to ``each_to``.

        Raises ``Fault`` for a snapshot that could lead out of its target, and when restic does not end well.
        """
        tree = Tree(self._snapshot, roots)
        for message in self._running.messages():
            if message.get("message_type") == "node":
                tree.take(message)
                for take in each_to:
                    take(message)
        ended = self._running.ended()
        if ended.outcome is not restic.Outcome.DONE:
            raise restic.fault(ended)
        return tree.there


def looked_at(place: restic.Target, snapshot: str, roots: Iterable[str], *each_to: OnNode) -> set[str]:
    """List a snapshot and judge it at once: as :meth:`Listing.looked_at`."""
    with Listing(place, snapshot) as listing:
        return listing.looked_at(roots, *each_to)


def refuse_elsewhere(snapshot: str, roots: Iterable[str], declared: Iterable[str]) -> None:
    """Raise ``Fault`` when a snapshot would be brought back to where its data set is not declared to lie."""
    allowed = [each.rstrip("/") for each in declared]
    for root in roots:
        if not any(root == each or root.startswith(f"{each}/") for each in allowed):
            raise Fault(
                "not-as-kept",
                f"snapshot {snapshot[:8]} holds {root!r}, where this data set is not declared to lie:"
                " restore it into a folder and look at it there",
            )


class Acting:
    """Refuses what would have rights of its own once it is there, and of which the manifest says nothing."""

    def __init__(self, snapshot: str, roots: Iterable[str], named: Mapping[str, Entry]) -> None:
        self._snapshot, self._roots = snapshot[:8], tuple(f"{root}/" for root in roots)
        self._told = {_shown(name): facts for name, facts in named.items() if _may_act(facts)}

    def __call__(self, node: Node) -> None:
        """Raise ``Fault`` for a set-id file or a device below the roots that is not one in the manifest."""
        kind, path = str(node["type"]), str(node["path"])
        acts = kind in DEVICES or (kind == "file" and int(node.get("mode", 0)) & _ACTS)
        if acts and f"{path}/".startswith(self._roots) and not self._named(path, kind):
            raise Fault(
                "not-as-kept",
                f"snapshot {self._snapshot} is not restored: {path!r} would have rights of its own,"
                " and the manifest does not name it so",
            )

    def _named(self, path: str, kind: str) -> bool:
        return self._told.get(path, {}).get("type") == DEVICES.get(kind, "file")


def _may_act(facts: Entry) -> bool:
    if facts.get("type") in DEVICES.values():
        return True
    return facts.get("type") == "file" and bool(int(str(facts.get("mode", "0")), 8) & 0o6000)


def _shown(name: str) -> str:
    return os.fsencode(name).decode(errors="replace")
