"""How drplan meets the world: small protocols, and the plain values that pass through them.

Adapters implement them; ``act`` uses them; the pure stages read only the values. An implementation raises
errors of :mod:`drplan.errors` when the thing could not be done, and returns a value when it was done,
whether the answer is good news or not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from drplan.declare.assets import Asset
from drplan.declare.data import DataSet
from drplan.declare.notify import Notify
from drplan.declare.probes import Probe
from drplan.declare.protection import Repository
from drplan.declare.secret import Secret
from drplan.errors import DrplanError

AnyAsset = Asset

Facts = Mapping[str, str | int]
"""What is known of one entry: ``type``, ``size``, ``sha256``, ``rows`` …"""

Entries = Mapping[str, Facts]
"""A manifest's body: entry name (a file's path, ``table public.x``, an object's key) to its facts."""

OperationOutcome = Literal["ok", "changed", "would-change", "error", "not-run", "not-applicable", "excepted"]
"""``not-applicable`` cannot be held on that asset, ``excepted`` is not to be held there for a while."""


class Clock(Protocol):
    """Time, as an argument."""

    def now(self) -> datetime:
        """Return the wall-clock time, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds from a fixed moment; never goes back."""
        ...


class SecretReader(Protocol):
    """Follows secret references."""

    def read(self, secret: Secret) -> str:
        """Return the secret; raises ``SecretMissing`` naming the reference only."""
        ...


@dataclass(frozen=True)
class OperationResult:
    """One operation of a baseline on one asset.

    ``detail`` is a diff, an error's last lines, or why it was left out.
    """

    name: str
    outcome: OperationOutcome
    detail: str = ""


@dataclass(frozen=True)
class AssetResult:
    """What a deploy did, or would do, on one asset. ``error`` is set when the asset could not be tried."""

    asset: str
    operations: tuple[OperationResult, ...] = ()
    error: str | None = None

    def count(self, *outcomes: OperationOutcome) -> int:
        """Count the operations that ended in one of ``outcomes``."""
        return sum(operation.outcome in outcomes for operation in self.operations)


class Enforcer(Protocol):
    """Holds assets of one kind to their baselines. Results come back in the order of the assets."""

    def plan(self, assets: Sequence[AnyAsset]) -> Sequence[AssetResult]:
        """Say what would change; change nothing."""
        ...

    def apply(self, assets: Sequence[AnyAsset]) -> Sequence[AssetResult]:
        """Change what differs. Idempotent: a second call reports every operation ``ok``."""
        ...


@dataclass(frozen=True)
class Sighting:
    """One look at a service. ``detail`` says what was seen, or why it could not be looked at."""

    healthy: bool
    detail: str


class Prober(Protocol):
    """Looks at a service from outside it."""

    def look(self, probe: Probe) -> Sighting:
        """Look once. Never raises for an unhealthy or unreachable service: that is a sighting."""
        ...


@dataclass(frozen=True)
class RecoveryPoint:
    """One data set in one restic snapshot of one repository.

    ``taken_at`` is when reading the source began (restic's ``backup_start``); the age of data counts from it.
    ``size`` counts bytes read, ``added`` those that the repository had to add, ``seconds`` how long it took.
    ``suspect`` says in words why its own host doubted it when it was made; empty for a good one, and for one
    that was accepted since. ``doubts`` says it in sentences, as far as they are known.
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


@dataclass(frozen=True)
class Message:
    """A title of one line, a body of some lines, and whether it brings news of something that got worse."""

    title: str
    body: str
    worse: bool


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

    def recover(self, data_set: DataSet, point: RecoveryPoint, repository: Repository) -> Recovered:
        """Bring the data set back to its place on its (rebuilt) asset, start nothing, read it anew."""
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


class Programs(Protocol):
    """Runs programs on servers."""

    def run(self, server: str, argv: Sequence[str], *, seconds: float) -> int:
        """Run ``argv`` on the server of that name and return its exit code.

        Raises ``Unreachable`` when the server cannot be reached or ``seconds`` pass.
        """
        ...


class Places(Protocol):
    """Looks what lies where data sets belong, on hosts that may be blank: nothing of ours need be there."""

    def held(self, data_set: DataSet) -> str | None:
        """Say what lies in the data set's place already; ``None`` when nothing does. Names no file or row.

        Raises ``Unreachable``, or ``SourceError`` when it cannot be told: that is never taken for nothing.
        """
        ...


class Ground(Protocol):
    """Where a drill may destroy and rebuild: never production. In a scratch room nothing is destroyed."""

    @property
    def where(self) -> Literal["lab", "loopback lab", "scratch"]:
        """Say what it is, for the record."""
        ...

    def excuse(self, asset: AnyAsset) -> str | None:
        """Say why this asset cannot be rehearsed here; ``None`` when it can."""
        ...

    def destroy(self, asset: AnyAsset) -> str:
        """Lose the asset the way a disaster would; returns one line that says how."""
        ...

    def blank(self, asset: AnyAsset) -> str:
        """Put a blank asset in the place of the lost one, reachable and empty; returns one line."""
        ...


class Signer(Protocol):
    """Signs evidence with an Ed25519 key."""

    def sign(self, message: bytes) -> str:
        """Return an armoured SSHSIG (OpenSSH PROTOCOL.sshsig) over the message."""
        ...

    def allowed_signer(self) -> str:
        """Return this key's line for ``allowed_signers`` (ssh-keygen(1))."""
        ...


class Protector(Protocol):
    """The part of a vault that makes recovery points."""

    def protect(self, data_set: DataSet, copies: Sequence[Repository]) -> Protected:
        """Do as :meth:`Vault.protect`."""
        ...


class Notifier(Protocol):
    """Sends messages to people."""

    def send(self, to: Notify, message: Message) -> None:
        """Send it; raises ``Unreachable`` or ``SecretMissing``, which never show the address itself."""
        ...


class Journal(Protocol):
    """Keeps what the steps of one run brought, so that another process can go on where this one ended."""

    def once(self, subject: str, action: str, do: Callable[[], Any]) -> Any:
        """Return what the step of this name brought: from the journal when it was finished, else by ``do``.

        What ``do`` returns is JSON, and is kept before this returns. When ``do`` raises, or the process ends,
        nothing is kept: the step is done again from its beginning. Safe to call from several threads, for
        different steps.
        """
        ...


class Progress(Protocol):
    """Hears what happens while it happens."""

    def say(self, subject: str, message: str) -> None:
        """Tell one thing about one subject (an asset, a service, a data set)."""
        ...
