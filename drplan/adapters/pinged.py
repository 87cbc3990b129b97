"""Backups that this machine runs, told to whoever watches their data sets from outside."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence

from drplan.adapters.agent.ping import Outcome, ping
from drplan.declare.data import DataSet
from drplan.declare.protection import Repository
from drplan.errors import SecretMissing
from drplan.ports import Protected, Protector, SecretReader

_FAIL: Outcome = "fail"


class Pinged:
    """Implements :class:`drplan.ports.Protector`: does as another one does, and pings before and after.

    An address that leads nowhere spoils no backup: its watcher hears nothing, and raises the alarm.
    """

    def __init__(self, inner: Protector, secrets: SecretReader) -> None:
        self._inner = inner
        self._secrets = secrets

    def protect(self, data_set: DataSet, copies: Sequence[Repository]) -> Protected:
        """Protect the data set; ``good`` only when each copy has a recovery point that nobody doubts."""
        begun, outcome = time.monotonic(), _FAIL
        self._tell(data_set, "start", 0.0)
        try:
            made = self._inner.protect(data_set, copies)
            if _whole(made, copies):
                outcome = "good"
            return made
        finally:
            self._tell(data_set, outcome, time.monotonic() - begun)

    def _tell(self, data_set: DataSet, outcome: Outcome, seconds: float) -> None:
        if data_set.ping is not None:
            with contextlib.suppress(SecretMissing):
                ping(self._secrets.read(data_set.ping), outcome, seconds)


def _whole(made: Protected, copies: Sequence[Repository]) -> bool:
    kept = {point.repository for point in made.points if not point.suspect}
    return not made.failed and kept >= {copy.name for copy in copies}
