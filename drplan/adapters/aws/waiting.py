"""Waiting for what AWS does in its own time: a backup, a snapshot, a restore, a removal."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from drplan.errors import SourceError

_FIRST, _LONGEST = 0.5, 30.0


@dataclass(frozen=True)
class Awaited:
    """What is waited for: ``state`` asks for AWS's word for it, ``ready`` and ``failed`` are such words.

    ``seconds`` is how long at the most.
    """

    what: str
    state: Callable[[], str]
    ready: str
    failed: Collection[str] = ()
    seconds: float = 4 * 3600.0


def wait_for(awaited: Awaited) -> None:
    """Return once it is ready. Raises ``SourceError`` when it failed, or took longer than it may."""
    until, pause = time.monotonic() + awaited.seconds, _FIRST
    while (state := awaited.state()) != awaited.ready:
        if state in awaited.failed:
            raise SourceError(
                f"{awaited.what}: AWS says {state}", next_step="look at it in the AWS console, then try again"
            )
        if time.monotonic() > until:
            raise SourceError(
                f"{awaited.what} was still {state} after {awaited.seconds / 60:.0f} minutes",
                next_step="see in the AWS console how far it is, and try again when it is done",
            )
        time.sleep(pause)
        pause = min(pause * 1.5, _LONGEST)
