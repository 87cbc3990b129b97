"""Backing up many network devices at once, and noting what changed on them since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from drplan.act.backup import BackupResult
from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.lookup import policy_named, written_copies
from drplan.errors import DrplanError
from drplan.events import Event, tell
from drplan.ports import Clock, Progress, Protected
from drplan.ports.configurations import ConfigurationChange, Configurations, DeviceShelf, Explain, Fetched

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
    for data_set, fetched in _fetched(data_sets, keepers.shelf, at_once):
        run.take(data_set, fetched)
    run.end()
    return run.told(data_sets)


class _Run:
    """Gathers what was fetched, and keeps much of it at once."""

    def __init__(self, district: District, keepers: Keepers, progress: Progress) -> None:
        self._district, self._keepers, self._progress = district, keepers, progress
        self._begun = keepers.clock.now()
        self._held: dict[str, list[Fetched]] = {}
        self._results: dict[str, BackupResult] = {}
        self._changes: list[ConfigurationChange] = []
        self._unkept: list[DrplanError] = []

    def take(self, data_set: DataSet, fetched: Fetched | DrplanError) -> None:
        """Take one; keeps all of its policy when there are enough of them."""
        if isinstance(fetched, DrplanError):
            self._progress.say(data_set.name, f"no recovery point: {fetched.message}")
            self._results[data_set.name] = BackupResult(data_set.name, (), fetched)
            return
        held = self._held.setdefault(data_set.policy, [])
        held.append(fetched)
        if len(held) >= TOGETHER or sum(len(each.configuration.text) for each in held) >= _HELD:
            self._keep(self._held.pop(data_set.policy))

    def end(self) -> None:
        """Keep the rest."""
        for held in self._held.values():
            self._keep(held)

    def told(self, data_sets: Sequence[DataSet]) -> DeviceBackups:
        """Return what became of all."""
        results = tuple(self._results[each.name] for each in data_sets)
        return DeviceBackups(results, tuple(self._changes), tuple(self._unkept))

    def _keep(self, fetched: Sequence[Fetched]) -> None:
        policy = policy_named(self._district, fetched[0].data_set.policy)
        copies = written_copies(self._district, policy)
        try:
            made = self._keepers.shelf.keep(fetched, copies, self._begun)
        except DrplanError as error:
            made = {each.data_set.name: error for each in fetched}
        for each in fetched:
            name = each.data_set.name
            self._results[name] = _result(name, made[name])
            _say(self._progress, self._results[name])
        self._note(fetched, self._keepers.clock.now())

    def _note(self, fetched: Sequence[Fetched], now: datetime) -> None:
        texts = [each.configuration for each in fetched]
        try:
            changes = self._keepers.history.keep(texts, self._keepers.explain, now)
        except DrplanError as error:
            self._progress.say("history", f"not kept: {error.message}")
            self._unkept.append(error)
            return
        self._changes += changes
        for each in changes:
            _tell(self._progress, each)


def _fetched(
    data_sets: Sequence[DataSet], shelf: DeviceShelf, at_once: int
) -> Iterator[tuple[DataSet, Fetched | DrplanError]]:
    """Yield them as they come. Few more are fetched than are worked on, so that memory stays bounded."""
    waiting = iter(data_sets)
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="device")
    try:
        asked: dict[Future[Fetched | DrplanError], DataSet] = {}
        for each in islice(waiting, 2 * at_once):
            asked[pool.submit(_fetch, shelf, each)] = each
        while asked:
            done, _ = wait(asked, return_when=FIRST_COMPLETED)
            for future in done:
                data_set = asked.pop(future)
                for each in islice(waiting, 1):
                    asked[pool.submit(_fetch, shelf, each)] = each
                yield data_set, future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _fetch(shelf: DeviceShelf, data_set: DataSet) -> Fetched | DrplanError:
    try:
        return shelf.fetch(data_set)
    except DrplanError as error:
        return error


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
    progress.say(change.device, f"{what}: {change.reason.because}")
    because = (change.reason.because, *change.blocks)
    tell(progress, Event("configuration", change.at, change.device, because=because))
