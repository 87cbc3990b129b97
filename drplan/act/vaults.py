"""Vaults behind which another one stands."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime

from typing_extensions import override

from drplan.declare.data import DataSet
from drplan.declare.protection import Repository
from drplan.ports import Protected, Recovered, RecoveryPoint, Told, Vault


class Behind:
    """Implements :class:`drplan.ports.Vault` by doing as the vault behind it does."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def open(self, repository: Repository, *, create: bool) -> None:
        """Do as the vault does."""
        self._vault.open(repository, create=create)

    def points(self, data_set: DataSet, repository: Repository) -> Sequence[RecoveryPoint]:
        """Do as the vault does."""
        return self._vault.points(data_set, repository)

    def all_points(self, repository: Repository) -> Sequence[RecoveryPoint]:
        """Do as the vault does."""
        return self._vault.all_points(repository)

    def protect(self, data_set: DataSet, copies: Sequence[Repository]) -> Protected:
        """Do as the vault does."""
        return self._vault.protect(data_set, copies)

    def recover(
        self,
        data_set: DataSet,
        point: RecoveryPoint,
        repository: Repository,
        *,
        instead_of: Sequence[RecoveryPoint] = (),
    ) -> Recovered:
        """Do as the vault does."""
        return self._vault.recover(data_set, point, repository, instead_of=instead_of)

    def manifest(self, data_set: DataSet, point: RecoveryPoint, repository: Repository) -> Told:
        """Do as the vault does."""
        return self._vault.manifest(data_set, point, repository)


class MadeUntil(Behind):
    """Shows nothing that says it was made after a moment: of the loss, or of the compromise before it."""

    def __init__(self, vault: Vault, moment: datetime) -> None:
        super().__init__(vault)
        self._moment = moment

    @override
    def points(self, data_set: DataSet, repository: Repository) -> Sequence[RecoveryPoint]:
        """Return those of the data set that were made by then."""
        return [each for each in self._vault.points(data_set, repository) if each.taken_at <= self._moment]

    @override
    def all_points(self, repository: Repository) -> Sequence[RecoveryPoint]:
        """Return those of all data sets that were made by then."""
        return [each for each in self._vault.all_points(repository) if each.taken_at <= self._moment]


class ListedOnce(Behind):
    """Asks each repository once what it holds: to open one takes half a second of work, each time.

    For the course of one drill or recovery, whose recovery points are those of its beginning.
    """

    def __init__(self, vault: Vault) -> None:
        super().__init__(vault)
        self._seen: dict[str, Sequence[RecoveryPoint]] = {}
        self._guard = threading.Lock()

    @override
    def points(self, data_set: DataSet, repository: Repository) -> Sequence[RecoveryPoint]:
        """Return the data set's own of all of them."""
        return [each for each in self.all_points(repository) if each.data_set == data_set.name]

    @override
    def all_points(self, repository: Repository) -> Sequence[RecoveryPoint]:
        """Return what the first look showed; one that failed is no look."""
        with self._guard:
            if repository.name not in self._seen:
                self._seen[repository.name] = self._vault.all_points(repository)
            return self._seen[repository.name]
