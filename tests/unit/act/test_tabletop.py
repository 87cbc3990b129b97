"""A tabletop is held to its end, whatever stops it; what is measured is told from what is guessed."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from drplan.act.account import Circumstances
from drplan.act.tabletop import Room, hold
from drplan.act.tabletop_account import Held, exercise_record
from drplan.act.tabletop_end import close
from drplan.adapters.inventory import load_district
from drplan.adapters.journal import JournalInMemory
from drplan.desk import Paused
from drplan.plan.loss import loss_in_scenario
from drplan.plan.tabletop_script import OBJECTIVES, script_for
from drplan.record.canonical import read_record, record_bytes
from drplan.record.exercise import ExerciseRecord, human_times, open_actions
from tests.unit.act.scripted_desk import ScriptedDesk

START = datetime(2026, 12, 8, 13, tzinfo=UTC)
ABOUT = Circumstances("D", "superintendent", "0" * 64, {})
MET = {f"objective-{number}.rating": "met" for number in range(1, len(OBJECTIVES) + 1)}


class Clock:
    def __init__(self):
        self.seconds = 0.0

    def now(self):
        return START + timedelta(seconds=self.seconds)

    def monotonic(self):
        return self.seconds


@pytest.fixture(scope="module")
def district():
    return load_district(Path(__file__).parents[3] / "inventories")


@pytest.fixture(scope="module")
def script(district):
    return script_for(district, loss_in_scenario(district, "ransomware-overnight"), date(2026, 12, 8))


@pytest.fixture
def well(script):
    """Answers that leave nothing open."""
    answers = dict(MET)
    for item in script.items:
        if item.kind == "decision":
            answers[f"{item.id}.decided"] = f"as planned: {item.id}"
        if item.kind == "step":
            answers[f"{item.id}.how"] = "done"
    return answers


class Exercise:
    """One exercise that can be stopped and gone on with."""

    def __init__(self, script, district, answers, takes=None):
        self.script, self.clock, self.journal = script, Clock(), JournalInMemory()
        self.journal.add({"entry": "begun", "id": script.name, "at": START.isoformat()})
        self.desk = ScriptedDesk(answers, self.clock, takes)
        self.room = Room(self.desk, self.clock, self.journal, tuple(r.name for r in district.roles))
        self.earlier = ()

    def run(self):
        hold(self.script.items, self.room)
        close(self.script.objectives, self.earlier, self.room)
        held = Held(self.journal.entries(), START, self.clock.now(), "superintendent", self.desk.attended)
        return exercise_record(self.script, held, ABOUT)

    def resume(self):
        self.journal.add({"entry": "resumed", "id": ""})
        return self.run()


@pytest.fixture
def exercise(script, district, well):
    return lambda takes=None, **more: Exercise(
        script, district, well | {k.replace("__", "."): v for k, v in more.items()}, takes
    )


def by_id(things, name):
    return next(each for each in things if each.id == name)


def test_an_exercise_in_which_all_goes_well_passes_and_reads_back_as_it_was_written(exercise):
    record = exercise().run()
    assert record.verdict.outcome == "pass"
    assert read_record(record_bytes(record), ExerciseRecord) == record


def test_a_step_that_is_done_is_timed_and_one_that_is_talked_through_is_no_measurement(exercise):
    told = {"health-records-1.how": "talked", "health-records-1.minutes": "5"}
    held = exercise({"hs-gradebook-1.end": 1234})
    held.desk.answers |= told
    record = held.run()
    assert by_id(record.steps, "hs-gradebook-1").seconds == 1234
    guessed = by_id(record.steps, "health-records-1")
    assert (guessed.timing, guessed.seconds) == ("estimated", 300)
    times = human_times([record])
    gradebook = by_id(record.steps, "hs-gradebook-1").what
    assert times[("hs-gradebook", gradebook)] == 1234
    assert ("health-records", guessed.what) not in times


def test_the_role_that_decided_is_kept_beside_what_and_how_long(exercise):
    held = exercise({"declare.decided": 90})
    held.desk.answers["declare.role"] = "business-manager"
    decided = by_id(held.run().decisions, "declare")
    assert (decided.role, decided.decided, decided.seconds) == (
        "business-manager",
        "as planned: declare",
        90,
    )


def test_a_decision_nobody_took_keeps_the_exercise_from_passing(exercise):
    held = exercise()
    held.desk.answers["reporter.decided"] = ""
    record = held.run()
    assert record.verdict.outcome == "no-evidence"
    assert record.verdict.because == ("not decided: reporter",)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"objective-1.rating": "partly met", "objective-1.because": "late"}, "fail"),
        ({"objective-1.rating": "not met"}, "fail"),
        ({"objective-1.rating": "not tried"}, "no-evidence"),
        ({"objective-1.rating": ""}, "no-evidence"),
        ({"hs-gradebook-1.how": "no", "hs-gradebook-1.because": "no key"}, "fail"),
        ({"hs-gradebook-1.how": ""}, "no-evidence"),
        ({"hs-gradebook-1.end": "no"}, "fail"),
    ],
)
def test_what_falls_short_or_was_not_tried_never_passes(exercise, answers, outcome):
    held = exercise()
    held.desk.answers |= answers
    assert held.run().verdict.outcome == outcome


def questions(script):
    decided = [f"{i.id}.decided" for i in script.items if i.kind == "decision"]
    return [*decided, "hs-gradebook-1.how", "hs-gradebook-1.end", "objective-3.rating", "action-1.issue"]


def test_stopped_at_any_question_it_goes_on_there_and_nothing_is_asked_twice(exercise, script):
    whole = exercise().run()
    for name in questions(script):
        held = exercise()
        held.desk.answers[name] = ScriptedDesk.PAUSE
        with pytest.raises(Paused):
            held.run()
        before = {e["id"] for e in held.journal.entries() if e["entry"] == "answered"}
        asked = len(held.desk.asked)
        held.desk.answers |= {"hs-gradebook-1.how": "done", "objective-3.rating": "met"}
        held.desk.answers |= {f"{i.id}.decided": f"as planned: {i.id}" for i in script.items}
        record = held.resume()
        again = {question.id.split(".")[0] for question, _ in held.desk.asked[asked:]}
        assert not again & before, name
        assert (record.verdict, record.pauses) == (whole.verdict, 1)
        assert [d.decided for d in record.decisions] == [d.decided for d in whole.decisions]


def test_a_pause_stops_the_clock_and_both_pieces_of_the_time_count(exercise):
    held = exercise({"hs-gradebook-1.end": 60})
    held.desk.answers["hs-gradebook-1.end"] = ScriptedDesk.PAUSE
    with pytest.raises(Paused):
        held.run()
    held.clock.seconds += 50_000
    assert by_id(held.resume().steps, "hs-gradebook-1").seconds == 120


def test_a_clock_that_was_lost_to_a_kill_measures_nothing(exercise):
    held = exercise({"hs-gradebook-1.end": 60})
    held.desk.answers["hs-gradebook-1.end"] = ScriptedDesk.PAUSE
    with pytest.raises(Paused):
        held.run()
    killed = [e for e in held.journal.entries() if e["entry"] != "paused"]
    held.journal.entries().clear()
    for entry in killed:
        held.journal.add(entry)
    record = held.resume()
    step = by_id(record.steps, "hs-gradebook-1")
    assert (step.timing, step.seconds) == ("interrupted", None)
    assert ("hs-gradebook", step.what) not in human_times([record])
    assert record.verdict.outcome == "no-evidence"


ACTION = {
    "action-1.issue": "No spare key",
    "action-1.owner": "facilities-director",
    "action-1.due": "2027-01-15",
}


def test_a_corrective_action_stays_open_until_a_later_exercise_closes_it(exercise):
    first = exercise()
    first.desk.answers |= ACTION
    record = first.run()
    (action,) = open_actions([record])
    assert (action.owner_role, action.start, action.due, action.of) == (
        "facilities-director",
        "2026-12-08",
        "2027-01-15",
        record.id,
    )
    second = exercise()
    second.earlier = open_actions([record])
    still = second.run().model_copy(update={"id": "second"})
    assert [each.issue for each in open_actions([record, still])] == ["No spare key"]
    third = exercise()
    third.earlier = open_actions([record, still])
    third.desk.answers["earlier-1.closed"] = "2027-01-10"
    assert open_actions([record, still, third.run().model_copy(update={"id": "third"})]) == ()


def test_what_was_seen_and_advised_is_kept_in_order(exercise):
    held = exercise()
    held.desk.answers |= {"observation-1": "late", "observation-2": "calm", "recommendation-1": "drill it"}
    record = held.run()
    assert (record.observations, record.recommendations) == (("late", "calm"), ("drill it",))
