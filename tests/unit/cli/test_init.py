"""``drplan init`` as a stranger types it."""

import json
import os
import subprocess

import pytest
from click.testing import CliRunner

from drplan.cli import cli

ANSWERS = {
    "district": "Maple School District",
    "domain": "maple.example",
    "time-zone": "America/Chicago",
    "director-phone": "555-0100",
    "director-email": "director@maple.example",
    "administrator-phone": "555-0101",
    "administrator-email": "administrator@maple.example",
    "site": "hs",
    "site-title": "High school",
    "site-kind": "high-school",
    "students": "400",
    "server": "hs-file1",
    "address": "10.1.0.10",
    "link-mbit-s": "100",
    "onsite": "rest:https://backup.maple.example:8000/maple/",
    "offsite": "s3:https://s3.us-east-1.amazonaws.com/maple-copies",
    "lock-days": "30",
    "keeper": "Storage Company",
    "keeper-phone": "555-0199",
    "keeper-email": "help@storage.example",
    "contract-from": "2026-07-01",
    "contract-until": "2027-06-30",
}
DAY = ("--as-of", "2026-11-23")


def run(*words):
    return CliRunner().invoke(cli, [str(each) for each in words])


def options(**other):
    told = ANSWERS | {name.replace("_", "-"): value for name, value in other.items()}
    return [word for name, value in told.items() if value is not None for word in (f"--{name}", value)]


def test_a_repository_holds_and_its_pages_are_current(tmp_path, monkeypatch):
    done = run("init", tmp_path / "maple", *options(), *DAY)
    assert done.exit_code == 0, done.output
    monkeypatch.chdir(tmp_path / "maple")
    assert run("validate", *DAY).exit_code == 0
    assert run("runbook", "check").exit_code == 0
    assert os.access("with-secrets", os.X_OK)
    listed = subprocess.run(["make"], capture_output=True, text=True, check=True).stdout
    assert "what a deploy would change" in listed
    assert "<<" not in "".join(path.read_text() for path in (tmp_path / "maple").glob("*") if path.is_file())


def test_it_carries_the_baselines_that_its_servers_are_held_to(tmp_path):
    assert run("init", tmp_path / "maple", *options(), *DAY).exit_code == 0
    assert (tmp_path / "maple/deploys/baseline.py").is_file()
    assert (tmp_path / "maple/deploys/backup_client.py").is_file()
    assert not list((tmp_path / "maple").rglob("__pycache__"))


def test_answers_may_lie_in_a_file_and_options_go_before_them(tmp_path):
    file = tmp_path / "answers.csv"
    file.write_text("\n".join(f"{name},{value}" for name, value in ANSWERS.items()))
    words = ("--answers", file, "--district", "Cedar Schools", "--format", "json", *DAY)
    done = run("init", tmp_path / "cedar", *words)
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["borne"] > 0
    assert 'name="Cedar Schools"' in (tmp_path / "cedar/inventories/district.py").read_text()


def test_what_is_missing_is_named_and_nothing_is_written(tmp_path):
    done = run("init", tmp_path / "maple", *options(domain=None, lock_days=None), *DAY)
    assert "not given: --domain, --lock-days" in str(done.exception)
    assert not (tmp_path / "maple").exists()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("address", "10.1.0.999", "--address"),
        ("site-kind", "kindergarten", "--site-kind"),
        ("students", "many", "--students"),
        ("contract-until", "2026-01-01", "the contract"),
        ("lock-days", "0", "--lock-days"),
        ("time-zone", "America/Nowhere", "no time zone"),
        ("time-zone", "central", "as in America/Chicago"),
        ("director-phone", "hello", "no telephone number"),
        ("keeper-email", "hello", "no e-mail address"),
        ("onsite", "hello", "no place that restic knows"),
        ("site", "High School", "small letters"),
        ("students", "many", "a number is wanted"),
        ("contract-from", "yesterday", "as in 2026-07-01"),
        ("contract-until", "2026-08-31", "would not hold"),
    ],
)
def test_an_answer_that_cannot_be_is_named_and_nothing_is_written(tmp_path, name, value, said):
    done = run("init", tmp_path / "maple", *options(**{name.replace("-", "_"): value}), *DAY)
    assert said in str(done.exception)
    assert not (tmp_path / "maple").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    done = run("init", tmp_path, *options(), *DAY)
    assert "is not empty" in str(done.exception)
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]


def test_a_line_of_a_file_that_is_no_answer_is_named(tmp_path):
    file = tmp_path / "answers.csv"
    file.write_text("district,Maple\nnonsense\n")
    done = run("init", tmp_path / "maple", "--answers", file, *DAY)
    assert f"{file}:2" in str(done.exception)


def typed(folder, monkeypatch, lines):
    """Run ``drplan init`` as on a terminal, in the folder's parent, where a person types these lines."""
    monkeypatch.setattr("drplan.cli.init_questions.attended", lambda: True)
    monkeypatch.chdir(folder.parent)
    return CliRunner().invoke(cli, ["init", folder.name, *DAY], input="\n".join(lines) + "\n")


def test_a_person_is_asked_again_for_what_cannot_be_and_enter_takes_what_is_suggested(tmp_path, monkeypatch):
    told = ANSWERS | dict.fromkeys(("site", "server", "lock-days"), "")
    lines = [
        line
        for name, said in told.items()
        for line in ([said[:3], said] if name in ("domain", "address", "offsite") else [said])
    ]
    done = typed(tmp_path / "maple", monkeypatch, lines)
    assert done.exit_code == 0, done.output
    assert "22 questions" in done.output
    assert done.output.count("Error: ") == 3
    assert 'name="hs-file1"' in (tmp_path / "maple/inventories/hs.py").read_text()
    assert not (tmp_path / "maple-answers.csv").exists()


def test_answers_that_do_not_hold_together_are_kept_and_need_not_be_typed_again(tmp_path, monkeypatch):
    told = ANSWERS | {"contract-until": "2026-01-01"}
    done = typed(tmp_path / "maple", monkeypatch, told.values())
    assert "before it begins" in str(done.exception)
    file = tmp_path / "maple-answers.csv"
    assert file.name in done.exception.next_step
    assert file.read_text().splitlines() == [f"{name},{said}" for name, said in told.items()]
    assert not (tmp_path / "maple").exists()


def test_nobody_is_asked_anything_for_a_folder_that_holds_something(tmp_path, monkeypatch):
    (tmp_path / "maple").mkdir()
    (tmp_path / "maple/mine.txt").write_text("mine")
    done = typed(tmp_path / "maple", monkeypatch, [])
    assert "is not empty" in str(done.exception)
    assert "questions" not in done.output
