"""How drplan meets what lies in repositories: everything there, and the way to take it away or copy it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from drplan.declare.protection import Repository


@dataclass(frozen=True)
class Snapshot:
    """One restic snapshot as its repository shows it, a recovery point or not.

    All of it is what its writer said. ``dated`` is the time that it is filed under, ``begun`` when reading
    its source began, ``ended`` when it was whole. ``original`` is the id it was first
    made under, when it was copied from elsewhere since.
    """

    id: str
    dated: datetime
    begun: datetime
    ended: datetime
    tags: tuple[str, ...]
    paths: tuple[str, ...]
    files: int
    original: str = ""


@dataclass(frozen=True)
class Seen:
    """What a repository showed when it was looked at before; ``ids`` leaves out what came too late then."""

    at: datetime
    ids: frozenset[str]


class Looks(Protocol):
    """Remembers what repositories showed, where none of their writers can reach."""

    def last(self, repository: Repository) -> Seen | None:
        """Return the last look, ``None`` before the first."""
        ...

    def remember(self, repository: Repository, seen: Seen) -> None:
        """Keep this look for the next time."""
        ...


class Custody(Protocol):
    """What lies in repositories, and whoever may take it away: never their writers."""

    def snapshots(self, repository: Repository) -> Sequence[Snapshot]:
        """Return every snapshot that the repository shows. Raises ``RepositoryError``."""
        ...

    def identity(self, repository: Repository, password: str) -> str:
        """Open the repository with another password than its own, and return the repository's id.

        Raises ``WrongPassword``.
        """
        ...

    def check_pruner(self, repository: Repository) -> None:
        """See that there is a credential of its own to prune with, and that it leads to this repository.

        Raises ``PruneRefused``.
        """
        ...

    def forget(self, repository: Repository, snapshots: Sequence[Snapshot]) -> None:
        """Drop these with the pruning credential, and see that they are gone and all others are not.

        Raises ``PruneRefused`` when the server did not let them go or others are missing.
        """
        ...

    def prune(self, repository: Repository) -> None:
        """Free what no snapshot needs any more, with the pruning credential."""
        ...

    def copy(self, source: Repository, target: Repository, snapshots: Sequence[Snapshot]) -> None:
        """Copy these from one repository to the other. Raises ``RepositoryError``."""
        ...
