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
