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
    return read_named(str(folder.parent), folder.name, kind)


def read_named(root: str, name: str, kind: type[SignedRecord]) -> RecordFiles:
    """Read a record's folder as ``read_folder`` does, by the names of its root and of itself."""
    folder = f"{root}/{name}"
    if os.path.islink(folder):  # noqa: PTH114 - a hundred thousand times
        return RecordFiles(name, {}, (".",), kind)
    files: dict[str, bytes] = {}
    odd: list[str] = []
    try:
        _read_into(files, odd, folder, "")
    except OSError as error:
        raise failed(f"read {folder}", error) from error
    return RecordFiles(name, files, tuple(sorted(odd)), kind)


def _read_into(files: dict[str, bytes], odd: list[str], folder: str, before: str) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False):
                files[before + entry.name] = _content(entry.path)
            elif entry.is_dir(follow_symlinks=False):
                _read_into(files, odd, entry.path, f"{before}{entry.name}/")
            else:
                odd.append(before + entry.name)


_MOST = 1 << 16


def _content(path: str) -> bytes:
    # A chain may have hundreds of thousands of small files: no stream object for each.
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        data = os.read(handle, _MOST)
        if len(data) < _MOST:
            return data
        parts = [data]
        while data := os.read(handle, 1 << 20):
            parts.append(data)
        return b"".join(parts)
    finally:
        os.close(handle)


def subfolders(root: Path) -> list[str]:
    """Return the names of the folders in ``root`` that are not hidden, sorted; none when it is not there."""
    try:
        with os.scandir(root) as entries:
            return sorted(entry.name for entry in entries if entry.name[0] != "." and entry.is_dir())
    except FileNotFoundError:
        return []


def read_if_there(path: Path) -> bytes | None:
    """Return a file's content, ``None`` when there is no such file."""
    try:
        return _content(str(path))
    except FileNotFoundError:
        return None


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
def locked(folder: Path, *, alone: bool = True) -> Iterator[None]:
    """Keep every other writer out of ``folder``; a dead holder's lock is gone with its process.

    Who is not ``alone`` lets others read too.
    """
    # On the folder itself, so that no lock file ends up in git.
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def failed(what: str, error: OSError) -> EvidenceError:
    """Return the error for a disk that refused."""
    return EvidenceError(
        f"cannot {what}: {error.strerror or error}",
        next_step="see that the disk has room and that the folder belongs to this user",
    )
