"""Backing up many network devices at once, and noting what changed on them since."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import islice

from drplan.act.backup import BackupResult
from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.lookup import policy_named, written_copies
from drplan.errors import DrplanError
from drplan.events import Event, tell
from drplan.ports import Clock, Progress, Protected
from drplan.ports.configurations import (
    ConfigurationChange,
    Configurations,
    DeviceBatch,
    DeviceShelf,
    Explain,
    Fetched,
    WholeConfiguration,
)

AT_ONCE = 16
"""How many devices are asked at the same time: an old switch answers slowly, and waiting costs nothing."""
TOGETHER = 500
"""How many are kept in one call of restic."""
_HELD = 16 << 20
"""How many letters of configurations are held in memory for it, at the most and one more."""


@dataclass(frozen=True)
class Keepers:
    """Where configurations go: recovery points, and the history with what explains a change in it."""

    shelf: DeviceShelf
    history: Configurations
    explain: Explain
    clock: Clock


@dataclass(frozen=True)
class NoHistory:
    """Implements :class:`Configurations` where there can be none: recovery points are made all the same."""

    error: DrplanError

    def prepare(self, text: WholeConfiguration) -> None:
        """Do nothing ahead."""

    def keep(self, *_: object, **__: object) -> tuple[ConfigurationChange, ...]:
        """Raise why there is none."""
        raise self.error

    def changes(self, **_: object) -> Iterator[ConfigurationChange]:
        """Raise why there is none."""
        raise self.error


@dataclass(frozen=True)
class DeviceBackups:
    """What became of each data set, what changed on its device, and the errors of the history."""

    results: tuple[BackupResult, ...] = ()
    changes: tuple[ConfigurationChange, ...] = ()
    unkept: tuple[DrplanError, ...] = ()


def back_up_devices(
    district: District,
    data_sets: Sequence[DataSet],
    keepers: Keepers,
    progress: Progress,
    *,
    at_once: int = AT_ONCE,
) -> DeviceBackups:
    """Fetch the devices' configurations, ``at_once`` at a time, and keep each twice.

    One that could not be fetched whole is kept in neither place, and stops no other. Results are in the order
    of the data sets. What no copy took is kept in the history all the same: it was seen.
    """
    run = _Run(district, keepers, progress)
    with closing(run), closing(_fetched(data_sets, keepers, at_once)) as coming:
        for data_set, fetched in coming:
            run.take(data_set, fetched)
        run.end()
    return run.told(data_sets)


@dataclass
class _Held:
    """A batch that is not kept yet, with the texts for the history and their size in letters."""

    batch: DeviceBatch
    open: ExitStack
    texts: dict[str, WholeConfiguration] = field(default_factory=dict)
    size: int = 0


class _Run:
    """Gathers what was fetched, and keeps much of it at once."""

    def __init__(self, district: District, keepers: Keepers, progress: Progress) -> None:
        self._district, self._keepers, self._progress = district, keepers, progress
        self._begun = keepers.clock.now()
        self._held: dict[str, _Held] = {}
        self._results: dict[str, BackupResult] = {}
        self._changes: list[ConfigurationChange] = []
        self._unkept: list[DrplanError] = []

    def take(self, data_set: DataSet, fetched: Fetched | DrplanError) -> None:
        """Take one; keeps all of its policy when there are enough of them."""
        if isinstance(fetched, DrplanError):
            self._progress.say(data_set.name, f"no recovery point: {fetched.message}")
            self._results[data_set.name] = BackupResult(data_set.name, (), fetched)
            return
        held = self._held.get(data_set.policy) or self._open(data_set)
        held.batch.add(fetched)
        held.texts[data_set.name] = fetched.configuration
        held.size += len(fetched.configuration.text)
        if len(held.texts) >= TOGETHER or held.size >= _HELD:
            self._keep(self._held.pop(data_set.policy))

    def end(self) -> None:
        """Keep the rest."""
        while self._held:
            self._keep(self._held.popitem()[1])

    def close(self) -> None:
        """Let go of what was not kept."""
        for each in self._held.values():
            each.open.close()

    def told(self, data_sets: Sequence[DataSet]) -> DeviceBackups:
        """Return what became of all."""
        results = tuple(self._results[each.name] for each in data_sets)
        return DeviceBackups(results, tuple(self._changes), tuple(self._unkept))

    def _open(self, data_set: DataSet) -> _Held:
        copies = written_copies(self._district, policy_named(self._district, data_set.policy))
        stack = ExitStack()
        batch = stack.enter_context(self._keepers.shelf.together(copies, self._begun))
        return self._held.setdefault(data_set.policy, _Held(batch, stack))

    def _keep(self, held: _Held) -> None:
        texts, keepers = [*held.texts.values()], self._keepers
        with ThreadPoolExecutor(1, thread_name_prefix="history") as beside:
            # One waits for the disk while the other opens its repositories; neither needs the other.
            noting = beside.submit(keepers.history.keep, texts, keepers.explain, keepers.clock.now())
            with held.open:
                try:
                    made = held.batch.keep()
                except DrplanError as error:
                    made = dict.fromkeys(held.texts, error)
        for name in held.texts:
            self._results[name] = _result(name, made[name])
            _say(self._progress, self._results[name])
        self._note(noting)

    def _note(self, noting: Future[tuple[ConfigurationChange, ...]]) -> None:
        try:
            changes = noting.result()
        except DrplanError as error:
            self._progress.say("history", f"not kept: {error.message}")
            self._unkept.append(error)
            return
        self._changes += changes
        for each in changes:
            _tell(self._progress, each)


def _fetched(
    data_sets: Sequence[DataSet], keepers: Keepers, at_once: int
) -> Generator[tuple[DataSet, Fetched | DrplanError], None, None]:
    """Yield them as they come. Few more are fetched than are worked on, so that memory stays bounded."""
    waiting = iter(data_sets)
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="device")
    try:
        asked: dict[Future[Fetched | DrplanError], DataSet] = {}
        for each in islice(waiting, 2 * at_once):
            asked[pool.submit(_fetch, keepers, each)] = each
        while asked:
            done, _ = wait(asked, return_when=FIRST_COMPLETED)
            for future in done:
                data_set = asked.pop(future)
                for each in islice(waiting, 1):
                    asked[pool.submit(_fetch, keepers, each)] = each
                yield data_set, future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _fetch(keepers: Keepers, data_set: DataSet) -> Fetched | DrplanError:
    try:
        fetched = keepers.shelf.fetch(data_set)
        keepers.history.prepare(fetched.configuration)
    except DrplanError as error:
        return error
    return fetched


def _result(name: str, made: Protected | DrplanError) -> BackupResult:
    if isinstance(made, DrplanError):
        return BackupResult(name, (), made)
    return BackupResult(name, made.points, failed=made.failed)


def _say(progress: Progress, result: BackupResult) -> None:
    if result.error:
        progress.say(result.data_set, f"no recovery point: {result.error.message}")
    for point in result.points:
        doubt = f", suspect: {'; '.join(point.doubts or point.suspect)}" if point.suspect else ""
        progress.say(result.data_set, f"kept as {point.snapshot[:8]} in {point.repository}{doubt}")
    for copy, refused in result.failed.items():
        progress.say(result.data_set, f"not kept in {copy}: {refused.message}")


def _tell(progress: Progress, change: ConfigurationChange) -> None:
    what = "first kept" if change.first else f"changed, {change.added} lines more and {change.removed} less"
    why = "" if change.reason.because == what else f": {change.reason.because}"
    progress.say(change.device, f"{what}{why}")
    because = (change.reason.because, *change.blocks)
    tell(progress, Event("configuration", change.at, change.device, because=because))
