"""A scratch drill on the command line: refused before anything is touched."""

import json
import os

import pytest
from click.testing import CliRunner

from drplan.adapters.scratch import sweep
from drplan.cli import cli
from drplan.errors import ToolMissing


@pytest.fixture(autouse=True)
def empty_state(tmp_path, monkeypatch):
    monkeypatch.setenv("DRPLAN_STATE", str(tmp_path))
    # Rooms of other tests at the same time are this machine's, and none of this test's.
    monkeypatch.setattr(sweep, "_MARKS", tmp_path)
    return tmp_path


def test_without_root_it_is_refused_with_what_needs_none(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    said = CliRunner().invoke(cli, ["drill", "run", "--site", "hs", "--scratch"])
    assert isinstance(said.exception, ToolMissing)
    assert "needs root" in said.exception.message
    assert "--data-only" in said.exception.next_step
    assert list(tmp_path.iterdir()) == []


def test_with_nothing_left_over_there_is_nothing_to_collect():
    said = CliRunner().invoke(cli, ["drill", "gc", "--format", "json"])
    assert json.loads(said.stdout) == {"schema": "drplan/drill-gc/1", "removed": [], "left_alone": []}
    assert said.exit_code == 0
