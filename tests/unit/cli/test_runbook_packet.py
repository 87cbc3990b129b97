"""``drplan runbook packet``: made from records that verify, from the example as it lies in git."""

import hashlib
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan.cli import cli
from drplan.errors import EvidenceError, UsageError

ROOT = Path(__file__).parents[3]


@pytest.fixture
def run(tmp_path):
    shutil.copytree(ROOT / "runbooks", tmp_path / "runbooks")
    (tmp_path / "deploys").mkdir()

    def run(*words: str, to: str = "packet.txt"):
        places = ("--inventory", str(ROOT / "inventories"), "--runbooks", str(tmp_path / "runbooks"))
        given = ("--to", str(tmp_path / to), "--deploys", str(tmp_path / "deploys"), *places, *words)
        return CliRunner().invoke(cli, ["runbook", "packet", *given], standalone_mode=False)

    return run


def code(done):
    return done.exception.code if isinstance(done.exception, SystemExit) else done.exit_code


def test_it_is_written_with_the_sums_of_what_lies_there(run, tmp_path):
    done = run("--as-of", "2026-11-22")
    assert code(done) == 0, done.output
    assert "good until 2027-02-16" in done.output
    said = (tmp_path / "packet.txt").read_text()
    for page in (
        tmp_path / "runbooks/hs/runbook.md",
        tmp_path / "runbooks/README.md",
        ROOT / "requirements.lock",
    ):
        assert hashlib.sha256(page.read_bytes()).hexdigest() in said


def test_it_is_a_pdf_unless_its_name_says_text(run, tmp_path):
    assert code(run("--as-of", "2026-11-22", to="packet.pdf")) == 0
    assert (tmp_path / "packet.pdf").read_bytes().startswith(b"%PDF-1.7")


def test_what_is_overdue_ends_it_with_one(run, tmp_path):
    done = run("--as-of", "2027-06-01")
    assert code(done) == 1
    assert "overdue: the telephone of Superintendent is to be tried: was due by 2027-02-16" in done.output
    assert (tmp_path / "packet.txt").is_file()


def test_a_file_that_is_there_is_kept_unless_forced(run, tmp_path):
    (tmp_path / "packet.txt").write_text("sealed")
    assert isinstance(run("--as-of", "2026-11-22").exception, UsageError)
    assert (tmp_path / "packet.txt").read_text() == "sealed"
    assert code(run("--as-of", "2026-11-22", "--force")) == 0


def test_no_packet_is_made_of_records_that_do_not_verify(run, tmp_path):
    record = next((tmp_path / "runbooks/evidence").glob("*/record.json"))
    record.write_bytes(record.read_bytes().replace(b'"pass"', b'"fail"', 1))
    assert isinstance(run("--as-of", "2026-11-22").exception, EvidenceError)
    assert not (tmp_path / "packet.txt").exists()
