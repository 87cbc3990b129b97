"""A reader of the printed page brings a lost database back on a blank host."""

import pytest

from drplan.adapters.lab import Lab
from drplan.declare.lookup import server_named
from tests.e2e.test_runbook_followed import commands_of, desk

__all__ = ["desk"]

pytestmark = pytest.mark.lab


def test_a_reader_of_the_page_brings_a_lost_database_back(lab_hs, desk, tmp_path):
    lab_hs.drplan("backup", "run", "--data-set", "hs-gradebook-db")
    lab_hs.drplan("runbook", "build", "--runbooks", str(tmp_path / "pages"))
    page = (tmp_path / "pages" / "hs" / "runbook.md").read_text()
    commands = commands_of(page, "hs-gradebook")
    assert len(commands) >= 5
    lab, host = Lab(lab_hs.state), server_named(lab_hs.district, "hs-db1")
    lab.destroy(host)
    lab.blank(host)
    said = {}
    for step, command in commands.items():
        done = desk(command)
        assert done.returncode == 0, f"{step}: {command}\n{done.stdout}{done.stderr}"
        said[command] = done.stdout.strip()
    assert "the canary sings" in said.values()
    restored = next(out for command, out in said.items() if command.startswith("drplan restore"))
    assert restored.startswith("pass: 1 of 1 entries")
