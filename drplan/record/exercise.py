"""The record of one exercise: who, by role, decided what and how long people's work took.

The fields are those of NIST SP 800-84, appendix A. Days are written as ``2026-12-08``, lengths in seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from drplan.measure.verdict import Verdict, worst
from drplan.record.kept import Kept, SignedRecord

Rating = Literal["met", "partly met", "not met", "not tried"]
Timing = Literal["timed", "noted", "estimated", "interrupted", "not done", "not tried"]
"""How the seconds of a human step came about.

``timed``: it was done, and drplan's clock ran; ``noted``: it was done, and the facilitator wrote the time
down; ``estimated``: it was only talked through; ``interrupted``: the clock was lost while it ran; ``not
done``: it cannot be done; ``not tried``: nobody said.
"""

PROVEN: tuple[Timing, ...] = ("timed", "noted")


class RatedObjective(Kept):
    """One thing the exercise was held for, and how it went."""

    what: str
    rating: Rating
    because: str = ""

    def verdict(self) -> Verdict:
        """Return what the rating means for the exercise: what was not tried proves nothing."""
        if self.rating == "met":
            return Verdict(outcome="pass")
        why = f"{self.rating}: {self.what}" + (f" ({self.because})" if self.because else "")
        return Verdict(outcome="no-evidence" if self.rating == "not tried" else "fail", because=(why,))


class DecisionRecord(Kept):
    """One decision. ``decided`` is empty where none was taken; ``seconds`` ``None`` where no clock ran."""

    id: str
    asked: str
    role: str
    decided: str
    seconds: float | None


class InjectRecord(Kept):
    """One piece of news, and what the room did with it."""

    id: str
    news: str
    role: str
    answer: str


class HumanStepRecord(Kept):
    """One thing people do in a recovery. ``seconds`` is ``None`` where it was neither done nor guessed."""

    id: str
    service: str
    what: str
    role: str
    declared_seconds: float
    seconds: float | None
    timing: Timing
    because: str = ""


class CorrectiveAction(Kept):
    """What is to be mended, by whom (a role) and by when; ``closed`` is a day, ``None`` while it is open.

    ``of`` names the exercise whose record first held it, when that was another one.
    """

    issue: str
    owner_role: str
    start: str
    due: str
    closed: str | None
    of: str | None = None


class ExerciseRecord(SignedRecord):
    """One exercise, whole.

    ``attended`` says whether people answered at a terminal; otherwise the answers came from a file.
    ``pauses`` is how often it was stopped and taken up again.
    """

    noun: ClassVar[str] = "exercise"

    schema_id: Literal["drplan/exercise/1"] = "drplan/exercise/1"
    district: str
    name: str
    title: str
    kind: Literal["test", "tabletop", "functional", "full-scale"]
    rehearsed: str
    scenario: str
    scope: tuple[str, ...]
    sponsor_role: str
    facilitator_role: str
    participant_roles: tuple[str, ...]
    attended: bool
    pauses: int
    objectives: tuple[RatedObjective, ...]
    injects: tuple[InjectRecord, ...]
    decisions: tuple[DecisionRecord, ...]
    steps: tuple[HumanStepRecord, ...]
    observations: tuple[str, ...]
    recommendations: tuple[str, ...]
    corrective_actions: tuple[CorrectiveAction, ...]
    inventory_sha256: str
    tools: dict[str, str]


def exercise_verdict(
    objectives: Iterable[RatedObjective],
    decisions: Iterable[DecisionRecord],
    steps: Iterable[HumanStepRecord],
) -> Verdict:
    """Judge an exercise: objectives met, decisions taken, human steps done or talked through."""
    return worst(
        (
            *(each.verdict() for each in objectives),
            *(_untaken(each) for each in decisions if not each.decided),
            *(_undone(each) for each in steps if each.timing in ("not done", "not tried", "interrupted")),
        )
    )


def human_times(records: Iterable[ExerciseRecord]) -> Mapping[tuple[str, str], float]:
    """Return how many seconds people took for a service's human step, by service and the step's words.

    ``records`` come oldest first; the newest measurement counts. What was only talked through, or whose
    clock was lost, is no measurement and is not in it.
    """
    return {
        (step.service, step.what): step.seconds
        for record in records
        for step in record.steps
        if step.timing in PROVEN and step.seconds is not None
    }


@dataclass(frozen=True)
class Followed:
    """One corrective action through the exercises that speak of it.

    ``first`` is the id of the exercise that opened it; ``opened`` the first record at hand that holds it,
    ``told`` the newest, and ``action`` what that one says.
    """

    first: str
    opened: ExerciseRecord
    told: ExerciseRecord
    action: CorrectiveAction


def follow_actions(records: Iterable[ExerciseRecord]) -> tuple[Followed, ...]:
    """Return every corrective action as the newest record tells of it; ``records`` come oldest first."""
    found: dict[tuple[str, str], Followed] = {}
    for record in records:
        for action in record.corrective_actions:
            first = action.of or record.id
            known = found.get((first, action.issue), Followed(first, record, record, action))
            found[first, action.issue] = replace(known, told=record, action=action)
    return tuple(found.values())


def open_actions(records: Iterable[ExerciseRecord]) -> tuple[CorrectiveAction, ...]:
    """Return the corrective actions that no record closes; ``records`` come oldest first."""
    return tuple(
        each.action.model_copy(update={"of": each.first})
        for each in follow_actions(records)
        if each.action.closed is None
    )


def _untaken(decision: DecisionRecord) -> Verdict:
    return Verdict(outcome="no-evidence", because=(f"not decided: {decision.id}",))


def _undone(step: HumanStepRecord) -> Verdict:
    why = f"{step.timing}: {step.service}: {step.what}" + (f" ({step.because})" if step.because else "")
    return Verdict(outcome="fail" if step.timing == "not done" else "no-evidence", because=(why,))
