"""Bringing folders back to their place, with nothing changed above them.

On the way down from ``--target /`` restic 0.18.0 gives every folder the mode and the owner that the snapshot
says, also those above what is to be restored: a forged one opened ``/tmp``, and would have opened ``/etc``.
So each is restored from its parent (``ID:PARENT``): restic takes what that holds, and nothing of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from . import restic
from .manifest import Entry
from .read_ahead import restore

_OTHERS_MAY_NOT_WRITE = 0o755


class Above:
    """Hears the folders above some paths as a snapshot is listed, and makes those that are missing here."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._wanted = {str(each) for path in paths for each in PurePosixPath(path).parents}
        self._told: dict[str, Mapping[str, Any]] = {}

    def __call__(self, node: Mapping[str, Any]) -> None:
        """Take one node of the listing."""
        if node["path"] in self._wanted:
            self._told[str(node["path"])] = node

    def make(self, folder: str) -> None:
        """Make a folder and all above it, owned as they were kept; others may not write in those made."""
        for each in (*reversed(PurePosixPath(folder).parents), PurePosixPath(folder)):
            if os.path.isdir(each):
                continue
            told = self._told.get(str(each), {})
            os.mkdir(each, 0o700)
            _own(each, told)


def _own(folder: PurePosixPath, told: Mapping[str, Any]) -> None:
    """Give a folder that was just made its owner and mode; raises ``OSError`` for a link in its place."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        os.fchown(handle, int(told.get("uid", 0)), int(told.get("gid", 0)))
        os.fchmod(handle, int(told.get("mode", _OTHERS_MAY_NOT_WRITE)) & _OTHERS_MAY_NOT_WRITE)
    finally:
        os.close(handle)


def restore_in_place(
    place: restic.Target, snapshot: str, paths: Sequence[str], above: Above
) -> dict[str, tuple[int, Entry]]:
    """Restore these entries of a snapshot, all of them there, to where they were.

    ``above`` has heard the snapshot's listing. Returns what was read meanwhile, as :func:`read_ahead.restore`
    does, by whole names. Raises ``Fault`` when restic does not end well.
    """
    read: dict[str, tuple[int, Entry]] = {}
    for parent, names in _by_parent(paths).items():
        above.make(parent)
        words = restic.only(f"/{name}" for name in names) if all(names) else []
        came = restore(place, (f"{snapshot}:{parent}", *words), parent)
        read |= {f"{parent.rstrip('/')}{name}": each for name, each in came.items()}
    return read


def _by_parent(paths: Sequence[str]) -> dict[str, list[str]]:
    """Group paths by the folder they lie in; the name of ``/`` is empty, and means all of it."""
    found: dict[str, list[str]] = {}
    for path in map(PurePosixPath, paths):
        found.setdefault(str(path.parent), []).append(path.name)
    return found
