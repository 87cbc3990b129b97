"""How a record and its chain's head come into place together: prepared aside, then renamed.

::

    ROOT/.staging/record/…    the record that is being added
    ROOT/.staging/HEAD        what the chain's head will be with it, and
    ROOT/.staging/HEAD.sig    its signature

All of it is on the disk before the record is renamed to its place: that one rename is what adds it. Whoever
comes next to a head that was not renamed after it finishes that; whatever else lies there is thrown away.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from drplan.adapters.evidence_disk import read_if_there, sync_folder, write_file
from drplan.errors import EvidenceError
from drplan.record.head import HEAD, HEAD_SIGNATURE, HeadFiles, fits, read_head
from drplan.record.sums import RECORD, SIGNATURE, SUMS, see_name, sha256

_RECORD = "record"


class Staging:
    """What is on its way into the chain below ``root``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".staging"

    def head_files(self) -> HeadFiles:
        """Return the chain's signed head, also when its writer died before it could rename it."""
        placed = HeadFiles(read_if_there(self.root / HEAD), read_if_there(self.root / HEAD_SIGNATURE))
        signature = read_if_there(self.folder / HEAD_SIGNATURE)
        if signature is None:
            return placed
        head = read_if_there(self.folder / HEAD)
        staged = HeadFiles(placed.head if head is None else head, signature)
        return staged if fits(staged) and self._is_added(staged.head or b"") else placed

    def settle(self) -> None:
        """Finish what a writer left that had added its record, and throw the rest away."""
        if not os.path.lexists(self.folder):
            return
        if self.head_files() != HeadFiles(
            read_if_there(self.root / HEAD), read_if_there(self.root / HEAD_SIGNATURE)
        ):
            self._rename_head()
        if self.folder.is_symlink() or not self.folder.is_dir():
            self.folder.unlink()
        else:
            shutil.rmtree(self.folder)

    def add(self, record_id: str, content: Mapping[str, bytes], head: HeadFiles) -> Path:
        """Add a record (``content`` by name) and the head with it; returns its folder.

        Raises ``OSError`` when the disk refuses: then nothing was added.
        """
        staged, place = self.folder / _RECORD, self.root / record_id
        for name, data in content.items():
            write_file(staged / name, data)
        for path, _, _ in os.walk(staged, topdown=False):
            sync_folder(Path(path))
        write_file(self.folder / HEAD, head.head or b"")
        write_file(self.folder / HEAD_SIGNATURE, head.signature or b"")
        sync_folder(self.folder)
        staged.rename(place)
        sync_folder(self.root)
        # The record is added; a head that cannot be renamed now is by the next writer, and read until then.
        with suppress(OSError):
            self._rename_head()
            self.folder.rmdir()
        return place

    def replace(self, name: str, data: bytes) -> None:
        """Write a file of ``root`` anew, whole or not at all."""
        write_file(self.folder / name, data)
        (self.folder / name).replace(self.root / name)
        sync_folder(self.root)

    def _rename_head(self) -> None:
        for name in (HEAD, HEAD_SIGNATURE):
            with suppress(FileNotFoundError):
                (self.folder / name).replace(self.root / name)
        sync_folder(self.root)

    def _is_added(self, data: bytes) -> bool:
        try:
            head = read_head(data)
        except EvidenceError:
            return False
        sums = read_if_there(self.root / head.newest / SUMS)
        return sums is not None and sha256(sums) == head.head


def see_names(files: Mapping[str, bytes]) -> None:
    """Raise ``EvidenceError`` unless a record can be kept with files of these names."""
    folders = {str(parent) for name in files for parent in Path(see_name(name)).parents}
    ours = {RECORD, SUMS, SIGNATURE}
    clash = sorted((folders & (files.keys() | ours)) | (files.keys() & ours))
    if clash:
        raise EvidenceError(
            f"two things cannot both be kept as {clash[0]}",
            next_step="give the files of the record other names",
        )
