"""How many bytes a snapshot claims to hold, seen before it is restored.

restic takes a file's room on the disk by the size that its tree claims (fallocate(2)), before it writes a
byte: one forged entry of a terabyte, holding nothing, filled a disk to its last block.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from .fault import Fault
from .manifest import Entry

_SPARE = 1 << 30
"""What files may have grown by between the manifest and restic's reading, beside as much again."""


class Weight:
    """Counts the files of a listing and raises ``Fault`` as soon as they claim more than ``most`` bytes.

    ``once``: names of one file count once, as they do on a disk.
    """

    def __init__(self, most: int, than: str, *, once: bool = False) -> None:
        self._left, self._than, self._once = most, than, once
        self._seen: set[tuple[int, int]] = set()

    def __call__(self, node: Mapping[str, Any]) -> None:
        """Take one node."""
        if node["type"] != "file" or not (size := int(node.get("size", 0))):
            return
        inode = int(node.get("inode", 0))
        if self._once and inode:
            if (inode, size) in self._seen:
                return
            self._seen.add((inode, size))
        self._left -= size
        if self._left < 0:
            raise Fault("not-as-kept", f"its snapshot claims to hold more than {self._than}: not restored")


def against_manifest(named: Mapping[str, Entry]) -> Weight:
    """Return what holds a snapshot against its manifest's sizes, with room for files that grew meanwhile."""
    told = sum(int(facts.get("size", 0)) for facts in named.values())
    return Weight(2 * told + _SPARE, f"twice what its manifest says ({told} bytes)")


def against_disk(folder: str) -> Weight:
    """Return what holds a snapshot against the room that is left below a folder."""
    found = os.statvfs(folder)
    free = found.f_bavail * found.f_frsize
    return Weight(free, f"the {free} bytes that are free in {folder}", once=True)
