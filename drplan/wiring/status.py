"""What keeps and carries the state of the backups to others."""

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
    from drplan.ports import SecretReader


def told() -> ToldFile:
    """Return what remembers, on this machine, what everybody was told."""
    from drplan.adapters.told import ToldFile

    return ToldFile(state_folder() / "status.json")


def notifier(secrets: SecretReader) -> AppriseNotifier:
    """Return what sends messages to addresses that ``secrets`` reads."""
    from drplan.adapters.notify import AppriseNotifier

    return AppriseNotifier(secrets)


def write_textfile(path: Path, states: Sequence[CopyState], now: datetime) -> None:
    """Write metrics for Prometheus; raises ``UsageError``."""
    from drplan.adapters.textfile import write_textfile

    write_textfile(path, states, now)
