"""How long people's work in a recovery takes: as measured, or as declared where nothing better is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drplan.declare.services import HumanStep, RecoveryStep, Service
from drplan.record.drill import HumanTime, StepRecord

Tabletop = Mapping[tuple[str, str], float]
"""Seconds that people took in an exercise, by service and the words of the step."""


def people_times(
    service: Service, steps: Sequence[StepRecord], tabletop: Tabletop, *, real: bool
) -> tuple[HumanTime, ...]:
    """Return what counts as declared or timed elsewhere, and what people signed off in this very drill.

    Declared counts what people do and, in a drill, what a program does only in earnest: nothing here measures
    that. ``steps`` are those of the drill: a human one that was signed off stands for the declared step of
    the same words, or else for the first of the same role that is not yet done.
    """
    signed = [s for s in steps if (s.subject, s.action, s.verdict.outcome) == (service.name, "human", "pass")]
    found: list[HumanTime] = []
    for step in service.recovery_steps:
        if _counts(step, real=real):
            done = _done(step, signed)
            if done is not None:
                signed.remove(done)
            found.append(_time(step, done, tabletop.get((service.name, step.what))))
    return (*found, *(_more(each) for each in signed))


def _counts(step: RecoveryStep, *, real: bool) -> bool:
    if step.occasion == "test-only":
        return False
    return step.kind == "human" or (step.occasion == "real-only" and not real)


def _done(step: RecoveryStep, signed: Sequence[StepRecord]) -> StepRecord | None:
    if not isinstance(step, HumanStep):
        return None
    worded = (each for each in signed if step.what in each.detail)
    return next(worded, next((each for each in signed if _role(each) == step.role), None))


def _time(step: RecoveryStep, done: StepRecord | None, timed: float | None) -> HumanTime:
    role = step.role if isinstance(step, HumanStep) else ""
    if done is not None:
        return HumanTime(what=step.what, role=role, seconds=done.seconds, how="measured")
    if timed is not None and role:
        return HumanTime(what=step.what, role=role, seconds=timed, how="tabletop")
    return HumanTime(what=step.what, role=role, seconds=step.duration.total_seconds(), how="declared")


def _more(done: StepRecord) -> HumanTime:
    return HumanTime(what=done.detail, role=_role(done), seconds=done.seconds, how="measured")


def _role(done: StepRecord) -> str:
    return done.role or ""
