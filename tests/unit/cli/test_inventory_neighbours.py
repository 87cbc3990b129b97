"""``drplan inventory neighbours``: what is printed, and how it ends."""

import json
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from drplan import wiring
from drplan.act.hear import hear
from drplan.cli import cli
from drplan.errors import Unreachable
from drplan.ports.device import Neighbour
from tests.unit.plan.network.test_neighbours import CLOSET_AT_CORE, CORE_AT_CLOSET, VALLEY

STORE = Neighbour("Gi1/0/2", "store", "eth0")


class Sessions:
    """Sessions with devices that hear what they are given; one that is not given does not answer."""

    def __init__(self, **heard):
        self.heard = heard

    @contextmanager
    def open(self, device):
        if device.name not in self.heard:
            raise Unreachable(f"{device.name} does not answer", next_step="look at its cable")
        yield Session(self.heard[device.name])


class Session:
    def __init__(self, heard):
        self.heard = heard

    def neighbours(self):
        return tuple(self.heard)


@pytest.fixture
def neighbours(monkeypatch):
    """Return a function that runs the command with what each device hears."""

    def run(*words, **heard):
        monkeypatch.setattr(wiring, "district", lambda inventory: VALLEY)
        monkeypatch.setattr(wiring, "devices", lambda: Sessions(**heard))
        done = CliRunner().invoke(cli, ["inventory", "neighbours", *words])
        return done.exit_code, done.stdout

    return run


def test_all_as_declared_ends_with_0(neighbours):
    code, said = neighbours(core=[CLOSET_AT_CORE, STORE], closet=[CORE_AT_CLOSET])
    assert code == 0
    assert said.endswith(
        "2 of 2 network devices answered: 2 cables as declared, 0 differences, 0 without evidence\n"
    )


def test_a_difference_ends_with_1_and_says_what_to_do(neighbours):
    code, said = neighbours(core=[STORE], closet=[])
    assert code == 1
    assert "core Gi1/0/1: nothing is heard here; declared: closet Gi1/0/48" in said
    assert "next: look at the cable" in said


def test_a_cable_that_could_not_be_seen_ends_with_3(neighbours):
    assert neighbours(core=[CLOSET_AT_CORE], closet=[CORE_AT_CLOSET])[0] == 3


def test_a_device_that_does_not_answer_ends_with_3_and_none_at_all_with_2(neighbours):
    code, said = neighbours(core=[CLOSET_AT_CORE, STORE])
    assert (code, "not asked    closet does not answer" in said) == (3, True)
    assert neighbours()[0] == 2


def test_json_holds_what_was_heard_and_what_was_found(neighbours):
    _, said = neighbours("--format", "json", core=[CLOSET_AT_CORE, STORE])
    told = json.loads(said)
    assert told["schema"] == "drplan/inventory-neighbours/1"
    assert [(each["device"], each["error"]) for each in told["devices"]] == [
        ("core", None),
        ("closet", "closet does not answer"),
    ]
    assert told["devices"][0]["hears"][0]["device_port"] == "Gi1/0/48"
    assert len(told["confirmed"]) == 2


def test_answers_come_in_the_order_of_the_devices():
    devices = VALLEY.sites[0].assets[:2]
    hearings = hear(Sessions(closet=[CORE_AT_CLOSET]), devices)
    assert [(each.device, bool(each.error)) for each in hearings] == [("core", True), ("closet", False)]
