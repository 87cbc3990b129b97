"""A drill's journal: each finished step is one of DBOS's, found again by its name.

DBOS numbers steps in the order in which a workflow takes them, and side by side that order is nobody's. So a
step's number is drawn when it has ended, and what is looked up is its name.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import Context, copy_context
from typing import Any

from dbos import DBOS

from drplan.adapters.engine.trusted import packed, unpacked

_BETWEEN = "\x1f"


class DbosJournal:
    """Implements :class:`drplan.ports.Journal`; made inside the drill's workflow, used from any thread.

    Once it is ``over`` with this runner nothing more is kept: a step may have failed for being broken off.
    """

    def __init__(self, drill: str, over: threading.Event) -> None:
        self._over = over
        # Outside the workflow's context: to look at its steps is not one of them.
        steps = Context().run(DBOS.list_workflow_steps, drill)
        self._kept = {step["function_name"]: step["output"] for step in steps}
        for _ in range(max((step["function_id"] for step in steps), default=0)):
            DBOS.reserve_step()
        self._context = copy_context()
        self._guard = threading.Lock()

    def once(self, subject: str, action: str, do: Callable[[], Any]) -> Any:
        """Return what the step of this name brought: from the journal, else by ``do``."""
        name = f"{subject}{_BETWEEN}{action}"
        if name not in self._kept:
            value = packed(do())
            if self._over.is_set():
                threading.Event().wait()
            self._context.copy().run(self._note, name, value)
            self._kept[name] = value
        return unpacked(self._kept[name], f"{action} of {subject}")

    def anything_done(self) -> bool:
        """Say whether any step was taken, beyond choosing what to come back from."""
        return any(name != f"plan{_BETWEEN}points" for name in self._kept)

    def _note(self, name: str, value: dict[str, str]) -> None:
        with self._guard:
            drawn = DBOS.reserve_step()
        drawn.run({"name": name}, lambda: value)


def words_of(name: str) -> tuple[str, str]:
    """Return the subject and the action of a step by its name in the journal."""
    subject, _, action = name.partition(_BETWEEN)
    return subject, action
