"""Recovery points: how they are made, found, proven and brought back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from drplan.declare.data import DataSet
from drplan.declare.protection import Repository
from drplan.errors import DrplanError

Facts = Mapping[str, str | int]
"""What is known of one entry: ``type``, ``size``, ``sha256``, ``rows`` …"""

Entries = Mapping[str, Facts]
"""A manifest's body: entry name (a file's path, ``table public.x``, an object's key) to its facts."""


@dataclass(frozen=True)
class RecoveryPoint:
    """One data set in one restic snapshot of one repository.

    ``taken_at`` is when reading the source began (restic's ``backup_start``); the age of data counts from it.
    ``size`` counts bytes read, ``added`` those that the repository had to add, ``seconds`` how long it took.
    ``suspect`` says in words why its own host doubted it when it was made; empty for a good one, and for one
    that was accepted since. ``doubts`` says it in sentences, as far as they are known. ``paths`` are what the
    snapshot holds and ``run`` what leads to its streams, where a listing told them.
    """

    data_set: str
    repository: str
    snapshot: str
    taken_at: datetime
    files: int
    size: int
    added: int = 0
    seconds: float = 0.0
    suspect: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    run: str = ""


@dataclass(frozen=True)
class Protected:
    """What a backup made: a recovery point in each copy that took one, and by name why another took none."""

    points: tuple[RecoveryPoint, ...]
    failed: Mapping[str, DrplanError] = field(default_factory=dict)


@dataclass(frozen=True)
class Recovered:
    """What came back: ``expected`` is the manifest kept with the recovery point, ``found`` was read anew.

    ``size`` counts restored bytes; ``notes`` are lines worth keeping in the record (tool messages).
    ``whole`` is the whole manifest where ``expected`` is no more than what could be compared of it: a sample,
    or what a stream carries.
    """

    expected: Entries
    found: Entries
    size: int
    notes: tuple[str, ...] = ()
    whole: Entries | None = None


@dataclass(frozen=True)
class Sample:
    """Part ``part`` of ``parts`` of a data set: entries chosen by name alone, so that all parts cover all.

    Raises ``ValueError`` unless ``0 <= part < parts``.
    """

    part: int
    parts: int

    def __post_init__(self) -> None:
        """Refuse a part that is none."""
        if not 0 <= self.part < self.parts:
            raise ValueError(f"there is no part {self.part} of {self.parts}, counted from 0")

    def holds(self, name: str, canaries: Sequence[str] = ()) -> bool:
        """Say whether an entry is in the sample; canaries always are."""
        digest = hashlib.sha256(name.encode(errors="surrogateescape")).hexdigest()
        return name in canaries or int(digest[:8], 16) % self.parts == self.part


DOUBTED = "doubted when it was made: "
"""What a note begins with that a manifest itself says against its recovery point."""

UNTRUSTED = "signature not trusted: "
"""What a note begins with when a manifest is not by the machine that made it, whose key is known."""


@dataclass(frozen=True)
class Told:
    """What a recovery point's manifest tells, nothing having been restored.

    ``restless`` is the share of its entries that were rewritten since the backup before, ``None`` where there
    was none; ``notes`` are those of :class:`Recovered`.
    """

    entries: Entries
    notes: tuple[str, ...] = ()
    restless: float | None = None

    @property
    def doubts(self) -> tuple[str, ...]:
        """Return what the host itself said against it, when it made it."""
        return tuple(each for each in self.notes if each.startswith(DOUBTED))

    @property
    def untrusted(self) -> tuple[str, ...]:
        """Return why the manifest is not to be trusted; empty when it is, or when that cannot be known."""
        return tuple(each for each in self.notes if each.startswith(UNTRUSTED))


class Vault(Protocol):
    """Makes recovery points and finds them again."""

    def open(self, repository: Repository, *, create: bool) -> None:
        """See that the repository opens; make it when ``create``. Raises ``RepositoryError``."""
        ...

    def points(self, data_set: DataSet, repository: Repository) -> Sequence[RecoveryPoint]:
        """Return the recovery points that the repository itself shows, oldest first."""
        ...

    def all_points(self, repository: Repository) -> Sequence[RecoveryPoint]:
        """Return the recovery points of all data sets that one look at the repository shows, oldest first."""
        ...

    def protect(self, data_set: DataSet, copies: Sequence[Repository]) -> Protected:
        """Read the source once into a manifest and make one recovery point in each copy.

        A copy that takes none does not keep the others from theirs. Raises ``SourceError`` when the source
        is missing, empty or changed while it was read.
        """
        ...

    def recover(
        self,
        data_set: DataSet,
        point: RecoveryPoint,
        repository: Repository,
        *,
        instead_of: Sequence[RecoveryPoint] = (),
    ) -> Recovered:
        """Bring the data set back to its place on its (rebuilt) asset, start nothing, read it anew.

        ``instead_of``: what a drill has brought there before, in vain; what that left in the data set's own
        folders is removed. Raises ``UsageError`` for any in production, where nothing is removed.
        """
        ...

    def manifest(self, data_set: DataSet, point: RecoveryPoint, repository: Repository) -> Told:
        """Read what the recovery point's manifest tells, and restore nothing."""
        ...


class DataProver(Protocol):
    """The part of a vault that proves a recovery point by itself: no host, no root, nothing started."""

    def prove(
        self,
        data_set: DataSet,
        point: RecoveryPoint,
        repository: Repository,
        *,
        into: Path | None,
        sample: Sample | None = None,
    ) -> Recovered:
        """Read all that the repository gives for this recovery point, or a part, beside its manifest.

        ``into`` is an empty scratch folder that it is restored to, and that the caller removes; ``None``
        streams it with no scratch disk. ``found`` is read anew from what came, never from restic's word;
        what cannot be shown so is left out of ``expected`` and said in ``notes``. Raises ``SourceError`` when
        something is damaged or cut short, ``RepositoryError``, ``Unreachable``, ``WrongPassword``.
        """
        ...

    def stop(self) -> None:
        """End what any thread is proving; it raises there."""
        ...


class Protector(Protocol):
    """The part of a vault that makes recovery points."""

    def protect(self, data_set: DataSet, copies: Sequence[Repository]) -> Protected:
        """Do as :meth:`Vault.protect`."""
        ...
