"""People who answer as a test says, at a clock that the test turns."""

from __future__ import annotations

from contextlib import AbstractContextManager
from threading import Lock
from typing import Any

from drplan.desk import Paused, Question, Unanswered


class ScriptedDesk:
    """Answers by the question's id; ``PAUSE`` there stops once, ``SILENCE`` lets the time pass."""

    PAUSE = "pause"
    SILENCE = "silence"

    def __init__(self, answers, clock=None, takes=None):
        self.answers, self.clock, self.takes = dict(answers), clock, takes or {}
        self.attended, self.asked, self.told = True, [], []
        self.turn: AbstractContextManager[Any] = Lock()

    def tell(self, text):
        self.told.append(text)

    def ask(self, question: Question, *, seconds=None):
        self.asked.append((question, seconds))
        answer = self.answers.get(question.id, "") or question.default
        if self.clock:
            self.clock.seconds += self.takes.get(question.id, 0)
        if answer == self.PAUSE:
            self.answers.pop(question.id)
            raise Paused
        if answer == self.SILENCE:
            raise Unanswered
        assert question.refusal(answer) is None, question.refusal(answer)
        return answer
