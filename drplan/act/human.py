"""Recovery steps that people do: where somebody attends, each is signed off by a role."""

from __future__ import annotations

from collections.abc import Sequence

from drplan.act.drill_ports import RecoveryPorts
from drplan.act.steps import PASS, Steps
from drplan.declare.services import HumanStep, Occasion, Service
from drplan.desk import Desk, Paused, Question, Unanswered
from drplan.measure.verdict import Verdict
from drplan.record.drill import StepRecord

_PATIENCE = 3.0
_AT_LEAST = 600.0
_YES, _NO = "yes", "no"


def human_steps(
    service: Service,
    before: Sequence[StepRecord],
    ports: RecoveryPorts,
    steps: Steps,
    *,
    leave_out: Occasion = "real-only",
) -> list[StepRecord]:
    """Have people do, in declared order, what is theirs, once all ``before`` passed; stops where it fails.

    Nobody attends: nothing is asked, and their declared time stands for them. Of each step the time counts
    from the question to its answer; waiting for another service's people is not in it.
    """
    desk = ports.desk
    if desk is None or any(step.verdict.outcome != "pass" for step in before):
        return []
    taken: list[StepRecord] = []
    roles = tuple(role.name for role in ports.district.roles)
    for step in service.recovery_steps:
        if isinstance(step, HumanStep) and step.occasion != leave_out:
            with desk.turn:
                taken.append(_take(step, service, desk, roles, steps))
            if taken[-1].verdict.outcome != "pass":
                break
    return taken


def sign_off_limit(step: HumanStep) -> float:
    """Return how long a sign-off is waited for, in seconds: three times as declared, ten minutes at least."""
    return max(_AT_LEAST, step.duration.total_seconds() * _PATIENCE)


def _take(step: HumanStep, service: Service, desk: Desk, roles: Sequence[str], steps: Steps) -> StepRecord:
    by = step.role

    def run() -> tuple[Verdict, str]:
        nonlocal by
        verdict, by = _signed(step, service, desk, roles)
        return verdict, step.what

    return steps.take(service.name, "human", run, role=lambda: by)


def _signed(step: HumanStep, service: Service, desk: Desk, roles: Sequence[str]) -> tuple[Verdict, str]:
    limit = sign_off_limit(step)
    minutes = f"{step.duration.total_seconds() / 60:g} min"
    desk.tell(f"\n{service.title}: {step.what}.\n  {step.role} does it; declared: {minutes}. The clock runs.")
    text = f"{_YES} when it is done, or the name of another role that did it; {_NO} when it cannot be"
    question = Question(f"{service.name}.sign-off", text, choices=(_YES, _NO, *roles), needed=True)
    try:
        answer = desk.ask(question, seconds=limit)
    except Unanswered:
        return _failed(f"{step.what}: not signed off within {limit / 60:g} min"), step.role
    except Paused:
        return _failed(f"{step.what}: nobody was left to sign it off"), step.role
    if answer == _NO:
        return _failed(f"{step.what}: {step.role} says that it could not be done"), step.role
    return PASS, step.role if answer == _YES else answer


def _failed(why: str) -> Verdict:
    return Verdict(outcome="fail", because=(why,))
