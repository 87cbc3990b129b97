"""What keeps drills, and brings them to their end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from drplan.wiring.folders import state_folder

if TYPE_CHECKING:
    from drplan.adapters.engine.history import History
    from drplan.adapters.engine.runner import Runner
    from drplan.adapters.engine.worker import Worker
    from drplan.ports import Progress


def drill_runner() -> Runner:
    """Return what runs the one drill of this process; raises ``UsageError`` for an unfit engine URL."""
    from drplan.adapters.engine.place import find_place
    from drplan.adapters.engine.runner import Runner

    return Runner(find_place(state_folder()))


def drill_history() -> History:
    """Return what the journal knows of drills; raises ``UsageError`` for an unfit engine URL."""
    from drplan.adapters.engine.history import History
    from drplan.adapters.engine.place import find_place

    return History(find_place(state_folder()))


def drill_worker(words: Sequence[str], progress: Progress) -> Worker:
    """Return what takes over drills of dead runners; raises ``UsageError`` for an unfit engine URL."""
    from drplan.adapters.engine.place import find_place
    from drplan.adapters.engine.worker import Worker

    return Worker(find_place(state_folder()), words, progress)
