"""One host lost in earnest: brought back on blank ground, and nothing destroyed or written over."""

from datetime import timedelta

import pytest

from drplan import AutomaticStep, Command, FileProbe, HumanStep
from drplan.act.account import drill_record
from drplan.act.drill_ports import RecoveryPorts
from drplan.act.host import bring_back, obstacles, prepare_host
from drplan.declare.lookup import server_named
from drplan.errors import RepositoryError, SourceError, UsageError
from drplan.ports import Recovered, Sighting
from tests.unit.act.conftest import ABOUT, START

MINUTES = timedelta(minutes=10)


def look_at(host, name):
    return FileProbe(server=host, path=f"/srv/{name}", contains="x")


def judged(record, name="files"):
    found = next(s for s in record.services if s.name == name)
    return found.verdict.outcome, "; ".join(found.verdict.because)


def actions(record, subject):
    return [step.action for step in record.steps if step.subject == subject]


class Held:
    """Implements ``Places``: what lies where, by data set; ``later`` is found from the third look on."""

    def __init__(self, now=None, later=None, unknown=()):
        self.now, self.later, self.unknown = now or {}, later or {}, unknown
        self.looks = 0

    def held(self, data_set):
        self.looks += 1
        if data_set.name in self.unknown:
            raise SourceError("it cannot be told", next_step="look")
        return (self.later if self.looks > 2 else {}).get(data_set.name) or self.now.get(data_set.name)


@pytest.fixture
def recover(limits):
    """Bring host-a back, which is lost and blank unless ``alive``."""

    def run(world, places=None, alive=False, lost=START - timedelta(hours=1)):
        if not alive:
            world.destroy(server_named(world.declared, "host-a"))
        told = vars(world.ports())
        del told["ground"]
        ports = RecoveryPorts(**told)
        plan = prepare_host(server_named(world.declared, "host-a"), ports, before=lost)
        return drill_record(bring_back(plan, ports, places or Held(), limits, lost), ABOUT)

    return run


def test_a_blank_host_is_brought_back_in_earnest_and_nothing_is_destroyed(make_world, recover):
    record = recover(make_world())
    assert judged(record) == ("pass", "")
    assert (record.kind, record.where, record.host) == ("real recovery", "production", "host-a")
    assert [step.action for step in record.steps] == ["see-broken", "blank", "deploy", "restore", "probe"]


def test_the_recovery_time_counts_from_the_loss_and_the_age_of_data_too(make_world, recover):
    (files,) = recover(make_world()).services
    assert 3600 < files.rta_seconds < 3700
    assert files.rpa_seconds == 5 * 3600


def test_data_whose_manifest_is_not_to_be_trusted_is_brought_back_in_earnest_and_is_no_pass(
    make_world, make_service, recover
):
    step = AutomaticStep(what="start", server="host-a", argv=("start",), duration=MINUTES)
    world = make_world(make_service("files", "host-a", recovery_steps=(step,)))
    why = "signature not trusted: it is by SHA256:x, which is not a known key of the machine that made it"
    world.notes = (why,)
    record = recover(world)
    assert judged(record) == ("no-evidence", why)
    assert record.services[0].data_sets[0].verdict.outcome == "no-evidence"
    assert record.services[0].rta_seconds is not None
    assert [argv for _, argv, _ in world.ran] == [("start",)]


def test_an_objective_missed_in_earnest_is_a_failure(make_world, recover):
    outcome, why = judged(recover(make_world(), lost=START - timedelta(hours=5)))
    assert outcome == "fail"
    assert why.startswith("RTO missed by 1:00:")


def test_a_recovery_time_in_earnest_is_no_shorter_than_the_clock_says(make_world, make_service, recover):
    names = [f"s{number}" for number in range(6)]
    record = recover(make_world(*(make_service(name, "host-a") for name in names)))
    ends = {
        step.subject: (step.started - record.disrupted).total_seconds() + step.seconds
        for step in record.steps
        if step.action == "probe"
    }
    assert {s.name: s.rta_seconds for s in record.services} == pytest.approx(ends)
    assert len(set(ends.values())) == len(names)


def test_people_whom_a_dependency_waits_for_are_waited_for_from_the_loss_on(
    make_world, make_service, recover
):
    sign = HumanStep(what="Sign", role="admin", duration=MINUTES)
    files = make_service("files", "host-a", recovery_steps=(sign,))
    record = recover(make_world(files, make_service("portal", "host-a", ("files",))))
    (portal,) = [s for s in record.services if s.name == "portal"]
    assert portal.critical_path == ("host-a", "files", "portal")
    assert 3600 + 600 < portal.rta_seconds < 3600 + 700


def test_a_point_made_after_the_loss_is_passed_over(make_world, recover):
    with pytest.raises(UsageError, match="nothing to come back from") as told:
        recover(make_world(), lost=START - timedelta(hours=7))
    assert "backup status" in told.value.next_step


