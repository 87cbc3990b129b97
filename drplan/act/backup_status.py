"""Asking every copy what it holds, each once, and telling people what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from drplan.act.backup import copies_of, repositories_for
from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.lookup import policy_named
from drplan.declare.notify import Notify
from drplan.declare.protection import Repository
from drplan.errors import DrplanError
from drplan.measure.changes import WELL, Change, Standing, change, standing
from drplan.measure.copies import CopyState, copy_state
from drplan.measure.promise import Promises
from drplan.ports import Message, Notifier, RecoveryPoint

_AT_ONCE = 4

Told = Mapping[tuple[str, str], Standing]
"""What somebody was told, by data set and copy."""


class Memory(Protocol):
    """Remembers what everybody was told, by the name they are declared with."""

    def told(self, name: str) -> Told:
        """Return what somebody was told; nothing when it never was, or cannot be read."""
        ...

    def remember(self, name: str, told: Told) -> None:
        """Keep it. Raises ``UsageError`` when that cannot be done."""
        ...


def backup_status(
    district: District,
    data_sets: Sequence[DataSet],
    ask: Callable[[Repository], Sequence[RecoveryPoint]],
    now: datetime,
) -> tuple[CopyState, ...]:
    """Ask each repository once for all its recovery points and judge every copy of the data sets."""
    promises, shown = Promises(district), _ask_all(repositories_for(district, data_sets), ask)
    return tuple(
        copy_state(
            data_set.name,
            copy.name,
            _of(shown[copy.name], data_set.name),
            promises,
            policy=policy_named(district, data_set.policy),
            now=now,
        )
        for data_set in data_sets
        for copy in copies_of(district, data_set)
    )


_Shown = Mapping[str, Sequence[RecoveryPoint]] | DrplanError


def _ask_all(
    repositories: Sequence[Repository], ask: Callable[[Repository], Sequence[RecoveryPoint]]
) -> dict[str, _Shown]:
    def one(repository: Repository) -> _Shown:
        found: dict[str, list[RecoveryPoint]] = {}
        try:
            points = ask(repository)
        except DrplanError as error:
            return error
        for point in points:
            found.setdefault(point.data_set, []).append(point)
        return found

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return {
            each.name: shown for each, shown in zip(repositories, pool.map(one, repositories), strict=True)
        }


def _of(shown: _Shown, data_set: str) -> Sequence[RecoveryPoint] | DrplanError:
    return shown if isinstance(shown, DrplanError) else shown.get(data_set, ())


@dataclass(frozen=True)
class Telling:
    """What became of telling one of those who want to be told: ``error`` when it was not delivered."""

    to: Notify
    changes: tuple[Change, ...]
    error: DrplanError | None = None


@dataclass(frozen=True)
class Messenger:
    """How people are told: what they know, how it is worded, who carries it."""

    memory: Memory
    phrase: Callable[[Sequence[Change]], Message]
    notifier: Notifier


def tell(
    states: Sequence[CopyState], wanting: Sequence[Notify], messenger: Messenger, today: date
) -> tuple[Telling, ...]:
    """Send each of them one message of what changed since it was last told; nothing when nothing did.

    What was not delivered is not remembered, so the next time tries again. Copies that are not among
    ``states`` (another site's) stay as they were told.
    """
    return tuple(_tell(states, to, messenger, today) for to in wanting)


def _tell(states: Sequence[CopyState], to: Notify, messenger: Messenger, today: date) -> Telling:
    told = messenger.memory.told(to.name)
    before = {key: told.get(key, WELL) for key in map(_key, states)}
    now = {_key(each): standing(each, before[_key(each)], today) for each in states}
    moved = (change(each, before[_key(each)], now[_key(each)], to) for each in states)
    changes = tuple(each for each in moved if each is not None)
    try:
        if changes:
            messenger.notifier.send(to, messenger.phrase(changes))
        if {**told, **now} != told:
            messenger.memory.remember(to.name, {**told, **now})
    except DrplanError as error:
        return Telling(to, changes, error)
    return Telling(to, changes)


def _key(state: CopyState) -> tuple[str, str]:
    return state.data_set, state.copy
