"""``drplan report``, as it is typed: every audience, its formats and files, and what it refuses."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan.cli import cli
from drplan.errors import EvidenceError, UsageError
from drplan.explain.reports import REPORTS
from drplan.explain.reports.formats import FORMATS

ROOT = Path(__file__).parents[3]
DAY = "2026-12-01"
AUDIENCES = [each.audience for each in REPORTS]
MAGIC = {"pdf": b"%PDF-", "docx": b"PK"}


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """Return the folders of a copy of the example; no deploy is on record there."""
    folder = tmp_path_factory.mktemp("example")
    shutil.copytree(ROOT / "runbooks", folder / "runbooks")
    (folder / "deploys").mkdir()
    return folder


@pytest.fixture
def run(example):
    def run(*words):
        places = ("--inventory", str(ROOT / "inventories"), "--runbooks", str(example / "runbooks"))
        given = (*words, "--as-of", DAY, "--deploys", str(example / "deploys"), *places)
        return CliRunner().invoke(cli, ["report", *given])

    return run


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_audience_gets_its_report_of_the_example(run, audience):
    ended = run(audience)
    # The dashboard alone ends as what it shows does: stale drills fall short.
    assert ended.exit_code == (1 if audience == "dashboard" else 0), ended.output
    assert "Cedar Valley School District" in ended.output


def test_the_day_the_language_and_the_edition_are_those_that_are_asked_for(run):
    said = run("board", "--language", "es", "--edition", "public").output
    assert "Situación al 1 de diciembre de 2026. Público." in said


def test_it_is_restricted_and_in_the_district_s_first_language_unless_told(run):
    assert "As on December 1, 2026. Restricted" in run("board").output


@pytest.mark.parametrize("form", list(FORMATS))
def test_a_file_s_name_says_what_to_write(run, tmp_path, form):
    ending = {"text": "txt", "markdown": "md"}.get(form, form)
    file = tmp_path / f"board.{ending}"
    ended = run("board", "--to", str(file))
    assert ended.exit_code == 0, ended.output
    content = file.read_bytes()
    if form in MAGIC:
        assert content.startswith(MAGIC[form])
    else:
        assert content.decode() == run("board", "--format", form).output


def test_json_holds_the_blocks_in_order(run):
    told = json.loads(run("finance", "--format", "json").output)
    assert told["schema"] == "drplan/report/1"
    assert (told["language"], told["edition"]) == ("en", "restricted")
    assert [each["block"] for each in told["blocks"][:2]] == ["notice", "paragraph"]
    assert {"heading", "table", "notice"} <= {each["block"] for each in told["blocks"]}


def test_what_no_terminal_shows_is_not_printed(run):
    ended = run("board", "--format", "pdf")
    assert isinstance(ended.exception, UsageError)
    assert "--to FILE.pdf" in ended.exception.next_step


def test_a_file_that_is_there_is_replaced_only_when_told(run, tmp_path):
    file = tmp_path / "board.pdf"
    file.write_text("mine")
    assert isinstance(run("board", "--to", str(file)).exception, UsageError)
    assert file.read_text() == "mine"
    assert run("board", "--to", str(file), "--force").exit_code == 0
    assert file.read_bytes().startswith(b"%PDF-")


def test_the_same_records_and_day_give_the_same_bytes(run, tmp_path):
    for name in ("one.pdf", "two.pdf"):
        run("finance", "--to", str(tmp_path / name))
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_an_edition_that_there_is_not_is_refused(run):
    assert isinstance(run("cabinet", "--edition", "public").exception, UsageError)


def test_nothing_is_told_from_records_that_do_not_verify(example, tmp_path):
    shutil.copytree(example / "runbooks", tmp_path / "runbooks")
    record = next((tmp_path / "runbooks/evidence").glob("2*/record.json"))
    record.write_bytes(record.read_bytes().replace(b'"pass"', b'"fail"', 1))
    places = ("--inventory", str(ROOT / "inventories"), "--runbooks", str(tmp_path / "runbooks"))
    ended = CliRunner().invoke(
        cli, ["report", "board", "--to", str(tmp_path / "x.html"), "--deploys", str(example), *places]
    )
    assert isinstance(ended.exception, EvidenceError)
    assert not (tmp_path / "x.html").exists()
