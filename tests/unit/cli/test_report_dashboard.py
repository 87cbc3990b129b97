"""``drplan report dashboard`` as it is typed: what it asks, what it writes, and how it ends."""

import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan import wiring
from drplan.cli import cli, report_dashboard
from drplan.declare.lookup import data_sets
from drplan.errors import ToolMissing
from drplan.ports import RecoveryPoint

ROOT = Path(__file__).parents[3]


class Vault:
    """Holds a recovery point of the last minute of everything, but in places that hang."""

    def __init__(self, district, hangs=()):
        self.district, self.hangs, self.asked = district, hangs, []

    def all_points(self, repository):
        self.asked.append(repository.name)
        if repository.name in self.hangs:
            threading.Event().wait(600)
        taken = datetime.now(UTC) - timedelta(minutes=1)
        return [RecoveryPoint(d.name, repository.name, "3f2a", taken, 1, 1) for d in data_sets(self.district)]


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("DRPLAN_STATE", str(tmp_path / "state"))
    (tmp_path / "deploys").mkdir()

    def run(*words):
        places = ("--inventory", str(ROOT / "inventories"), "--runbooks", str(ROOT / "runbooks"))
        given = ("report", "dashboard", "--language", "en", *words)
        return CliRunner().invoke(cli, [*given, "--deploys", str(tmp_path / "deploys"), *places])

    return run


@pytest.fixture
def vault(monkeypatch):
    made = Vault(wiring.district(ROOT / "inventories"))
    monkeypatch.setattr(wiring, "vault", lambda district: made)
    return made


def verdicts(output):
    blocks = json.loads(output)["blocks"]
    table = next(each for each in blocks if each.get("caption") == "What would be lost now")
    return {row[3] for row in table["rows"]}


def test_every_copy_is_asked_once(run, vault):
    ended = run("--format", "json")
    assert sorted(vault.asked) == ["neighbor", "offsite", "onsite"]
    assert verdicts(ended.output) == {"pass"}


def test_a_copy_that_hangs_does_not_hold_the_page_up(run, vault, monkeypatch):
    monkeypatch.setattr(report_dashboard, "_WAIT", 1.0)
    vault.hangs = ("offsite",)
    ended = run("--format", "json")
    assert verdicts(ended.output) == {"no-evidence"}
    assert "no answer within 1 seconds" in ended.output


def test_without_restic_nothing_is_known_and_the_page_is_there(run, monkeypatch):
    def missing(district):
        raise ToolMissing("restic is not here", next_step="install it")

    monkeypatch.setattr(wiring, "vault", missing)
    ended = run("--format", "json")
    assert verdicts(ended.output) == {"no-evidence"}
    assert "restic is not here" in ended.output


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--no-copies",), "this page is of the records alone"),
        (("--as-of", "2027-01-15"), "This page is of another day"),
    ],
)
def test_copies_are_left_alone_where_asking_is_not_wanted_or_says_nothing(run, vault, words, why):
    ended = run(*words)
    assert why in ended.output
    assert vault.asked == []
    assert ended.exit_code in (1, 3)


def test_a_labs_copies_are_not_shown_as_the_districts(run, vault, monkeypatch):
    monkeypatch.setattr(wiring, "acts_in", lambda: "lab")
    assert "what its copies hold is not the district's" in " ".join(run().output.split())
    assert vault.asked == []


def test_the_file_is_replaced_whole_when_told_and_else_left_alone(run, vault, tmp_path):
    file = tmp_path / "dashboard.html"
    file.write_text("old")
    assert "is there already" in str(run("--to", str(file)).exception)
    assert file.read_text() == "old"
    assert run("--to", str(file), "--force").exit_code == 1
    page = file.read_text()
    assert page.startswith("<!DOCTYPE html>")
    assert page.rstrip().endswith("</html>")
    assert "<script" not in page
    assert 'http-equiv="refresh"' not in page
    assert [each.name for each in tmp_path.glob(".page-*")] == []


def test_a_refresh_is_in_the_page_when_asked_for(run, vault, tmp_path):
    file = tmp_path / "dashboard.html"
    run("--to", str(file), "--refresh", "15")
    assert file.read_text().count('<meta http-equiv="refresh" content="900">') == 1


def test_options_that_would_do_nothing_are_refused(run, tmp_path):
    assert "only HTML can be loaded again" in str(run("--refresh", "15").exception)
    places = ("--inventory", str(ROOT / "inventories"), "--runbooks", str(ROOT / "runbooks"))
    ended = CliRunner().invoke(cli, ["report", "board", "--no-copies", *places])
    assert "for the dashboard, not for board" in str(ended.exception)


def test_the_public_edition_of_what_names_services_is_refused(run):
    assert "has no public edition" in str(run("--edition", "public").exception)
