"""What the history remembers from run to run, beside git's own files; and taking turns at it."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from drplan.adapters.whole_file import replace_whole
from drplan.errors import HistoryError

_NAME = "drplan-looked.json"
_WAIT_SECONDS = 60.0
_ASK_SECONDS = 0.1


@dataclass(frozen=True)
class Looked:
    """When each file's device was seen last, and what tells, to who has the key, that it is as it was.

    ``key`` checks the key that the masks and digests were made with; empty before the first run.
    """

    at: Mapping[str, datetime]
    digests: Mapping[str, str]
    key: str


def read_looked(folder: Path) -> Looked:
    """Return what is remembered; nothing when it was lost, or is not to be read."""
    try:
        held = json.loads((folder / _NAME).read_bytes())
        at = {str(path): datetime.fromisoformat(said) for path, said in held["at"].items()}
        digests = {str(path): str(digest) for path, digest in held["digests"].items()}
        return Looked(at, digests, str(held["key"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Looked({}, {}, "")


def write_looked(folder: Path, looked: Looked) -> None:
    """Remember it, whole or not at all. Raises ``HistoryError``."""
    at = {path: moment.isoformat() for path, moment in sorted(looked.at.items())}
    held = {"key": looked.key, "at": at, "digests": dict(sorted(looked.digests.items()))}
    try:
        replace_whole(folder / _NAME, json.dumps(held, indent=1).encode(), mode=0o600)
    except OSError as error:
        raise HistoryError(
            f"the history of configurations at {folder} does not remember: {error.strerror}",
            next_step="see the folder's disk, owner and permissions",
        ) from error


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one run at a time write: the lock ends with the process that holds it, however it ends."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        place = folder.parent / f".{folder.name}.lock"
        handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise HistoryError(
            f"the history of configurations cannot be kept at {folder}: {error.strerror}",
            next_step="see that its folder can be written, or declare another: management.history",
        ) from error
    try:
        _wait(handle, folder)
        yield
    finally:
        os.close(handle)


def _wait(handle: int, folder: Path) -> None:
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise HistoryError(
                    f"another run is keeping configurations at {folder}",
                    next_step="let it end, then run the backup again",
                ) from None
            time.sleep(_ASK_SECONDS)
        else:
            return
