"""How people are asked, and where what they answered is kept until it is signed."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drplan.wiring.folders import state_folder

if TYPE_CHECKING:
    from drplan.adapters.desk import TerminalDesk, WrittenDesk
    from drplan.adapters.journal import JournalFile, JournalInMemory


def desk(
    answers: Path | None = None, turn: AbstractContextManager[Any] | None = None
) -> TerminalDesk | WrittenDesk:
    """Return where people are asked: this terminal, or the file they wrote into; raises ``UsageError``.

    ``turn`` is held while this terminal is asked.
    """
    from drplan.adapters.desk import TerminalDesk, WrittenDesk

    return WrittenDesk(answers) if answers else TerminalDesk(turn=turn)


def exercise_journal(name: str | None) -> JournalFile | JournalInMemory:
    """Return the journal of that name, there or not; without a name one that no stop survives."""
    from drplan.adapters.journal import JournalFile, JournalInMemory

    return JournalFile(_folder() / f"{name}.jsonl") if name else JournalInMemory()


def exercise_journals() -> list[JournalFile]:
    """Return the journals that were begun and not yet recorded, oldest first."""
    from drplan.adapters.journal import journals

    return journals(_folder())


def _folder() -> Path:
    return state_folder() / "exercises"
