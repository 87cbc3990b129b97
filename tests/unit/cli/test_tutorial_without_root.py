"""The tutorial up to its lab: each block that needs no root does what the page shows."""

import os
import sys
from pathlib import Path

from click.testing import CliRunner

from drplan.cli import cli
from tests.page_blocks import blocks_of, missing, ran

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/tutorial.md").read_text()
SET_UP, *BEFORE = blocks_of(PAGE.partition("## 5.")[0])


def drplan_in(folder):
    """Put this checkout's drplan where a shell finds it."""
    program = folder / "bin/drplan"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m drplan "$@"\n')
    program.chmod(0o755)
    return program.parent


def a_strangers(home):
    people = {f"GIT_{who}_NAME": "A Stranger" for who in ("AUTHOR", "COMMITTER")}
    mail = {f"GIT_{who}_EMAIL": "stranger@maple.example" for who in ("AUTHOR", "COMMITTER")}
    plain = {name: value for name, value in os.environ.items() if not name.startswith("DRPLAN_")}
    path = f"{drplan_in(home)}:{os.environ['PATH']}"
    return {**plain, **people, **mail, "HOME": str(home), "PATH": path, "PAGE_STATE": str(home / "state")}


def test_what_needs_no_root_does_what_the_page_shows(tmp_path, monkeypatch):
    assert "make setup" in SET_UP.commands
    assert len(BEFORE) >= 5
    for block, code, printed in ran(BEFORE, folder=tmp_path, environment=a_strangers(tmp_path)):
        assert code == 0, f"{block.commands}\nended with {code}:\n{printed}"
        assert missing(block.shown, printed) is None, f"{block.commands}\nprinted:\n{printed}"
    monkeypatch.chdir(tmp_path / "maple")
    assert "21 pages in runbooks" in CliRunner().invoke(cli, ["runbook", "build"]).output


def test_a_line_that_is_not_printed_is_found_and_so_is_one_out_of_turn():
    assert missing(("a … c",), "a b c\n") is None
    assert missing(("a … c",), "a b d\n") == "a … c"
    assert missing(("second", "first"), "first\nsecond\n") == "first"
