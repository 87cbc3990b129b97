"""restic: the one way to it. Typed calls are :class:`Reader` and :class:`Writer`; the rest is their ground.

A drill holds a :class:`Reader`, whose verbs change nothing. What drops recovery points or keys is no part of
the agent: it is :mod:`drplan.adapters.restic_upkeep`, on the control machine.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .fault import Fault
from .restic_call import READ_ONLY, Manner, ask, read_words, start
from .restic_messages import Progress, messages
from .restic_outcome import Outcome, fault
from .restic_reach import address
from .restic_words import Target, argv, only, pattern, target

if TYPE_CHECKING:
    from .restic_feed import Feed
    from .restic_reader import Reader
    from .restic_writer import Writer

__all__ = [
    "READ_ONLY",
    "Feed",
    "Outcome",
    "Progress",
    "Reader",
    "Target",
    "Writer",
    "address",
    "argv",
    "dump",
    "fault",
    "messages",
    "only",
    "pattern",
    "read",
    "run",
    "target",
]

_MOST = 2 << 30
"""Bytes that are read into memory at most: a forged tree can name one blob as often as it likes."""
_AT_ONCE = 1 << 20
_LATER = {"Feed": "restic_feed", "Reader": "restic_reader", "Writer": "restic_writer"}


def __getattr__(name: str) -> Any:
    """Load what most backups do without only when it is asked for: a host compiles the agent anew."""
    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(f".{_LATER[name]}", __package__), name)


def run(
    place: Target, *words: str, cached: bool = False, seconds: float | None = None
) -> list[dict[str, Any]]:
    """Run restic and return its JSON messages; a failure or an ``error`` message raises ``Fault``.

    It may take ``seconds``, or what its verb usually does.
    """
    return ask(place, *words, manner=Manner(cached=cached, seconds=seconds))


def read(place: Target, *words: str) -> list[dict[str, Any]]:
    """Run a verb that changes nothing, without a lock and without a cache; any other is a ``ValueError``."""
    return ask(place, *read_words(*words))


def dump(place: Target, snapshot: str, path: str) -> bytes:
    """Return one file's content out of a snapshot, or a folder as a tar; more than 2 GiB is a ``Fault``."""
    with start(place, read_words("dump", snapshot, path)) as running:
        content = bytearray()
        while piece := running.stdout.read(_AT_ONCE):
            content += piece
            if len(content) > _MOST:
                raise Fault(
                    "not-as-kept", f"snapshot {snapshot[:8]} holds more in {path!r} than a manifest can"
                )
        ended = running.ended()
    if ended.outcome is not Outcome.DONE:
        raise fault(ended)
    return bytes(content)
