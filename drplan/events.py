"""What happens while services are lost and brought back, as values: for a display, a log, a program.

A :class:`drplan.ports.Progress` that is also a :class:`Watcher` hears them; any other hears words only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

Kind = Literal[
    "begun",
    "lost",
    "wave",
    "step-begun",
    "step-ended",
    "data-back",
    "service-back",
    "ended",
    "configuration",
]
"""``begun`` says what is ahead, ``lost`` from when on time counts; the rest follows as it happens.

``configuration`` is of a backup: a device's differs from the one kept before.
"""


@dataclass(frozen=True)
class Expected:
    """One service that is to come back: its wave (from 1), its promises in seconds, its data.

    ``size`` is in bytes, as its recovery points say; ``assets`` are those it stands on.
    """

    name: str
    wave: int
    rto_seconds: float
    mtd_seconds: float
    data_sets: tuple[str, ...]
    assets: tuple[str, ...]
    size: int


@dataclass(frozen=True)
class Event:
    """One thing that happened. ``at`` is ``None`` where the moment is that of hearing it.

    ``subject`` names an asset, a service or a data set; ``size`` counts bytes that came back; ``id`` is what
    the pages call a step.
    """

    kind: Kind
    at: datetime | None = None
    subject: str = ""
    action: str = ""
    wave: int | None = None
    seconds: float | None = None
    size: int | None = None
    outcome: str | None = None
    because: tuple[str, ...] = ()
    expected: tuple[Expected, ...] = ()
    id: str = ""


@runtime_checkable
class Watcher(Protocol):
    """Hears events, from several threads."""

    def note(self, event: Event) -> None:
        """Hear one."""
        ...


def tell(who: object, event: Event) -> None:
    """Tell one event to whoever hears events; anybody else hears nothing."""
    if isinstance(who, Watcher):
        who.note(event)
