"""What a step took when it was last drilled, and where that was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from drplan.explain.content import Step
from drplan.explain.words import length
from drplan.plan.step_id import RECORDED, step_ids
from drplan.record.drill import DrillRecord, StepRecord

WHERE = {
    "lab": "in the lab",
    "loopback lab": "in the loopback lab",
    "scratch": "beside production",
    "production": "in production",
}
_ONE_FOR_ALL = "probe"


def took_of(steps: Sequence[Step], last: DrillRecord | None) -> list[Step]:
    """Return the steps, each with its time in the drill ``last`` where that did it; a declared one stays.

    A thing that was tried several times counts whole. What did not pass is said to have failed.
    """
    if last is None:
        return list(steps)
    several = {pair for pair, times in Counter((s.subject, s.action) for s in steps).items() if times > 1}
    ids = step_ids((done.subject, done.action) for done in last.steps)
    by_id = list(zip(ids, last.steps, strict=True))
    where = WHERE[last.proven_on]

    def took(step: Step) -> str:
        alone = (step.subject, step.action) not in several
        done = [s for i, s in by_id if i == step.id or (alone and _same(s, step))]
        if step.took or step.action not in RECORDED or not done:
            return step.took
        together = ", all looks together" if step.action == _ONE_FOR_ALL and not alone else ""
        return f"{_length(done)} in the last drill, {where}{together}"

    return [replace(step, took=took(step)) for step in steps]


def _same(done: StepRecord, step: Step) -> bool:
    return (done.subject, done.action) == (step.subject, step.action)


def _length(done: Sequence[StepRecord]) -> str:
    spent = length(sum(each.seconds for each in done))
    return spent if done[-1].verdict.outcome == "pass" else f"{done[-1].verdict.outcome} after {spent}"
