"""The world beside the data: clocks, secrets, assets, probes, people who hear of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from drplan.declare.assets import Asset
from drplan.declare.data import DataSet
from drplan.declare.notify import Notify
from drplan.declare.probes import Probe
from drplan.declare.secret import Secret

AnyAsset = Asset

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

    ``detail`` is a diff, an error's last lines, or why it was left out. ``calls`` are the API calls that a
    change made, or would make, of those kinds of assets that are changed by calls.
    """

    name: str
    outcome: OperationOutcome
    detail: str = ""
    calls: tuple[str, ...] = ()


@dataclass(frozen=True)
class FeatureHeld:
    """Whether a network device holds one feature of its baselines.

    ``not-comparable`` is never compliant: ``reason`` says what could not be read. Nor is ``left-out``: it
    says what is not declared, or is not to be seen on such a device.
    """

    feature: str
    standing: Literal["compliant", "differs", "not-comparable", "left-out"]
    reason: str = ""


@dataclass(frozen=True)
class RiskyLine:
    """A line, with its block's headers before it, that could cut us off from a device, and why."""

    line: str
    because: str


@dataclass(frozen=True)
class DeviceChange:
    """What a network device is told, or would be, and what would take it back: as typed, secrets hidden.

    ``by`` says who worked it out. ``refused``: why it is not sent at all. ``compliance`` is how the device
    stands, after an apply as it stood then.
    """

    compliance: tuple[FeatureHeld, ...]
    remediation: tuple[str, ...] = ()
    rollback: tuple[str, ...] = ()
    marked: tuple[RiskyLine, ...] = ()
    refused: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True)
class AssetResult:
    """What a deploy did, or would do, on one asset. ``error`` is set when the asset could not be tried.

    ``change`` is there for network devices whose configuration was seen.
    """

    asset: str
    operations: tuple[OperationResult, ...] = ()
    error: str | None = None
    change: DeviceChange | None = None

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
    """One look at a service. ``detail`` says what was seen, or why it could not be looked at.

    Not ``looked``: a program that the look itself needs is missing, so nothing was seen, neither health nor
    loss.
    """

    healthy: bool
    detail: str
    looked: bool = True


class Prober(Protocol):
    """Looks at a service from outside it."""

    def look(self, probe: Probe) -> Sighting:
        """Look once. Never raises for an unhealthy or unreachable service: that is a sighting."""
        ...


@dataclass(frozen=True)
class Message:
    """A title of one line, a body of some lines, and whether it brings news of something that got worse."""

    title: str
    body: str
    worse: bool


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

    def stands_in(self, asset: AnyAsset) -> str | None:
        """Say what stands in for this asset, and what that cannot show; ``None`` when it is a real one."""
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
