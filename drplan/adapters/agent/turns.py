"""Taking turns on one machine: a data set is at work in one run only, and few runs are at work at once.

Locks are flock(2)'s: they end with the process that holds them, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from .fault import Fault

FOLDER = "locks"
_WAIT_SECONDS = 300.0
_ASK_SECONDS = 0.5


@contextmanager
def alone(scratch: str, data_set: str, *, seconds: float | None = None) -> Iterator[None]:
    """Let one run at a time read a data set or bring it back: half of a restore is no recovery point.

    Raises ``Fault`` (``busy``) when another one is at it for longer than ``seconds``, five minutes.
    """
    wait = _WAIT_SECONDS if seconds is None else seconds
    with _one_of(scratch, [f"data-set-{data_set}"], wait, f"another run is at work on {data_set}"):
        yield


@contextmanager
def one_of_few(scratch: str, at_once: int, *, seconds: float) -> Iterator[None]:
    """Let ``at_once`` runs work at the same time; the others wait, ``seconds`` at the most."""
    places = [f"place-{number}" for number in range(at_once)]
    with _one_of(scratch, places, seconds, f"{at_once} other runs are at work on this host"):
        yield


@contextmanager
def _one_of(scratch: str, names: Sequence[str], seconds: float, busy: str) -> Iterator[None]:
    folder = os.path.join(scratch, FOLDER)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    deadline = time.monotonic() + seconds
    while (handle := _taken([os.path.join(folder, name) for name in names])) is None:
        if time.monotonic() >= deadline:
            raise Fault("busy", f"{busy}: waited {seconds:.0f} s for it to end")
        time.sleep(_ASK_SECONDS)
    try:
        yield
    finally:
        os.close(handle)


def _taken(paths: Sequence[str]) -> int | None:
    """Return the open file of the first lock that nobody holds; closing it gives the lock back."""
    for path in paths:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
        else:
            return handle
    return None
