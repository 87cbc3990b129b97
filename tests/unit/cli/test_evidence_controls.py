"""The example district, judged from its own signed records by the commands as they are typed."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan.cli import cli

ROOT = Path(__file__).parents[3]
DAY = "2026-12-01"


@pytest.fixture
def example(tmp_path):
    """Return the folders of a copy of the example; no deploy is on record there."""
    shutil.copytree(ROOT / "runbooks", tmp_path / "runbooks")
    (tmp_path / "deploys").mkdir()
    return tmp_path


@pytest.fixture
def run(example):
    def run(*words):
        places = ("--inventory", str(ROOT / "inventories"), "--runbooks", str(example / "runbooks"))
        given = (*words, "--day", DAY, "--deploys", str(example / "deploys"), *places)
        return CliRunner().invoke(cli, ["evidence", *given])

    return run


def test_the_example_is_judged_and_falls_short_where_it_does(run):
    ended = run("controls", "--format", "json")
    assert ended.exit_code == 1, ended.output
    report = json.loads(ended.output)
    outcomes = {
        (each["framework"], each["control"]): each["verdict"]["outcome"] for each in report["controls"]
    }
    assert outcomes["CIS Controls", "11.4"] == "fail"
    assert outcomes["NIST SP 800-53", "CP-4"] == "no-evidence"
    assert outcomes["NIST SP 800-53", "CP-9(1)"] == "no-evidence", "its drills were in a lab"
    assert outcomes["Privacy", "FERPA 99.31"] == "pass"
    tested = next(each for each in report["controls"] if each["control"] == "CP-4")
    assert {each["noun"] for each in tested["evidence"]} == {"drill"}
    assert all(len(each["head"]) == 64 for each in tested["evidence"])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--control", "11.4"), 1),
        (("--control", "CP-4"), 3),
        (("--control", "CP-7"), 0),
        (("--control", "RC.RP-06"), 0),
        (("--framework", "NIST CSF"), 3),
        (("--control", "CP-99"), None),
        (("--framework", "SOC 2"), None),
    ],
)
def test_the_exit_code_says_how_it_stands(run, words, code):
    ended = run("controls", *words)
    if code is None:
        assert "named" in str(ended.exception)
    else:
        assert ended.exit_code == code, ended.output


def test_nothing_is_judged_from_records_that_do_not_verify(run, example):
    record = next((example / "runbooks/evidence").glob("2*/record.json"))
    record.write_bytes(record.read_bytes().replace(b'"pass"', b'"fail"', 1))
    for words in (("controls",), ("insurer",), ("oscal", "--out", str(example / "out.json"))):
        ended = run(*words)
        assert "does not verify" in str(ended.exception)
    assert not (example / "out.json").exists()


def test_a_page_that_changed_is_another_plan(run, example):
    before = json.loads(run("controls", "--control", "CP-2", "--format", "json").output)["plan_sha256"]
    page = example / "runbooks/hs/plan.md"
    page.write_bytes(page.read_bytes() + b"\n")
    after = json.loads(run("controls", "--control", "CP-2", "--format", "json").output)["plan_sha256"]
    assert before != after


def test_the_plan_that_is_approved_is_the_plan_that_is_judged(run, example, monkeypatch):
    monkeypatch.setenv("DRPLAN_STATE", str(example / "state"))
    places = ("--inventory", str(ROOT / "inventories"), "--runbooks", str(example / "runbooks"))
    for words in (("keygen",), ("approve-plan", "--role", "superintendent", "--held", "2026-11-22")):
        ended = CliRunner().invoke(cli, ["evidence", *words, *places])
        assert ended.exit_code == 0, ended.output
    (plan,) = json.loads(run("controls", "--control", "CP-2", "--format", "json").output)["controls"]
    (approved,) = [each for each in plan["rules"] if each["rule"] == "plan-approved"]
    assert approved["verdict"]["outcome"] == "pass"
    assert [each["noun"] for each in approved["evidence"]] == ["approval"]


def test_oscal_is_written_twice_alike(run, example):
    for name in ("one.json", "two.json"):
        ended = run("oscal", "--out", str(example / name))
        assert ended.exit_code == 0, ended.output
    assert (example / "one.json").read_bytes() == (example / "two.json").read_bytes()
    (only,) = json.loads((example / "one.json").read_text())["assessment-results"]["results"]
    assert {each["target"]["status"]["state"] for each in only["findings"]} == {"satisfied", "not-satisfied"}


@pytest.mark.parametrize(
    ("form", "begins"), [("text", "Backup"), ("markdown", "<!--"), ("html", "<!DOCTYPE")]
)
def test_the_sheet_is_printed_or_written_the_same(run, example, form, begins):
    printed = run("insurer", "--format", form)
    assert printed.exit_code == 0, printed.output
    assert printed.output.startswith(begins)
    assert "no evidence: " in printed.output.replace("No", "no")
    run("insurer", "--format", form, "--out", str(example / "sheet"))
    assert (example / "sheet").read_text() == printed.output


def test_the_list_needs_no_record_and_judges_nothing(tmp_path):
    ended = CliRunner().invoke(cli, ["evidence", "controls", "--list", "--runbooks", str(tmp_path)])
    assert ended.exit_code == 0
    assert "CP-9(1)" in ended.output
    told = CliRunner().invoke(cli, ["evidence", "controls", "--list", "--format", "json"]).output
    assert {each["framework"] for each in json.loads(told)["frameworks"]} >= {
        "NIST CSF",
        "Privacy",
        "ISO 22301",
    }


def test_text_and_markdown_name_the_records_and_count_the_verdicts(run):
    text = run("controls", "--control", "CP-4").output
    assert "drill 2026" in text
    assert "1 no-evidence" in text
    assert "head `" in run("controls", "--control", "CP-4", "--format", "markdown").output
