"""How people are asked, in an exercise and in a drill that somebody attends."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol


@dataclass(frozen=True)
class Question:
    """One thing people are asked. ``id`` names it in a file of answers.

    ``choices`` are the only answers, any when there are none; ``default`` is what an empty answer means.
    ``form`` says what an answer must look like: a day as 2026-12-08, a number of minutes.
    """

    id: str
    text: str
    choices: tuple[str, ...] = ()
    default: str = ""
    form: str = "text"
    needed: bool = False

    def refusal(self, answer: str) -> str | None:
        """Say why an answer will not do; ``None`` when it will."""
        if self.needed and not answer:
            return "an answer is needed"
        if answer and self.choices and answer not in self.choices:
            return f"{answer!r} is none of: {', '.join(self.choices)}"
        if not answer or self.form == "text":
            return None
        return _day_refusal(answer) if self.form == "day" else _minutes_refusal(answer)


class Desk(Protocol):
    """Where people are asked. ``attended`` says whether they are there now, so that a clock may run.

    ``turn`` is held by whoever asks: there is one room, and several services may want it at once.
    """

    attended: bool
    turn: AbstractContextManager[Any]

    def tell(self, text: str) -> None:
        """Put something before them."""
        ...

    def ask(self, question: Question, *, seconds: float | None = None) -> str:
        """Return their answer, which :meth:`Question.refusal` accepts.

        Raises ``Paused`` when they stop for now, ``Unanswered`` when ``seconds`` pass without an answer.
        """
        ...


class Paused(Exception):
    """People stopped for now; what was answered is kept."""


class Unanswered(Exception):
    """Nobody answered in time."""


def _day_refusal(answer: str) -> str | None:
    try:
        date.fromisoformat(answer)
    except ValueError:
        return f"{answer!r} is no day: write it as 2026-12-08"
    return None


def _minutes_refusal(answer: str) -> str | None:
    try:
        minutes = float(answer)
    except ValueError:
        minutes = -1.0
    good = 0 <= minutes < float("inf")
    return None if good else f"{answer!r} is no number of minutes: write it as 12 or 12.5"
