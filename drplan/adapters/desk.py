"""Asking people at a terminal, or a file that they wrote their answers into."""

from __future__ import annotations

import json
import select
import sys
import termios
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any, TextIO

from drplan.desk import Paused, Question, Unanswered
from drplan.errors import UsageError

PAUSE = "pause"
"""What people type to stop for now."""


class TerminalDesk:
    """Implements :class:`drplan.desk.Desk` for people at a terminal."""

    attended = True

    def __init__(
        self,
        source: TextIO | None = None,
        target: TextIO | None = None,
        turn: AbstractContextManager[Any] | None = None,
    ) -> None:
        self._source = source or sys.stdin
        self._target = target or sys.stderr
        self.turn: AbstractContextManager[Any] = turn or Lock()

    def tell(self, text: str) -> None:
        """Print it."""
        print(text, file=self._target, flush=True)

    def ask(self, question: Question, *, seconds: float | None = None) -> str:
        """Ask until the answer will do; the end of the input, Ctrl-C and the word ``pause`` stop for now."""
        until = None if seconds is None else monotonic() + seconds
        if until is not None:
            self._forget_typed()
        while True:
            self._target.write(f"  {question.text}{_hints(question)} ")
            self._target.flush()
            answer = self._line(until) or question.default
            refusal = question.refusal(answer)
            if refusal is None:
                return answer
            self.tell(f"  {refusal}")

    def _forget_typed(self) -> None:
        """Drop what was typed before the question: it is no answer to it."""
        if self._source.isatty():
            termios.tcflush(self._source, termios.TCIFLUSH)

    def finish(self) -> None:
        """Do nothing: whatever people said was asked for."""

    def _line(self, until: float | None) -> str:
        try:
            left = None if until is None else max(until - monotonic(), 0.0)
            if left is not None and not select.select([self._source], [], [], left)[0]:
                raise Unanswered
            line = self._source.readline()
        except KeyboardInterrupt:
            raise Paused from None
        if not line or line.strip() == PAUSE:
            raise Paused
        return line.strip()


class WrittenDesk:
    """Implements :class:`drplan.desk.Desk` from a file: ``{"schema": …, "answers": {ID: ANSWER}}``.

    What is not in it is not answered.
    """

    attended = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self._answers = _read_answers(path)
        self.turn: AbstractContextManager[Any] = Lock()
        self._used: set[str] = set()

    def tell(self, text: str) -> None:
        """Do nothing: nobody is there."""

    def ask(self, question: Question, *, seconds: float | None = None) -> str:  # noqa: ARG002 - nobody waits
        """Return the file's answer, or the default; raises ``UsageError`` for one that will not do."""
        self._used.add(question.id)
        answer = self._answers.get(question.id, "") or question.default
        refusal = question.refusal(answer)
        if refusal is None:
            return answer
        raise UsageError(
            f"{self._path}: {question.id}: {refusal}", next_step="mend the answer; nothing was recorded"
        )

    def finish(self) -> None:
        """See that every answer was asked for; raises ``UsageError``."""
        unused = sorted({*self._answers} - self._used)
        if unused:
            raise UsageError(
                f"{self._path}: nothing asks for: {', '.join(unused)}",
                next_step="see the ids: --script --format json; nothing was recorded",
            )


def _hints(question: Question) -> str:
    few = len(question.choices) <= 6  # noqa: PLR2004 - what fits on a line
    choices = f" ({'/'.join(question.choices)})" if question.choices and few else ""
    return f"{choices} [{question.default}]" if question.default else f"{choices}:"


def _read_answers(path: Path) -> Mapping[str, str]:
    try:
        said = json.loads(path.read_text())
    except (OSError, ValueError, RecursionError) as error:
        raise _no_answers(path, str(error)) from error
    if not isinstance(said, dict) or said.get("schema") != "drplan/exercise-answers/1":
        raise _no_answers(path, 'its schema is not "drplan/exercise-answers/1"')
    answers = said.get("answers")
    if not isinstance(answers, dict) or not all(isinstance(each, str) for each in answers.values()):
        raise _no_answers(path, "its answers are no texts by question")
    return {name: answer.strip() for name, answer in answers.items()}


def _no_answers(path: Path, why: str) -> UsageError:
    return UsageError(
        f"{path} holds no answers: {why}",
        next_step="see the form of the file: docs/exercises.md",
    )
