"""The plan for the real day: the drill's order, the clock of the day, and nothing asked of anybody."""

import json
import shlex
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from drplan import HumanStep, wiring
from drplan.adapters.inventory import load_district
from drplan.cli import cli
from drplan.declare.lookup import services, site_of
from drplan.errors import UsageError
from drplan.plan.order import waves

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 12, 8, 12, tzinfo=UTC)
LOST = "2026-12-08T06:10"


@pytest.fixture(scope="module")
def district():
    return load_district(ROOT / "inventories")


@pytest.fixture
def typed(monkeypatch):
    """Type the command on a machine without a network and without a lab's or a copy's door."""

    def closed(*_, **__):
        raise AssertionError("something was asked")

    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(wiring, "clock", type("Clock", (), {"now": lambda self: NOW}))
    monkeypatch.setattr(socket.socket, "connect", closed)
    for name in ("enter", "vault", "recovery_ports", "drill_ports", "evidence_key", "secrets"):
        monkeypatch.setattr(wiring, name, closed)

    def run(*words):
        return CliRunner().invoke(cli, ["restore", "plan", *words])

    return run


@pytest.fixture
def plan(typed):
    return lambda *words: json.loads(typed(*words, "--format", "json").stdout)


def test_the_order_is_the_drills(plan, district):
    for code in ("hs", "do"):
        wanted = [s.name for wave in waves(site_of(district, code).services) for s in wave]
        assert [each["service"] for each in plan("--site", code)["services"]] == wanted


def test_deadlines_and_time_left_count_from_the_loss_as_the_school_year_has_them(plan, district):
    found = {e["service"]: e for e in plan("--scenario", "data-room-fire", "--lost-at", LOST)["services"]}
    network = found["district-network"]
    assert network["back_by"] == "2026-12-08T07:10:00+00:00"
    assert network["rto_left_seconds"] == -(4 * 3600 + 50 * 60)
    assert network["mtd_left_seconds"] == 4 * 3600 - (5 * 3600 + 50 * 60)
    tests = found["state-tests"]
    usual = next(s for s in services(district) if s.name == "state-tests").objectives
    assert tests["period"] == "fall-retakes"
    assert tests["rto_seconds"] < usual.rto.total_seconds()


def test_people_and_their_declared_times_are_in_it_but_for_what_is_done_in_tests_only(plan, district):
    for each in plan("--site", "do")["services"]:
        service = next(s for s in services(district) if s.name == each["service"])
        wanted = [
            (s.what, s.role)
            for s in service.recovery_steps
            if isinstance(s, HumanStep) and s.occasion != "test-only"
        ]
        assert [(p["what"], p["role"]) for p in each["people"]] == wanted


def known(line):
    """Follow a line's words through the command line's own tree; an option must be the command's."""
    words = shlex.split(line)[1:]
    command: Any = cli
    context = click.Context(command)
    while isinstance(command, click.Group):
        inner = command.get_command(context, words[0])
        if inner is None:
            inner = command.get_command(context, "data-set")
        else:
            words = words[1:]
        command = inner
    options = {name for p in command.params for name in p.opts}
    return {word for word in words if word.startswith("--")} <= options


def test_every_drplan_command_in_it_is_one_and_tells_the_moment_of_the_loss(plan):
    found = plan("--site", "hs", "--lost-at", LOST)
    lines = [c for each in found["services"] for s in each["steps"] for c in s["commands"]]
    ours = [line for line in (*lines, *found["hosts"].values()) if line.startswith("drplan ")]
    assert ours
    assert all(known(line) for line in ours)
    restores = [line for line in ours if line.startswith("drplan restore ")]
    assert restores
    for line in restores:
        assert f"--before {LOST}:00" in line or line.endswith(f"--lost-at {LOST}")


def test_a_host_is_offered_whole_once_where_its_wave_comes_first(plan):
    hosts = plan("--site", "hs", "--lost-at", LOST)["hosts"]
    assert hosts == {
        "hs-db1": f"drplan restore host hs-db1 --lost-at {LOST}",
        "hs-file1": f"drplan restore host hs-file1 --lost-at {LOST}",
    }


def test_it_is_printed_as_text_and_as_markdown_without_a_control_character(typed):
    text = typed("--site", "hs", "--lost-at", LOST).stdout
    page = typed("--site", "hs", "--lost-at", LOST, "--format", "markdown").stdout
    for shown in (text, page):
        assert "\x1b" not in shown
        assert "2026-12-08 07:10 UTC" in shown
        assert "Registrar compares today's attendance" in shown
        assert f"drplan restore host hs-db1 --lost-at {LOST}" in shown
    assert "passed by 4 h 50 min" in text


def test_without_the_moment_it_leaves_room_for_it(typed, plan):
    assert "................ UTC" in typed("--service", "hs-gradebook").stdout
    found = plan("--service", "hs-gradebook")
    assert [each["service"] for each in found["services"]] == ["hs-gradebook"]
    assert found["services"][0]["back_by"] is None
    assert found["hosts"]["hs-db1"].endswith("--lost-at MOMENT")


def test_broken_evidence_holds_nothing_up_on_the_worst_day(typed, tmp_path):
    broken = tmp_path / "evidence" / "20260101T000000Z-hs"
    broken.mkdir(parents=True)
    (broken / "record.json").write_text("{}")
    done = typed("--site", "hs", "--runbooks", str(tmp_path))
    assert done.exit_code == 0
    assert "no times of earlier drills" in done.stderr
    assert "Wave 1" in done.stdout


@pytest.mark.parametrize("words", [(), ("--site", "hs", "--service", "hs-files")])
def test_one_loss_is_meant(typed, words):
    assert typed(*words).exception.message == "a plan is for one loss"


def test_a_loss_that_has_not_come_yet_is_refused(typed):
    error = typed("--site", "hs", "--lost-at", "2026-12-09T00:00").exception
    assert isinstance(error, UsageError)
    assert "has not come yet" in error.message
