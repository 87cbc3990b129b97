"""What commands print of an exercise and of its script."""

from __future__ import annotations

from typing import Any

import click

from drplan.cli.frame import Exit
from drplan.cli.show import table
from drplan.explain.words import length
from drplan.plan.tabletop import Item, Script
from drplan.record.exercise import ExerciseRecord, HumanStepRecord

EXITS = {"pass": Exit.WELL, "fail": Exit.FALLS_SHORT, "no-evidence": Exit.IN_PART}


def say_exercise(record: ExerciseRecord) -> None:
    """Print one exercise, without a word on whether its record holds."""
    rows = [(d.id, d.role, d.decided or "not decided", _took(d.seconds)) for d in record.decisions]
    table(("decision", "role", "decided", "took"), rows)
    if record.steps:
        click.echo()
        table(("service", "human step", "role", "declared", "took"), [_step_row(s) for s in record.steps])
    click.echo()
    table(("objective", "rating", "because"), [(o.what, o.rating, o.because) for o in record.objectives])
    for action in record.corrective_actions:
        state = f"closed {action.closed}" if action.closed else f"due {action.due}"
        click.echo(f"to mend:  {action.issue} ({action.owner_role}, {state})")
    click.echo(f"\n{exercise_summary(record)}")


def exercise_summary(record: ExerciseRecord) -> str:
    """Say in one line what was held and how it ended."""
    met = sum(each.rating == "met" for each in record.objectives)
    how = "" if record.attended else ", from written answers"
    return (
        f"{record.kind} {record.id}{how}: {record.verdict.outcome}. {met} of {len(record.objectives)} "
        f"objectives met. Led by {record.facilitator_role}."
    )


def script_json(script: Script) -> dict[str, Any]:
    """Return the stable document ``drplan/tabletop-script/1``; lengths are seconds."""
    return {
        "schema": "drplan/tabletop-script/1",
        "name": script.name,
        "title": script.title,
        "kind": script.kind,
        "scenario": script.scenario,
        "peril": script.peril,
        "rehearsed": script.day.isoformat(),
        "sponsor_role": script.sponsor,
        "participant_roles": list(script.participants),
        "situation": list(script.situation),
        "objectives": list(script.objectives),
        "order": [
            {
                "service": due.service.name,
                "wave": due.wave,
                "rto_seconds": due.promised.rto.total_seconds(),
                "mtd_seconds": due.promised.mtd.total_seconds(),
                "rpo_seconds": due.promised.rpo.total_seconds(),
                "period": due.period.name if due.period else None,
            }
            for due in script.due
        ],
        "items": [_item_json(item) for item in script.items],
    }


def _item_json(item: Item) -> dict[str, Any]:
    asked = {
        "inject": ["answer"],
        "decision": ["decided", "role", "minutes"],
        "step": ["how", "role", "minutes", "because"],
    }
    return {
        "id": item.id,
        "kind": item.kind,
        "at_seconds": item.at.total_seconds(),
        "role": item.role,
        "text": item.text,
        "questions": list(item.ask),
        "service": item.service or None,
        "declared_seconds": item.declared.total_seconds() if item.declared else None,
        "answers": [f"{item.id}.{each}" for each in asked[item.kind]],
    }


def _step_row(step: HumanStepRecord) -> tuple[str, ...]:
    took = f"{_took(step.seconds)} ({step.timing})" if step.seconds is not None else step.timing
    why = f": {step.because}" if step.because else ""
    return (step.service, step.what, step.role, length(step.declared_seconds), took + why)


def _took(seconds: float | None) -> str:
    return "no clock" if seconds is None else length(seconds)
