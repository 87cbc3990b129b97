"""A drill beside production: what is asked of production, what of the room, and when it stops."""

from dataclasses import dataclass, field

import pytest

from drplan.act.account import drill_record
from drplan.act.drill import prepare
from drplan.act.drill_scratch import ROOM, ScratchPorts, conduct_scratch
from drplan.ports import Sighting
from tests.unit.act.conftest import ABOUT, START


@dataclass
class Production:
    """Looks at production: up, down, or nobody knows."""

    healthy: bool = True
    looks: int = 0

    def look(self, _probe):
        self.looks += 1
        return Sighting(self.healthy, "production answers" if self.healthy else "no route to host")


@dataclass
class Room:
    """What was seen of the room, look by look; the last answer stays."""

    faults: list[tuple[str, ...]] = field(default_factory=lambda: [()])
    firsts: list[bool] = field(default_factory=list)
    gone: bool = False

    def look_out(self, *, first):
        self.firsts.append(first)
        return (self.faults.pop(0) if len(self.faults) > 1 else self.faults[0]), "5 namespaces"


@pytest.fixture
def rehearse(limits):
    def run(world, production=None, room=None):
        room = room or Room()
        world.where = "scratch"
        # A room begins empty, and production stays as it is.
        world.alive, world.restored = set(), set()
        world.destroy = lambda asset: f"{asset.name}: production was left alone"
        ports = ScratchPorts(
            **vars(world.ports()),
            production=production or Production(),
            look_out=room.look_out,
            gone=lambda: room.gone,
            reserved="2 GB reserved",
        )
        plan = prepare(world.declared.sites[0], ports)
        return drill_record(conduct_scratch(plan, ports, limits), ABOUT)

    return run


def judged(record):
    return {s.name: (s.verdict.outcome, "; ".join(s.verdict.because)) for s in record.services}


def test_a_service_comes_up_in_the_room_and_the_record_says_where(make_world, rehearse):
    record = rehearse(make_world())
    assert judged(record) == {"files": ("pass", "")}
    assert record.where == "scratch"
    assert record.kind == "functional"
    assert record.started >= START
    actions = [(step.subject, step.action) for step in record.steps]
    assert actions == [
        (ROOM, "reserve"),
        (ROOM, "isolate"),
        ("files", "see-healthy"),
        ("host-a", "destroy"),
        ("files", "see-broken"),
        ("host-a", "blank"),
        ("host-a", "deploy"),
        ("files-data", "restore"),
        ("files", "isolate"),
        ("files", "probe"),
        (ROOM, "isolate"),
    ]


def test_a_room_that_is_not_isolated_stops_before_anything_is_restored(make_world, rehearse):
    record = rehearse(make_world(), room=Room(faults=[("eth9 leads out",)]))
    assert judged(record) == {"files": ("fail", "the room is not isolated: eth9 leads out")}
    assert [step.action for step in record.steps] == ["reserve", "isolate"]


def test_a_way_out_that_opens_with_the_restored_data_fails_the_service_unprobed(make_world, rehearse):
    room = Room(faults=[(), ("wan0 leads out",), ()])
    outcome, why = judged(rehearse(make_world(), room=room))["files"]
    assert outcome == "fail"
    assert "wan0 leads out" in why
    assert room.firsts == [True, False, False]


def test_a_way_out_that_is_found_at_the_end_fails_every_service(make_world, rehearse):
    outcome, why = judged(rehearse(make_world(), room=Room(faults=[(), (), ("late",)])))["files"]
    assert (outcome, why) == ("fail", "the room is not isolated: late")


def test_without_a_healthy_production_the_drill_goes_on_and_is_no_evidence(make_world, rehearse):
    record = rehearse(make_world(), production=Production(healthy=False))
    outcome, why = judged(record)["files"]
    assert outcome == "no-evidence"
    assert why == "production: a probe was not healthy within 3 s: no route to host"
    assert {s.action: s.verdict.outcome for s in record.steps}["probe"] == "pass"


def test_a_probe_that_is_healthy_in_an_empty_room_shows_nothing(make_world, rehearse):
    world = make_world()
    world.always_healthy = {"files"}
    outcome, why = judged(rehearse(world))["files"]
    assert outcome == "fail"
    assert "was not broken within 3 s" in why


def test_nobody_waits_for_a_service_in_a_room_that_is_gone(make_world, rehearse):
    outcome, why = judged(rehearse(make_world(), room=Room(gone=True)))["files"]
    assert outcome == "fail"
    assert "the scratch room was taken down" in why


def test_what_the_room_cannot_hold_is_not_tried(make_world, make_service, rehearse):
    world = make_world(make_service("files", "host-a"), make_service("cloud", "host-b"))
    world.excused = {"host-a"}
    record = rehearse(world)
    assert judged(record)["files"] == ("no-evidence", "not tried: it needs root")
    assert judged(record)["cloud"][0] == "pass"
