"""What a server said of itself when it was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from drplan.declare.assets import Server

Point = Literal["os", "kernel", "uptime", "updates", "restart", "disk", "certificates", "backup", "units"]

POINTS: tuple[Point, ...] = (
    "os",
    "kernel",
    "uptime",
    "updates",
    "restart",
    "disk",
    "certificates",
    "backup",
    "units",
)
"""What a server is asked, in the order of the tables."""


@dataclass(frozen=True)
class Release:
    """``ID`` and ``VERSION_ID`` of ``/etc/os-release``, as in debian 12."""

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


@dataclass(frozen=True)
class Updates:
    """Packages that are there in an older version than the server's lists know.

    ``security`` of them come from a security archive, whose list is of the day ``listed``; both are
    ``None`` when the server has no list of one.
    """

    total: int
    security: int | None
    listed: date | None


@dataclass(frozen=True)
class Mount:
    """A file system and how much of it is used, in percent."""

    place: str
    used: int


@dataclass(frozen=True)
class Certificate:
    """A certificate that a service shows; ``ends`` is ``None`` when it could not be read."""

    file: str
    ends: date | None


@dataclass(frozen=True)
class BackupTimer:
    """A data set that the server backs up itself: systemd's words for its timer and its last run."""

    data_set: str
    timer: str
    result: str


@dataclass(frozen=True)
class BackupState:
    """Whether drplan's agent is there, and the ``timers`` of the server's own backups.

    ``timer`` and ``result`` are those of the first that is not well, ``none`` without a timer.
    """

    timer: str
    result: str
    agent: bool
    timers: tuple[BackupTimer, ...] = ()


@dataclass(frozen=True)
class LiveState:
    """A server as it is now. What is ``None`` or missing was not read: ``unread`` says why, by point.

    ``uptime`` is in seconds; ``mounts`` holds ``/`` and whatever is used to 80 % and more; ``failed`` are
    failed systemd units, at most 20 of them by name; ``failed_count`` counts all.
    """

    privileged: bool = False
    os: Release | None = None
    kernel: str | None = None
    uptime: int | None = None
    updates: Updates | None = None
    restart: bool | None = None
    mounts: tuple[Mount, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    backup: BackupState | None = None
    failed: tuple[str, ...] = ()
    failed_count: int | None = None
    unread: Mapping[Point, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Look:
    """One server that was asked: what it said, or why there is no answer and what to do about that."""

    server: Server
    state: LiveState | None = None
    error: str = ""
    next_step: str = ""
