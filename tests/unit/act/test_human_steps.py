"""What people do is signed off by a role, timed, and fails when it is not; only where somebody attends."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from drplan import HumanStep
from drplan.act.account import drill_record
from drplan.act.drill import conduct, prepare
from drplan.act.human import sign_off_limit
from drplan.act.waves import Limits
from drplan.record.canonical import read_record, record_bytes
from drplan.record.drill import DrillRecord
from tests.unit.act.conftest import ABOUT
from tests.unit.act.scripted_desk import ScriptedDesk

MINUTES = timedelta(minutes=10)


def sign(occasion="both", what="Registrar signs", duration=MINUTES):
    return HumanStep(what=what, role="admin", duration=duration, occasion=occasion)


@pytest.fixture
def attended(make_world, make_service, limits):
    def run(*steps, answers, others=(), takes=()):
        services = (make_service("files", "host-a", recovery_steps=steps), *others)
        world = make_world(*services)
        desk = ScriptedDesk(answers, world, dict(takes))
        ports = replace(world.ports(), desk=desk)
        plan = prepare(world.declared.sites[0], ports)
        conducted = conduct(plan, ports, limits)
        return desk, drill_record(conducted, ABOUT)

    return run


def human(record):
    return [step for step in record.steps if step.action == "human"]


def test_people_are_asked_after_their_service_was_seen_healthy_and_the_time_is_theirs(attended):
    desk, record = attended(sign(), answers={"files.sign-off": "yes"}, takes={"files.sign-off": 240})
    actions = [step.action for step in record.steps if step.subject == "files"]
    assert actions[-2:] == ["probe", "human"]
    (step,) = human(record)
    assert (step.role, step.detail, step.verdict.outcome) == ("admin", "Registrar signs", "pass")
    assert step.seconds >= 240
    assert record.verdict.outcome == "pass"
    assert "declared: 10 min" in "".join(desk.told)


def test_another_role_that_did_it_is_the_one_on_record(make_world, make_service, limits):
    world = make_world(make_service("files", "host-a", recovery_steps=(sign(),)))
    nurse = world.declared.roles[0].model_copy(update={"name": "nurse"})
    known = world.declared.model_copy(update={"roles": (*world.declared.roles, nurse)})
    desk = ScriptedDesk({"files.sign-off": "nurse"}, world)
    ports = replace(world.ports(), desk=desk, district=known)
    record = drill_record(conduct(prepare(known.sites[0], ports), ports, limits), ABOUT)
    assert human(record)[0].role == "nurse"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("no", "admin says that it could not be done"),
        (ScriptedDesk.SILENCE, "not signed off within 30 min"),
        (ScriptedDesk.PAUSE, "nobody was left to sign it off"),
    ],
)
def test_a_refusal_silence_and_an_empty_desk_fail_the_service_and_what_waits_for_it(
    attended, make_service, answer, why
):
    waiting = make_service("portal", "host-b", needs=("files",))
    _, record = attended(sign(), answers={"files.sign-off": answer}, others=(waiting,))
    files, portal = record.services
    assert files.verdict.outcome == "fail"
    assert f"Registrar signs: {why}" in files.verdict.because
    assert files.rta_seconds is None
    assert portal.verdict.outcome == "no-evidence"
    assert portal.verdict.because == ("skipped: it depends on files, which did not come back",)


def test_the_first_refusal_ends_a_services_questions(attended):
    desk, _ = attended(sign(), sign(what="Second"), answers={"files.sign-off": "no"})
    assert len(desk.asked) == 1


@pytest.mark.parametrize(("occasion", "asked"), [("both", 1), ("test-only", 1), ("real-only", 0)])
def test_a_drill_asks_for_what_is_done_in_drills(attended, occasion, asked):
    desk, record = attended(sign(occasion), answers={"files.sign-off": "yes"})
    assert len(desk.asked) == len(human(record)) == asked


def test_nobody_is_asked_for_a_service_that_did_not_come_back(make_world, make_service, limits):
    world = make_world(make_service("files", "host-a", recovery_steps=(sign(),)))
    world.unrestorable.add("files-data")
    desk = ScriptedDesk({}, world)
    ports = replace(world.ports(), desk=desk)
    conducted = conduct(prepare(world.declared.sites[0], ports), ports, limits)
    assert desk.asked == []
    assert drill_record(conducted, ABOUT).verdict.outcome == "fail"


def test_unattended_nothing_is_asked_and_the_declared_time_stands_in(make_world, make_service, drill):
    record = drill(make_world(make_service("files", "host-a", recovery_steps=(sign(),))))
    assert human(record) == []
    assert record.services[0].human_seconds == 600


def test_a_sign_off_is_waited_for_three_times_as_declared_and_ten_minutes_at_least():
    assert sign_off_limit(sign(duration=timedelta(minutes=1))) == 600
    assert sign_off_limit(sign(duration=timedelta(minutes=45))) == 8100


def test_the_role_is_written_where_people_did_something_and_nowhere_else(attended):
    _, record = attended(sign(), answers={"files.sign-off": "yes"})
    data = record_bytes(record)
    # Once in the step that was signed off, once in the time that it gave.
    assert data.count(b'"role":') == 2 * len(human(record)) == 2
    assert read_record(data, DrillRecord) == read_record(record_bytes(record), DrillRecord)


class Room(ScriptedDesk):
    """Says yes to everything, slowly, and minds when two ask at once."""

    asking = 0
    crowded = False

    def ask(self, question, *, seconds=None):
        Room.asking += 1
        time.sleep(0.005)
        self.crowded = self.crowded or Room.asking > 1
        Room.asking -= 1
        self.asked.append((question, seconds))
        return "yes"


def test_one_question_is_asked_at_a_time_though_services_come_back_side_by_side(
    make_world, make_service, limits
):
    several = [make_service(f"s{n}", f"host-{n}", recovery_steps=(sign(), sign())) for n in range(5)]
    world, room = make_world(*several), Room({})
    ports = replace(world.ports(), desk=room)
    conduct(prepare(world.declared.sites[0], ports), ports, Limits(at_once=5, patience=limits.patience))
    assert len(room.asked) == 10
    assert not room.crowded