def test_a_sort_of_data_that_drplan_does_not_restore_is_said_to_be_one(make_world, make_service, recover):
    files = make_service("files", "host-a")
    (data,) = files.data_sets
    other = data.model_copy(update={"source": Command(server="host-a", argv=("export-grades",))})
    world = make_world(files.model_copy(update={"data_sets": (other,)}))
    with pytest.raises(UsageError, match=r"files-data: drplan does not restore its sort \(command\)") as told:
        recover(world)
    assert "runbooks/hs/runbook.md" in told.value.next_step
    assert world.alive == set()


def test_in_earnest_what_is_only_for_tests_is_left_out_and_the_rest_is_run_and_measured(
    make_world, make_service, recover
):
    programs = tuple(
        AutomaticStep(what=each, server="host-a", argv=(each,), duration=MINUTES, occasion=each)
        for each in ("both", "real-only", "test-only")
    )
    people = HumanStep(what="Sign", role="admin", duration=MINUTES)
    world = make_world(make_service("files", "host-a", recovery_steps=(*programs, people)))
    record = recover(world)
    assert [argv for _, argv, _ in world.ran] == [("both",), ("real-only",)]
    assert record.services[0].human_seconds == 600


@pytest.mark.parametrize(
    ("places", "why"),
    [
        (Held(now={"files-data": "on host-a /srv holds files already"}), "files-data: on host-a /srv holds"),
        (Held(unknown=("files-data",)), "it cannot be told"),
    ],
)
def test_what_lies_there_already_is_refused_before_anything_is_changed(make_world, recover, places, why):
    world = make_world()
    with pytest.raises((UsageError, SourceError), match=why):
        recover(world, places)
    assert world.alive == set()
    assert world.restored == set()


def test_a_host_whose_service_answers_was_not_lost(make_world, recover):
    world = make_world()
    with pytest.raises(UsageError, match="files answers: what it stands on was not lost") as told:
        recover(world, alive=True)
    assert "nothing was changed" in told.value.next_step


def test_data_that_another_server_may_hold_newer_is_not_brought_back(make_world, make_service, recover):
    probes = (look_at("host-a", "files"), look_at("host-b", "mail"))
    mail = make_service("mail", "host-b")
    files = make_service("files", "host-a", runs_on=("host-a", "host-b"), probes=probes)
    with pytest.raises(UsageError, match="host-b may hold newer data than any copy"):
        recover(make_world(files, mail))


def test_a_part_without_data_of_a_service_that_stays_up_is_rebuilt_without_a_claim(
    make_world, make_service, recover
):
    told = {"runs_on": ("host-a", "host-b"), "probes": (look_at("host-b", "files"),), "data_sets": ()}
    record = recover(make_world(make_service("files", "host-a", **told)))
    assert actions(record, "host-a") == ["blank", "deploy"]
    assert judged(record)[0] == "no-evidence"


def test_what_a_deploy_brings_to_light_is_not_written_over(make_world, recover):
    world = make_world()
    held = "on host-a /srv holds files already"
    record = recover(world, Held(later={"files-data": held}))
    assert actions(record, "host-a") == ["blank", "deploy"]
    outcome, why = judged(record)
    assert outcome == "fail"
    assert f"{held} now: nothing was written over it" in why
    assert world.restored == set()


def test_nothing_is_deployed_when_the_host_fills_after_the_first_look(make_world, recover):
    class Filling(Held):
        def held(self, data_set):
            self.looks += 1
            return "on host-a /srv holds files already" if self.looks == 2 else None

    record = recover(make_world(), Filling())
    assert actions(record, "host-a") == ["blank"]
    assert judged(record)[0] == "fail"


def test_no_program_runs_on_data_that_did_not_come_back(make_world, make_service, recover):
    step = AutomaticStep(what="Reindex", server="host-a", argv=("reindex",), duration=MINUTES)
    world = make_world(make_service("files", "host-a", recovery_steps=(step,)))
    world.unrestorable = {"files-data"}
    assert judged(recover(world))[0] == "fail"
    assert world.ran == []


def test_a_copy_that_does_not_answer_is_passed_over_while_another_does(make_world, recover):
    world = make_world()
    (onsite,), (nightly,) = world.declared.repositories, world.declared.policies
    two = {
        "repositories": (onsite.model_copy(update={"name": "burnt"}), onsite),
        "policies": (nightly.model_copy(update={"copies": ("burnt", "onsite")}),),
    }
    world.declared = world.declared.model_copy(update=two)
    answer = world.points

    def points(data_set, repository):
        if repository.name == "burnt":
            raise RepositoryError("no answer", next_step="wait")
        return answer(data_set, repository)

    world.points = points
    (files,) = recover(world).services
    assert files.data_sets[0].repository == "onsite"
    assert ("burnt", "cannot be asked: no answer") in world.told


