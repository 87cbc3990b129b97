"""One call of restic from beginning to end, asked again only where that can help."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .restic_messages import Message
from .restic_outcome import Ended, Outcome, fault
from .restic_process import LOOKING, MOVING, Limits, OnProgress, OnRestored, Running
from .restic_reach import reach, version
from .restic_words import Target, argv

WAITS = (2.0, 5.0, 15.0, 40.0)
"""Seconds between one try and the next, while another process holds the repository or its network is down."""
READ_ONLY = frozenset(
    {"cat", "check", "diff", "dump", "find", "key list", "list", "ls", "restore", "snapshots", "stats"}
)
"""The verbs that change nothing in a repository: all that a drill may call."""
_MOVING = frozenset({"backup", "check", "copy", "restore", "stats"})
_SAYS_STATUS = frozenset({"backup", "restore"})
_TRANSIENT = (Outcome.LOCKED, Outcome.UNREACHABLE)
_ONLY_ONCE = frozenset({"init", "key"})
"""Verbs that may have been done though the network failed: a second time would do them twice."""


@dataclass(frozen=True)
class Heard:
    """What restic said, apart from status and errors, and how it ended."""

    said: list[dict[str, Any]]
    ended: Ended


@dataclass(frozen=True)
class Manner:
    """How a call is made: with a cache or without, who hears its progress, and how waiting is done.

    ``on_restored`` hears name and size of each file that a ``restore -vv`` says it wrote, as it says so.
    ``also`` is more environment; ``seconds`` it may take, when not what its verb usually does; ``sleep``
    waits between tries, ``waits`` are those times in seconds.
    """

    cached: bool = False
    on_progress: OnProgress | None = None
    on_restored: OnRestored | None = None
    also: Mapping[str, str] = field(default_factory=dict)
    seconds: float | None = None
    waits: tuple[float, ...] = WAITS
    sleep: Callable[[float], None] = time.sleep


PLAIN = Manner()


def limits_of(verb: str) -> Limits:
    """Return how long a verb may take; one that says no status cannot be seen to stall."""
    if verb not in _MOVING:
        return LOOKING
    return MOVING if verb in _SAYS_STATUS else Limits(MOVING.whole)


def start(place: Target, words: tuple[str, ...], manner: Manner = PLAIN) -> Running:
    """Return restic ready to be entered as a context; raises ``Fault`` when it could not do any good."""
    version(place.program)
    reach(place.location)
    return Running(
        place,
        argv(place, *words, cached=manner.cached),
        words[0],
        limits=Limits(manner.seconds) if manner.seconds else limits_of(words[0]),
        on_progress=manner.on_progress,
        also=dict(manner.also),
    )


def hear(place: Target, *words: str, manner: Manner = PLAIN) -> Heard:
    """Call restic and return all of it, asking again for a while when it is locked or the network fails.

    A lock is first asked to go away by restic's own ``unlock``, once: that takes only stale ones, of dead
    processes of this host and those not renewed for 30 minutes.
    """
    waits, healed = iter(manner.waits), False
    while True:
        heard = _once(place, words, manner)
        if heard.ended.late or heard.ended.outcome not in _TRANSIENT:
            return heard
        if heard.ended.outcome is Outcome.UNREACHABLE and words[0] in _ONLY_ONCE:
            return heard
        if heard.ended.outcome is Outcome.LOCKED and not healed:
            healed = True
            _once(place, ("unlock",), PLAIN)
            continue
        wait = next(waits, None)
        if wait is None:
            return heard
        manner.sleep(wait)


def ask(place: Target, *words: str, manner: Manner = PLAIN) -> list[dict[str, Any]]:
    """Call restic and return what it said; whatever is not wholly done raises ``Fault``."""
    heard = hear(place, *words, manner=manner)
    if heard.ended.outcome is not Outcome.DONE:
        raise fault(heard.ended)
    return heard.said


def read_words(*words: str) -> tuple[str, ...]:
    """Return the words of a call that changes nothing, without a lock; ``ValueError`` for any other."""
    verb = " ".join(words[:2]) if words[0] == "key" else words[0]
    if verb not in READ_ONLY:
        raise ValueError(f"restic {verb} may change a repository")
    return (*words, "--no-lock")


def _once(place: Target, words: tuple[str, ...], manner: Manner) -> Heard:
    with start(place, words, manner) as running:
        return Heard([*map(dict, _said(running, words[0], manner))], running.ended())


def _said(running: Running, verb: str, manner: Manner) -> Iterable[Message]:
    if manner.on_restored is None:
        return running.messages() if verb in _SAYS_STATUS else running.document()
    for name, size in running.restored():
        manner.on_restored(name, size)
    return ()
