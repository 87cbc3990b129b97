"""Asking several things that may never answer, and waiting for all of them no longer than so many seconds."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from drplan.errors import DrplanError, Unreachable

_Asked = TypeVar("_Asked")
_Answer = TypeVar("_Answer")


def in_time(ask: Callable[[_Asked], _Answer], seconds: float) -> Callable[[_Asked], _Answer]:
    """Return ``ask`` for as long as the time lasts, which runs from now on and for all questions together.

    Past it, a question raises ``Unreachable``; what was asked is left to itself and ends with the process.
    """
    end = monotonic() + seconds

    def within(asked: _Asked) -> _Answer:
        answers: list[_Answer] = []
        errors: list[BaseException] = []

        def run() -> None:
            try:
                answers.append(ask(asked))
            except BaseException as error:  # noqa: BLE001 - raised again where it was asked
                errors.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(max(0.0, end - monotonic()))
        if errors:
            raise errors[0]
        if not answers:
            raise _late(seconds)
        return answers[0]

    return within


def _late(seconds: float) -> DrplanError:
    return Unreachable(
        f"no answer within {seconds:g} seconds", next_step="ask it alone: drplan backup status"
    )
