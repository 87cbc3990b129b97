"""What carries the state of the backups to others, and remembers what they were told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from drplan.wiring.folders import state_folder

if TYPE_CHECKING:
    from drplan.adapters.notify import AppriseNotifier
    from drplan.adapters.told import ToldFile
    from drplan.measure.copies import CopyState
    from drplan.ports import Protector, SecretReader


def told() -> ToldFile:
    """Return what remembers, on this machine, what everybody was told."""
    from drplan.adapters.told import ToldFile

    return ToldFile(state_folder() / "status.json")


def acts_in() -> str:
    """Return where commands of this state folder act: ``production``, or the lab that is up.

    Raises ``LabError`` when one is up that this user may not enter.
    """
    from drplan.adapters.access import read_access

    return read_access(state_folder()).where


def notifier(secrets: SecretReader) -> AppriseNotifier:
    """Return what sends messages to addresses that ``secrets`` reads."""
    from drplan.adapters.notify import AppriseNotifier

    return AppriseNotifier(secrets)


def pinged(protector: Protector, secrets: SecretReader) -> Protector:
    """Return it with the pings of its data sets, but in a lab: a rehearsal is nothing to tell of."""
    from drplan.adapters.access import read_access
    from drplan.adapters.pinged import Pinged

    rehearsed = read_access(state_folder()).where != "production"
    return protector if rehearsed else Pinged(protector, secrets)


def write_textfile(path: Path, states: Sequence[CopyState], now: datetime) -> None:
    """Write metrics for Prometheus; raises ``UsageError``."""
    from drplan.adapters.textfile import write_textfile

    write_textfile(path, states, now)
