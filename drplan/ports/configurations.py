"""Devices' configurations on their way into copies: whole into recovery points, masked into a history.

The history is for people to read; no device is ever restored from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from drplan.declare.data import DataSet
from drplan.declare.protection import Repository
from drplan.errors import DrplanError
from drplan.ports.data import Entries, Protected
from drplan.ports.device import DeviceFacts


@dataclass(frozen=True)
class WholeConfiguration:
    """A device's running configuration, whole, with its secrets."""

    site: str
    device: str
    platform: str
    text: str


@dataclass(frozen=True)
class Reason:
    """Who says why a configuration differs. ``author`` is a role; ``account`` who ran drplan, and where."""

    author: str
    account: str
    because: str


@dataclass(frozen=True)
class ConfigurationChange:
    """A configuration that differs from the one kept before, every secret in it masked.

    ``since`` is when it was last seen as it was, ``None`` when this is the first one kept. ``blocks`` are the
    parts of it that differ, as ``interface 1/1/3`` or ``ntp``. ``diff`` is a unified diff, empty for the
    first one kept. ``masks_anew``: the key of the masks is another than before, so a mask that differs
    does not tell of a changed secret.
    """

    site: str
    device: str
    platform: str
    at: datetime
    reason: Reason
    commit: str = ""
    since: datetime | None = None
    blocks: tuple[str, ...] = ()
    added: int = 0
    removed: int = 0
    diff: str = ""
    masks_anew: bool = False

    @property
    def first(self) -> bool:
        """Whether none was kept before."""
        return self.since is None


Explain = Callable[[WholeConfiguration, datetime | None], Reason]
"""Says why a device's configuration differs from what was kept when it was last seen."""


class Configurations(Protocol):
    """Keeps the history."""

    def prepare(self, text: WholeConfiguration) -> None:
        """Do now what is slow about keeping it, as masking; safe to call from several threads."""
        ...

    def keep(
        self, texts: Sequence[WholeConfiguration], explain: Explain, at: datetime
    ) -> tuple[ConfigurationChange, ...]:
        """Keep what differs from the last kept ones, all or nothing, and return that.

        ``explain`` is asked of those that differ alone. Raises ``HistoryError`` when it cannot be kept.
        """
        ...

    def changes(
        self, *, site: str | None = None, device: str | None = None, since: datetime | None = None
    ) -> Iterator[ConfigurationChange]:
        """Return what was kept, newest first. Raises ``HistoryError`` when it cannot be read."""
        ...


@dataclass(frozen=True)
class Fetched:
    """A device's configuration on its way into a recovery point.

    ``name`` is its file, ``beside`` what lies with it there, by name: for who has restic and nothing else.
    """

    data_set: DataSet
    configuration: WholeConfiguration
    facts: DeviceFacts
    name: str
    entries: Entries
    beside: Mapping[str, str]


class DeviceBatch(Protocol):
    """Configurations that are kept together. For one thread."""

    def add(self, fetched: Fetched) -> None:
        """Take one; what is wrong with it is in the answer of :meth:`keep`."""
        ...

    def keep(self) -> Mapping[str, Protected | DrplanError]:
        """Make the recovery points of all that were added, once; answers by data set."""
        ...


class DeviceShelf(Protocol):
    """Fetches devices' configurations, and makes recovery points of many at once."""

    def fetch(self, data_set: DataSet) -> Fetched:
        """Log in and read all of it; safe to call from several threads.

        Raises ``Unreachable``, ``NotWhole``, ``SecretMissing`` or ``SourceError``: then there is nothing to
        keep.
        """
        ...

    def together(self, copies: Sequence[Repository], begun: datetime) -> AbstractContextManager[DeviceBatch]:
        """Open a batch that is kept in these copies, as of ``begun``."""
        ...
