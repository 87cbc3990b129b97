"""Timed steps: each is done once, measured, judged and kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from drplan.errors import DrplanError
from drplan.events import Event, tell
from drplan.measure.verdict import Verdict
from drplan.ports import Clock, Progress
from drplan.record.drill import StepRecord

PASS = Verdict(outcome="pass")


class Steps:
    """Keeps what a drill did, in the order in which steps ended. Safe to use from several threads."""

    def __init__(self, clock: Clock, progress: Progress) -> None:
        self._clock = clock
        self._progress = progress
        self._kept: list[StepRecord] = []
        self._guard = threading.Lock()

    def take(
        self,
        subject: str,
        action: Any,
        do: Callable[[], tuple[Verdict, str]],
        *,
        role: Callable[[], str | None] = lambda: None,
    ) -> StepRecord:
        """Do one thing and keep how long it took. An error of ours is a ``fail`` with its message.

        ``role`` says, once it is done, which role did it.
        """
        tell(self._progress, Event("step-begun", subject=subject, action=action))
        started, begun = self._clock.now(), self._clock.monotonic()
        try:
            verdict, detail = do()
        except DrplanError as error:
            verdict, detail = Verdict(outcome="fail", because=(error.message,)), ""
        step = StepRecord(
            subject=subject,
            action=action,
            started=started,
            seconds=round(self._clock.monotonic() - begun, 3),
            verdict=verdict,
            detail=detail,
            role=role(),
        )
        with self._guard:
            self._kept.append(step)
        took, outcome, because = step.seconds, verdict.outcome, verdict.because
        tell(self._progress, Event("step-ended", None, subject, action, None, took, None, outcome, because))
        why = "" if verdict.outcome == "pass" else f": {'; '.join(verdict.because)}"
        self._progress.say(subject, f"{action} {verdict.outcome} in {step.seconds:.1f} s{why}")
        return step

    def kept(self) -> tuple[StepRecord, ...]:
        """Return the steps so far."""
        with self._guard:
            return tuple(self._kept)
