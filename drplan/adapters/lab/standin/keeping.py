"""A folder of files that several sessions and the listener share: each is written whole or not at all."""

from __future__ import annotations

import fcntl
import os


class Folder:
    """Files of one device."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._seen: dict[str, tuple[int, int]] = {}

    def text(self, file: str) -> str:
        """Return a file of the folder; empty when there is none."""
        try:
            with open(os.path.join(self.folder, file), encoding="utf-8") as there:
                return there.read()
        except FileNotFoundError:
            return ""

    def has(self, file: str) -> bool:
        """Say whether the folder holds a file."""
        return os.path.exists(os.path.join(self.folder, file))

    def keep(self, file: str, text: str) -> None:
        """Write a file of the folder, whole or not at all."""
        path = os.path.join(self.folder, file)
        beside = f"{path}.{os.getpid()}"
        with open(beside, "w", encoding="utf-8", opener=_private) as there:
            there.write(text)
        os.replace(beside, path)

    def forget(self, file: str) -> None:
        """Remove a file of the folder, if it is there."""
        if self.has(file):
            os.unlink(os.path.join(self.folder, file))

    def changed(self, file: str) -> bool:
        """Say whether a file is another than when this was asked last."""
        try:
            there = os.stat(os.path.join(self.folder, file))
            now = (there.st_mtime_ns, there.st_ino)
        except FileNotFoundError:
            now = (0, 0)
        before, self._seen[file] = self._seen.get(file), now
        return before != now

    def lock(self, file: str) -> Lock:
        """Return a lock that one process at a time holds, by a file of the folder."""
        return Lock(os.path.join(self.folder, file))


class Lock:
    """Held inside of ``with``."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> None:
        self._file = open(self._path, "w", encoding="utf-8")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
