"""Backups that this machine runs, told to whoever watches their data sets from outside."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from drplan.adapters.agent.ping import Outcome, ping
from drplan.declare.data import DataSet
from drplan.declare.protection import Repository
from drplan.errors import DrplanError, SecretMissing
from drplan.ports import Protected, Protector, SecretReader
from drplan.ports.configurations import DeviceBatch, DeviceShelf, Fetched

_FAIL: Outcome = "fail"


class Pinged:
    """Implements :class:`drplan.ports.Protector`: does as another one does, and pings before and after.

    An address that leads nowhere spoils no backup: its watcher hears nothing, and raises the alarm.
    """

    def __init__(self, inner: Protector, secrets: SecretReader) -> None:
        self._inner = inner
        self._pings = _Pings(secrets)

    def protect(self, data_set: DataSet, copies: Sequence[Repository]) -> Protected:
        """Protect the data set; ``good`` only when each copy has a recovery point that nobody doubts."""
        begun, outcome = time.monotonic(), _FAIL
        self._pings.tell(data_set, "start", 0.0)
        try:
            made = self._inner.protect(data_set, copies)
            if _whole(made, copies):
                outcome = "good"
            return made
        finally:
            self._pings.tell(data_set, outcome, time.monotonic() - begun)


class PingedShelf:
    """Implements :class:`drplan.ports.configurations.DeviceShelf`: as :class:`Pinged`, for many at once."""

    def __init__(self, inner: DeviceShelf, secrets: SecretReader) -> None:
        self._inner = inner
        self._pings = _Pings(secrets)
        self._begun: dict[str, float] = {}

    def fetch(self, data_set: DataSet) -> Fetched:
        """Tell that it begins; what cannot be fetched has failed already."""
        self._begun[data_set.name] = time.monotonic()
        self._pings.tell(data_set, "start", 0.0)
        try:
            return self._inner.fetch(data_set)
        except BaseException:
            self._end(data_set, _FAIL)
            raise

    @contextmanager
    def together(self, copies: Sequence[Repository], begun: datetime) -> Iterator[DeviceBatch]:
        """Open a batch, and tell of each in it: ``good`` when each copy has a point that nobody doubts."""
        with self._inner.together(copies, begun) as batch:
            pinged = _PingedBatch(batch)
            try:
                yield pinged
            finally:
                for each in pinged.added:
                    one = pinged.made.get(each.name)
                    good = isinstance(one, Protected) and _whole(one, copies)
                    self._end(each, "good" if good else _FAIL)

    def _end(self, data_set: DataSet, outcome: Outcome) -> None:
        self._pings.tell(data_set, outcome, time.monotonic() - self._begun.pop(data_set.name))


class _PingedBatch:
    def __init__(self, inner: DeviceBatch) -> None:
        self._inner = inner
        self.added: list[DataSet] = []
        self.made: Mapping[str, Protected | DrplanError] = {}

    def add(self, fetched: Fetched) -> None:
        self.added.append(fetched.data_set)
        self._inner.add(fetched)

    def keep(self) -> Mapping[str, Protected | DrplanError]:
        self.made = self._inner.keep()
        return self.made


class _Pings:
    def __init__(self, secrets: SecretReader) -> None:
        self._secrets = secrets

    def tell(self, data_set: DataSet, outcome: Outcome, seconds: float) -> None:
        if data_set.ping is not None:
            with contextlib.suppress(SecretMissing):
                ping(self._secrets.read(data_set.ping), outcome, seconds)


def _whole(made: Protected, copies: Sequence[Repository]) -> bool:
    kept = {point.repository for point in made.points if not point.suspect}
    return not made.failed and kept >= {copy.name for copy in copies}
