"""``drplan runbook word``: which pages become files, and where."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan.cli import cli
from drplan.errors import UsageError

ROOT = Path(__file__).parents[3]


def typed(folder: Path, *words: str):
    argv = ["runbook", "word", *words, "--to", str(folder), "--inventory", str(ROOT / "inventories")]
    return CliRunner().invoke(cli, [*argv, "--runbooks", str(folder / "none")], standalone_mode=False)


def test_a_page_becomes_a_file_of_its_name(tmp_path):
    done = typed(tmp_path, "ms/runbook")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "ms" / "runbook.docx").read_bytes()[:2] == b"PK"
    assert done.output.startswith(f"1 page in {tmp_path}: 1 written.")


def test_a_site_stands_for_its_pages_and_what_lies_there_is_left(tmp_path):
    typed(tmp_path, "--site", "es")
    again = typed(tmp_path, "--site", "es")
    assert (tmp_path / "es" / "runbook.docx").is_file()
    assert ": 0 written." in again.output
    assert not (tmp_path / "ms").exists()


@pytest.mark.parametrize(
    ("words", "next_step"),
    [
        (("hs/moon",), "hs/runbook"),
        (("../../etc/passwd",), "hs/runbook"),
        ((), "name pages"),
        (("--site", "moon"), "do, hs, ms, es"),
    ],
)
def test_what_is_no_page_is_refused_with_what_there_is(tmp_path, words, next_step):
    done = typed(tmp_path, *words)
    assert isinstance(done.exception, UsageError)
    assert next_step in done.exception.next_step
    assert list(tmp_path.iterdir()) == []
