"""Recovery steps that a program does, run where the service was rebuilt."""

from __future__ import annotations

from drplan.act.drill_ports import RecoveryPorts
from drplan.act.steps import PASS, Steps
from drplan.declare.services import AutomaticStep, Occasion, Service
from drplan.measure.verdict import Verdict
from drplan.record.drill import StepRecord

_PATIENCE = 3.0
_AT_LEAST = 60.0


def automatic_steps(
    service: Service, ports: RecoveryPorts, steps: Steps, *, leave_out: Occasion = "real-only"
) -> list[StepRecord]:
    """Run, in declared order, the steps that a drill does; stops at the first that does not pass.

    A recovery in earnest leaves out what is ``test-only`` instead.
    """
    taken: list[StepRecord] = []
    for step in service.recovery_steps:
        if isinstance(step, AutomaticStep) and step.occasion != leave_out:
            taken.append(_take(step, service, ports, steps))
            if taken[-1].verdict.outcome != "pass":
                break
    return taken


def _take(step: AutomaticStep, service: Service, ports: RecoveryPorts, steps: Steps) -> StepRecord:
    # Longer than declared is slow, which the RTA shows; much longer hangs.
    limit = max(_AT_LEAST, step.duration.total_seconds() * _PATIENCE)

    def run() -> tuple[Verdict, str]:
        code = ports.programs.run(step.server, step.argv, seconds=limit)
        if code != 0:
            why = f"{step.what}: {step.argv[0]} on {step.server} ended with {code}"
            return Verdict(outcome="fail", because=(why,)), step.what
        return PASS, step.what

    return steps.take(service.name, "automatic", run)
