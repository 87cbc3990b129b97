"""Telling people what changed on network devices: what was not delivered is told the next time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from drplan.declare.notify import Notify
from drplan.errors import DrplanError
from drplan.ports import Message, Notifier
from drplan.ports.configurations import ConfigurationChange, Configurations

_MOST = 1000
"""How far back it is looked for what somebody was told last."""


class LastTold(Protocol):
    """Remembers up to which commit of the history everybody was told, by the name they are declared with."""

    def last(self, name: str) -> str:
        """Return the commit; empty when nothing was told yet."""
        ...

    def remember(self, name: str, commit: str) -> None:
        """Keep it. Raises ``UsageError`` when that cannot be done."""
        ...


@dataclass(frozen=True)
class ConfigurationMessenger:
    """How people are told of changes."""

    memory: LastTold
    phrase: Callable[[Sequence[ConfigurationChange]], Message]
    notifier: Notifier


@dataclass(frozen=True)
class NewsTold:
    """What became of telling somebody; ``error`` when it was not delivered."""

    to: Notify
    changes: tuple[ConfigurationChange, ...]
    error: DrplanError | None = None


def tell_changes(
    wanting: Sequence[Notify], history: Configurations, messenger: ConfigurationMessenger
) -> tuple[NewsTold, ...]:
    """Send each who wants it one message of what changed since they were last told, oldest change first.

    A device that is kept for the first time is no news. Raises ``HistoryError`` when it cannot
    be read.
    """
    kept = tuple(_newest(history))
    return tuple(_tell(to, kept, messenger) for to in wanting if "configuration" in to.about)


def _newest(history: Configurations) -> Iterator[ConfigurationChange]:
    for number, change in enumerate(history.changes()):
        if number >= _MOST:
            return
        yield change


def _tell(to: Notify, kept: Sequence[ConfigurationChange], messenger: ConfigurationMessenger) -> NewsTold:
    news: tuple[ConfigurationChange, ...] = ()
    try:
        last = messenger.memory.last(to.name)
        news = tuple(reversed([each for each in _since(kept, last) if not each.first]))
        if news:
            messenger.notifier.send(to, messenger.phrase(news))
        if kept and kept[0].commit != last:
            messenger.memory.remember(to.name, kept[0].commit)
    except DrplanError as error:
        return NewsTold(to, news, error)
    return NewsTold(to, news)


def _since(kept: Sequence[ConfigurationChange], last: str) -> Iterator[ConfigurationChange]:
    for each in kept:
        if each.commit == last:
            return
        yield each