def test_when_no_copy_answers_that_is_said(make_world, recover):
    world = make_world()

    def points(data_set, repository):
        raise RepositoryError("no answer", next_step="wait")

    world.points = points
    with pytest.raises(RepositoryError, match="no answer"):
        recover(world)


def test_looking_for_obstacles_changes_nothing(make_world):
    world = make_world()
    plan = prepare_host(server_named(world.declared, "host-a"), world.ports())
    held = Held(now={"files-data": "on host-a /srv holds files already"})
    found = obstacles(plan, world.ports(), held)
    assert found == (
        "files answers: what it stands on was not lost",
        "files-data: on host-a /srv holds files already",
    )
    assert world.told == []


def test_what_a_recovery_in_earnest_is_given_cannot_destroy(make_world):
    assert not hasattr(RecoveryPorts, "ground")
    told = vars(make_world().ports())
    with pytest.raises(TypeError, match="ground"):
        RecoveryPorts(**told)


def test_a_probe_that_could_not_look_does_not_show_that_the_host_was_down(make_world, recover, monkeypatch):
    world, looks = make_world(), []
    whole = world.look

    def look(probe):
        looks.append(probe)
        return Sighting(False, "no program psql", looked=False) if len(looks) <= 2 else whole(probe)

    monkeypatch.setattr(world, "look", look)
    record = recover(world)
    assert judged(record) == ("no-evidence", "a probe could not look: no program psql")
    assert record.services[0].rta_seconds is None


def test_a_clock_set_back_in_a_recovery_in_earnest_leaves_no_evidence(make_world, recover, monkeypatch):
    world = make_world()
    whole = world.apply

    def back(assets):
        world.seconds -= 7200
        return whole(assets)

    monkeypatch.setattr(world, "apply", back)
    outcome, why = judged(recover(world))
    assert outcome == "no-evidence"
    assert "the clock went back" in why


@pytest.fixture
def seen_in_turn(make_world, recover, monkeypatch):
    """Recover with these sightings first, one a look, and then what the world shows."""

    def run(*first):
        world, looks = make_world(), iter(first)
        whole = world.look
        monkeypatch.setattr(world, "look", lambda probe: next(looks, None) or whole(probe))
        return recover(world)

    return run


DOWN, UP = Sighting(False, "down"), Sighting(True, "up")
BLIND = Sighting(False, "no program psql", looked=False)


def test_a_service_that_answers_again_before_anything_was_done_shows_no_recovery(seen_in_turn):
    record = seen_in_turn(DOWN, UP)
    assert judged(record) == ("no-evidence", "it answered again before anything was done")
    assert record.services[0].rta_seconds is None


def test_a_service_without_a_probe_shows_neither_loss_nor_recovery_in_earnest(
    make_world, make_service, recover
):
    record = recover(make_world(make_service("files", "host-a", probes=())))
    assert judged(record) == ("no-evidence", "the service has no probe")
    assert {s.verdict.outcome for s in record.steps if s.subject == "files"} == {"no-evidence"}


@pytest.fixture
def two_probes(make_world, make_service, recover, monkeypatch):
    """Recover a service of two probes with these sightings first, and then what the world shows."""

    def run(*first):
        probes = tuple(look_at("host-a", "files").model_copy(update={"contains": each}) for each in "xy")
        world = make_world(make_service("files", "host-a", probes=probes))
        looks, whole = iter(first), world.look
        monkeypatch.setattr(world, "look", lambda probe: next(looks, None) or whole(probe))
        return recover(world).verdict.outcome

    return run


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        (DOWN, BLIND, "pass"),
        (UP, BLIND, "no-evidence"),
        (BLIND, BLIND, "no-evidence"),
        (UP, UP, "no-evidence"),
    ],
)
def test_one_probe_that_looked_and_found_it_down_is_what_shows_a_loss(two_probes, first, second, outcome):
    assert two_probes(DOWN, DOWN, first, second) == outcome


def test_a_service_of_which_one_probe_answers_is_not_taken_for_whole(two_probes):
    assert two_probes(UP, DOWN) == "pass"


def test_a_database_without_a_row_holds_up_no_recovery_in_earnest_and_is_no_pass(
    make_world, make_service, recover, monkeypatch
):
    step = AutomaticStep(what="Start it", server="host-a", argv=("start",), duration=MINUTES)
    world = make_world(make_service("files", "host-a", recovery_steps=(step,)))
    empty = {"/srv/canary": {"rows": 0, "checksum": "0"}}

    def back(data_set, point, repository, *, instead_of=()):
        world.restored.add(data_set.name)
        return Recovered(empty, empty, 0)

    monkeypatch.setattr(world, "recover", back)
    record = recover(world)
    assert judged(record) == ("no-evidence", "no content was compared: all 1 tables are empty")
    assert [argv for _, argv, _ in world.ran] == [("start",)]
    assert record.services[0].rta_seconds is not None
