"""Before restic is asked: is it new enough, and does the repository's server answer at all."""

from __future__ import annotations

import functools
import re
import socket
import subprocess
import time
from urllib.parse import urlsplit

from .fault import Fault

OLDEST = (0, 18)
"""``check --json``, ``exit_error`` and ``backup_start`` came with it."""
REACH_SECONDS = 5.0
_KNOCK_SECONDS = 0.5
_ANSWER_SECONDS = 20


@functools.cache
def version(program: str) -> tuple[int, ...]:
    """Return the version that restic tells; raises ``Fault`` when it is too old, or no restic."""
    try:
        done = subprocess.run(
            (program, "version"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ANSWER_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Fault("tool", f"{program} cannot be run: {error}") from error
    found = re.search(r"restic (\d+(?:\.\d+)+)", done.stdout)
    if not found:
        raise Fault("tool", f"{program} does not say that it is restic")
    told = tuple(map(int, found[1].split(".")))
    if told < OLDEST:
        raise Fault("tool", f"{program} is restic {found[1]}: 0.18 is the oldest that drplan trusts")
    return told


def address(location: str) -> tuple[str, int] | None:
    """Return host and port of a repository served over the network, else ``None``."""
    kind, _, rest = location.partition(":")
    if kind not in ("rest", "s3"):
        return None
    parts = urlsplit(rest if "//" in rest else f"https://{rest}")
    return (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))


def reach(location: str) -> None:
    """Knock first, for a few seconds: restic itself retries a refused connection for a quarter of an hour."""
    place = address(location)
    if place is None:
        return
    deadline = time.monotonic() + REACH_SECONDS
    while True:
        try:
            socket.create_connection(place, timeout=REACH_SECONDS).close()
        except OSError as error:
            if time.monotonic() >= deadline:
                raise Fault("unreachable", f"{place[0]} port {place[1]} does not answer: {error}") from error
            time.sleep(_KNOCK_SECONDS)
        else:
            return
