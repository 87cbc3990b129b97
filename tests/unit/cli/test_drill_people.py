"""``drplan drill run`` as it is typed: refused on production, attended, and followed."""

import json
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan import wiring
from drplan.adapters.keys import KeyFile
from drplan.cli import cli
from drplan.errors import UsageError
from tests.unit.act.conftest import ABOUT, World, district, service
from tests.unit.cli.one_run import OneRun

ROOT = Path(__file__).parents[3]


HOURS = count(1)


@pytest.fixture
def world():
    made = World(district(service("files", "host-a")))
    # Its own hour, for a drill's id is the second at which it begins.
    made.seconds = 3600.0 * next(HOURS)
    return made


@pytest.fixture
def typed(monkeypatch, tmp_path, world):
    monkeypatch.setenv("DRPLAN_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(wiring, "district", lambda _folder: world.declared)
    monkeypatch.setattr(wiring, "clock", lambda: world)
    monkeypatch.setattr(wiring, "enter", lambda: None)
    monkeypatch.setattr(wiring, "circumstances", lambda *_: ABOUT)
    monkeypatch.setattr(wiring, "inventory_sha256", lambda _: ABOUT.inventory_sha256)
    key = KeyFile.create(tmp_path / "keys", "evidence@test.example")
    monkeypatch.setattr(wiring, "evidence_key", lambda: key)
    monkeypatch.setattr(wiring, "drill_runner", OneRun)
    monkeypatch.setattr(wiring, "drill_history", OneRun)

    def ports(_declared, progress):
        from dataclasses import replace

        return replace(world.ports(), progress=progress)

    monkeypatch.setattr(wiring, "drill_ports", ports)

    def run(*words):
        place = ("--runbooks", str(tmp_path / "rb"), "--site", "hs", "--role", "admin", "--patience", "1")
        return CliRunner().invoke(cli, ["drill", "run", *place, *words])

    return run


def test_a_live_drill_is_refused_before_anything_is_asked_and_the_way_is_named(typed, world, monkeypatch):
    monkeypatch.setattr(wiring, "district", None)
    error = typed("--live").exception
    assert isinstance(error, UsageError)
    assert "never runs on production" in error.message
    assert "drplan restore plan" in error.next_step
    assert "drplan restore host" in error.next_step
    assert world.alive


def test_without_a_terminal_there_are_plain_lines_and_the_record(typed):
    done = typed()
    assert done.exit_code == 0, done.output
    assert "\x1b" not in done.output
    assert "restore pass" in done.stderr
    assert "evidence:" in done.stdout


def test_events_in_a_file_stand_beside_the_record(typed, tmp_path):
    path = tmp_path / "events.jsonl"
    done = typed("--events", str(path), "--format", "json")
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [lines[0]["event"], lines[-1]["event"]] == ["begun", "ended"]
    assert {line["schema"] for line in lines} == {"drplan/events/1"}
    assert json.loads(done.stdout)["verdict"]["outcome"] == "pass"


def test_events_on_standard_output_have_it_for_themselves(typed):
    done = typed("--events", "-")
    assert done.exit_code == 0
    assert all(json.loads(line)["schema"] == "drplan/events/1" for line in done.stdout.splitlines())


def test_what_cannot_be_is_refused_before_anything_is_lost(typed, world):
    for words, said in (
        (("--events", "-", "--format", "json"), "both want standard output"),
        (("--attended",), "nobody is at a terminal"),
        (("--events", "/no/such/folder/x"), "cannot be written"),
    ):
        error = typed(*words).exception
        assert said in error.message
    assert world.alive == {"host-a"}
