"""Timed steps: each is done once, measured, judged and kept in the drill's journal."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from drplan.act.journal import Unkept
from drplan.errors import DrplanError
from drplan.events import Event, tell
from drplan.measure.verdict import Verdict
from drplan.plan.step_id import step_id
from drplan.ports import Clock, Journal, Progress
from drplan.record.drill import StepRecord

PASS = Verdict(outcome="pass")

Brought = tuple[Verdict, str, Any]
"""What doing a thing brought: the verdict, one line that tells of it, and a JSON value."""


class Steps:
    """Keeps what a drill did, in the order in which steps ended. Safe to use from several threads.

    What the ``journal`` holds already is not done again. One subject's steps of one action must be taken one
    after the other, so that they have the same numbers when the drill goes on in another process.
    """

    def __init__(self, clock: Clock, progress: Progress, journal: Journal | None = None) -> None:
        self._clock = clock
        self._progress = progress
        self._journal: Journal = journal or Unkept()
        self._kept: list[StepRecord] = []
        self._begun: Counter[tuple[str, str]] = Counter()
        self._guard = threading.Lock()

    def moment(self, name: str) -> datetime:
        """Return the time at which this moment came first."""
        kept = self._journal.once("drill", name, lambda: self._clock.now().isoformat())
        return datetime.fromisoformat(kept)

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
        return self._bring(subject, action, lambda: (*do(), None), role)[0]

    def bring(self, subject: str, action: Any, do: Callable[[], Brought]) -> tuple[StepRecord, Any]:
        """Do as ``take`` with what brings something; returns that too, ``None`` when an error came."""
        return self._bring(subject, action, do, lambda: None)

    def kept(self) -> tuple[StepRecord, ...]:
        """Return the steps so far, in the order in which they ended."""
        with self._guard:
            return tuple(sorted(self._kept, key=_end))

    def _bring(
        self, subject: str, action: Any, do: Callable[[], Brought], role: Callable[[], str | None]
    ) -> tuple[StepRecord, Any]:
        fresh: list[StepRecord] = []

        def work() -> dict[str, Any]:
            step, brought = self._timed(subject, action, do, role)
            fresh.append(step)
            return {"step": step.model_dump(mode="json"), "brought": brought}

        number = self._number(subject, action)
        said = step_id(subject, action, number)
        tell(self._progress, Event("step-begun", subject=subject, action=action, id=said))
        kept = self._journal.once(subject, action if number == 1 else f"{action} {number}", work)
        step = StepRecord.model_validate(kept["step"])
        with self._guard:
            self._kept.append(step)
        self._tell(step, said, "" if fresh else " (done before the interruption)")
        return step, kept["brought"]

    def _timed(
        self, subject: str, action: Any, do: Callable[[], Brought], role: Callable[[], str | None]
    ) -> tuple[StepRecord, Any]:
        started, begun = self._clock.now(), self._clock.monotonic()
        try:
            verdict, detail, brought = do()
        except DrplanError as error:
            verdict, detail, brought = Verdict(outcome="fail", because=(error.message,)), "", None
        step = StepRecord(
            subject=subject,
            action=action,
            started=started,
            seconds=round(self._clock.monotonic() - begun, 3),
            verdict=verdict,
            detail=detail,
            role=role(),
        )
        return step, brought

    def _number(self, subject: str, action: str) -> int:
        with self._guard:
            self._begun[subject, action] += 1
            return self._begun[subject, action]

    def _tell(self, step: StepRecord, said: str, when: str) -> None:
        ended = Event(
            "step-ended",
            subject=step.subject,
            action=step.action,
            seconds=step.seconds,
            outcome=step.verdict.outcome,
            because=step.verdict.because,
            id=said,
        )
        tell(self._progress, ended)
        outcome = step.verdict.outcome
        why = "" if outcome == "pass" else f": {'; '.join(step.verdict.because)}"
        self._progress.say(step.subject, f"{step.action} {outcome} in {step.seconds:.1f} s{when}{why}")


def _end(step: StepRecord) -> datetime:
    return step.started + timedelta(seconds=step.seconds)
