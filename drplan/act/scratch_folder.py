"""Scratch folders of a data drill: reserved before they fill, and gone afterwards whatever happened."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from drplan.errors import UsageError
from drplan.ports import RecoveryPoint

_BEGINS = "drplan-drill-"
_LOCK = "lock"
_OWN: set[Path] = set()
"""The folders of this process that are still there."""
_MEMORY = Path("/proc/meminfo")
_ROOM_FOR_FILE = 8192
"""What a file takes beside its bytes at the most: its last block, its inode, its part of a folder."""


class Room:
    """The disk below which data sets are restored: shared out, so that two never take the same free space."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reserved = 0
        self._guard = threading.Lock()

    @contextmanager
    def for_point(self, point: RecoveryPoint) -> Iterator[Path]:
        """Give an empty folder with room for all of a recovery point; what it holds goes at the end.

        Raises ``UsageError`` when the file system has too little left beside what others reserved.
        """
        wanted = room_for(point)
        with self._guard:
            self._refuse_beyond(wanted, point)
            self._reserved += wanted
        place = Path(tempfile.mkdtemp(dir=self._folder))
        try:
            yield place
        finally:
            remove(place)
            with self._guard:
                self._reserved -= wanted

    def _refuse_beyond(self, wanted: int, point: RecoveryPoint) -> None:
        # What others wrote of what they reserved counts twice here: too careful rather than full.
        free = free_below(self._folder) - self._reserved
        if free < wanted:
            raise UsageError(
                f"{point.data_set} takes up to {wanted} bytes, and {self._folder} has {free} left",
                next_step="name a larger --scratch-dir, or stream it: --stream",
            )


@contextmanager
def scratch_below(folder: Path) -> Iterator[Path]:
    """Give a folder of this drill's own below ``folder``, for its owner's eyes, and remove it at the end.

    What an earlier drill left there that was killed goes first: its lock is held by nobody.
    Raises ``UsageError`` when nothing can be made there.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sweep(folder)
        own, lock = _claimed(folder)
        _OWN.add(own)
    except OSError as error:
        raise UsageError(
            f"no scratch folder can be made in {folder}: {error.strerror}",
            next_step="name another --scratch-dir, or stream the data: --stream",
        ) from error
    try:
        with lock:
            yield own
    finally:
        remove(own)
        _OWN.discard(own)


def _claimed(folder: Path) -> tuple[Path, TextIO]:
    """Make a folder and hold its lock; one that another drill swept away before that is made anew."""
    while True:
        own = Path(tempfile.mkdtemp(prefix=_BEGINS, dir=folder))
        try:
            lock = (own / _LOCK).open("w")
        except FileNotFoundError:
            continue
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Who sweeps holds the lock first: a folder that is there now stays.
        if (own / _LOCK).exists():
            return own, lock
        lock.close()


def remove_own() -> None:
    """Remove the scratch folders of this process, which has no time left for more."""
    for each in tuple(_OWN):
        remove(each)


def sweep(folder: Path) -> None:
    """Remove the scratch folders of drills that run no longer."""
    for old in folder.glob(f"{_BEGINS}*"):
        with contextlib.suppress(OSError), (old / _LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            remove(old)


def remove(folder: Path) -> None:
    """Remove a folder whatever modes its folders were restored with; raises ``OSError`` when it stays."""
    # Only who is not root is kept out by modes, and then it takes a second pass.
    shutil.rmtree(folder, ignore_errors=True)
    if not folder.exists():
        return
    for place, folders, _ in os.walk(folder):
        for each in (Path(place, name) for name in folders):
            if not each.is_symlink():
                each.chmod(0o700)
    shutil.rmtree(folder)


def room_for(point: RecoveryPoint) -> int:
    """Return how many bytes a restored recovery point takes at the most."""
    return point.size + point.files * _ROOM_FOR_FILE


def fits_into(memory: Path, wanted: int) -> bool:
    """Say whether a file system in memory has room for twice so many bytes, and the machine has them, too."""
    if not memory.is_dir():
        return False
    lines = (line.split() for line in _MEMORY.read_text().splitlines())
    available = next((int(line[1]) * 1024 for line in lines if line[0] == "MemAvailable:"), 0)
    return 2 * wanted <= min(free_below(memory), available)


def free_below(folder: Path) -> int:
    """Return how many bytes are free in the file system of a folder for whoever runs this."""
    return shutil.disk_usage(folder).free
