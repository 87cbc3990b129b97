"""Reading a record's folder, and writing one so that it survives a power cut."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drplan.errors import EvidenceError
from drplan.record.check import RecordFiles
from drplan.record.kept import SignedRecord


def read_folder(folder: Path, kind: type[SignedRecord]) -> RecordFiles:
    """Read a record's folder whole; what is neither file nor folder is named, never followed.

    Raises ``EvidenceError`` when something in it cannot be read.
    """
    if folder.is_symlink():
        return RecordFiles(folder.name, {}, (".",), kind)
    files: dict[str, bytes] = {}
    odd: list[str] = []
    try:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                odd.append(name)
            elif path.is_file():
                files[name] = path.read_bytes()
    except OSError as error:
        raise failed(f"read {folder}", error) from error
    return RecordFiles(folder.name, files, tuple(odd), kind)


def write_file(path: Path, data: bytes) -> None:
    """Write a new file and see it to the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """See a folder's entries to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep every other writer out of ``folder``; a dead holder's lock is gone with its process."""
    # On the folder itself, so that no lock file ends up in git.
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def failed(what: str, error: OSError) -> EvidenceError:
    """Return the error for a disk that refused."""
    return EvidenceError(
        f"cannot {what}: {error.strerror or error}",
        next_step="see that the disk has room and that the folder belongs to this user",
    )
