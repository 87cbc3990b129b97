"""From an exercise's journal to its record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from drplan.act.account import Circumstances
from drplan.act.tabletop import Entry
from drplan.plan.tabletop import Item, Script
from drplan.record.exercise import (
    CorrectiveAction,
    DecisionRecord,
    ExerciseRecord,
    HumanStepRecord,
    InjectRecord,
    RatedObjective,
    exercise_verdict,
)
from drplan.record.kept import record_id


@dataclass(frozen=True)
class Held:
    """An exercise that was held to its end: its journal, when, and by whom it was led."""

    entries: Sequence[Entry]
    started: datetime
    ended: datetime
    facilitator: str
    attended: bool

    def answers(self) -> dict[str, Entry]:
        """Return what was answered, by what was asked, in the order of the answers."""
        return {e["id"]: e for e in self.entries if e["entry"] == "answered"}

    def pauses(self) -> int:
        """Return how often it was taken up again."""
        return sum(e["entry"] == "resumed" for e in self.entries)


def exercise_record(script: Script, held: Held, about: Circumstances) -> ExerciseRecord:
    """Write the exercise down, not yet chained to any other. What was not answered says so."""
    answers = held.answers()
    objectives = tuple(
        _objective(what, answers.get(f"objective-{number}"))
        for number, what in enumerate(script.objectives, start=1)
    )
    decisions = tuple(_decision(i, answers.get(i.id, {})) for i in script.items if i.kind == "decision")
    steps = tuple(_step(i, answers.get(i.id, {})) for i in script.items if i.kind == "step")
    return ExerciseRecord(
        id=record_id(held.started, script.name),
        district=about.district,
        name=script.name,
        title=script.title,
        kind=script.kind,
        rehearsed=script.day.isoformat(),
        scenario=script.scenario,
        scope=tuple(due.service.name for due in script.due),
        sponsor_role=script.sponsor,
        facilitator_role=held.facilitator,
        participant_roles=_took_part(script, decisions, steps),
        attended=held.attended,
        pauses=held.pauses(),
        objectives=objectives,
        injects=tuple(_inject(i, answers.get(i.id, {})) for i in script.items if i.kind == "inject"),
        decisions=decisions,
        steps=steps,
        observations=_said("observation-", answers),
        recommendations=_said("recommendation-", answers),
        corrective_actions=_actions(answers),
        inventory_sha256=about.inventory_sha256,
        tools=dict(about.tools),
        started=held.started,
        ended=held.ended,
        verdict=exercise_verdict(objectives, decisions, steps),
        previous=None,
    )


def _objective(what: str, answer: Entry | None) -> RatedObjective:
    if answer is None:
        return RatedObjective(what=what, rating="not tried", because="nobody rated it")
    return RatedObjective(what=what, rating=answer["rating"], because=answer["because"])


def _decision(item: Item, answer: Mapping[str, Any]) -> DecisionRecord:
    noted = answer.get("seconds_noted")
    return DecisionRecord(
        id=item.id,
        asked=item.text,
        role=answer.get("role", item.role),
        decided=answer.get("decided", ""),
        seconds=answer.get("seconds") if noted is None else noted,
    )


def _inject(item: Item, answer: Mapping[str, Any]) -> InjectRecord:
    return InjectRecord(id=item.id, news=item.text, role=item.role, answer=answer.get("answer", ""))


def _step(item: Item, answer: Mapping[str, Any]) -> HumanStepRecord:
    timing, seconds = answer.get("timing", "not tried"), answer.get("seconds_noted")
    if timing == "timed":
        timing, seconds = ("interrupted", None) if answer["lost"] else ("timed", answer["seconds"])
    return HumanStepRecord(
        id=item.id,
        service=item.service,
        what=item.what,
        role=answer.get("role", item.role),
        declared_seconds=item.declared.total_seconds() if item.declared else 0.0,
        seconds=seconds,
        timing=timing,
        because=answer.get("because", ""),
    )


def _took_part(
    script: Script, decisions: Sequence[DecisionRecord], steps: Sequence[HumanStepRecord]
) -> tuple[str, ...]:
    answered = (*(each.role for each in decisions), *(each.role for each in steps))
    return tuple(dict.fromkeys((*script.participants, *answered)))


def _said(prefix: str, answers: Mapping[str, Entry]) -> tuple[str, ...]:
    return tuple(e["said"] for name, e in answers.items() if name.startswith(prefix) and e["said"])


def _actions(answers: Mapping[str, Entry]) -> tuple[CorrectiveAction, ...]:
    found = [e["action"] for name, e in answers.items() if name.startswith(("earlier-", "action-"))]
    return tuple(CorrectiveAction(**each) for each in found if each)
