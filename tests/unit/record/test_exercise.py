"""The record of an exercise: what it proves, what it does not, and its form on disk."""

from pathlib import Path

import pytest

from drplan.measure.verdict import Verdict
from drplan.record.canonical import read_record, record_bytes
from drplan.record.exercise import (
    DecisionRecord,
    ExerciseRecord,
    HumanStepRecord,
    RatedObjective,
    exercise_verdict,
    human_times,
)

CASE = (Path(__file__).parents[2] / "cases/evidence/exercise.json").read_bytes()
SAMPLE = read_record(CASE, ExerciseRecord)


def test_the_form_on_disk_never_changes_unseen():
    assert record_bytes(SAMPLE) == CASE


@pytest.mark.parametrize("timing", ["timed", "noted", "estimated", "interrupted", "not done", "not tried"])
def test_only_what_was_done_under_a_clock_is_a_measurement(timing):
    step = SAMPLE.steps[0].model_copy(update={"timing": timing, "seconds": 60.0})
    times = human_times([SAMPLE.model_copy(update={"steps": (step,)})])
    assert times == ({(step.service, step.what): 60.0} if timing in ("timed", "noted") else {})


def test_the_newest_measurement_counts_and_a_later_guess_does_not_replace_it():
    (first, *_) = SAMPLE.steps

    def record(timing, seconds):
        step = first.model_copy(update={"timing": timing, "seconds": seconds})
        return SAMPLE.model_copy(update={"steps": (step,)})

    found = human_times([record("timed", 10.0), record("noted", 20.0), record("estimated", 5.0)])
    assert found == {(first.service, first.what): 20.0}


def objective(rating):
    return RatedObjective(what="x", rating=rating)


def step(timing):
    return HumanStepRecord(
        id="a", service="s", what="w", role="r", declared_seconds=1, seconds=None, timing=timing
    )


@pytest.mark.parametrize(
    ("ratings", "decided", "timings", "outcome"),
    [
        (["met"], "yes", ["timed"], "pass"),
        (["met"], "yes", ["estimated"], "pass"),
        (["met"], "yes", [], "pass"),
        ([], "yes", [], "no-evidence"),
        (["met", "not tried"], "yes", ["timed"], "no-evidence"),
        (["met"], "", ["timed"], "no-evidence"),
        (["met"], "yes", ["not tried"], "no-evidence"),
        (["met"], "yes", ["interrupted"], "no-evidence"),
        (["met"], "yes", ["not done"], "fail"),
        (["partly met"], "yes", ["timed"], "fail"),
        (["not tried", "not met"], "", ["timed"], "fail"),
    ],
)
def test_a_verdict_is_the_worst_of_objectives_decisions_and_steps(ratings, decided, timings, outcome):
    decision = DecisionRecord(id="d", asked="?", role="r", decided=decided, seconds=None)
    found = exercise_verdict(map(objective, ratings), [decision], map(step, timings))
    assert isinstance(found, Verdict)
    assert found.outcome == outcome
