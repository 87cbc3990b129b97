"""The manual page is what the command tree says, and troff reads it."""

import re
import shutil
import subprocess

import pytest

from drplan.cli import NOUNS
from scripts.manual import PAGE, wanted
from tests.unit.cli.test_documented import COMMANDS


def test_the_page_that_is_committed_is_current():
    assert PAGE.read_text() == wanted(), "next: python -m scripts.manual"


def test_every_command_has_its_part():
    parts = re.findall(r'^\.SS "([a-z -]+)', wanted().replace("\\-", "-"), re.MULTILINE)
    assert {part.strip() for part in parts} == set(COMMANDS)
    assert all(any(part.split()[1] == noun for part in parts) for noun in NOUNS)


def test_every_line_is_ascii_and_none_is_empty_so_that_any_troff_reads_it():
    assert wanted().isascii()
    assert "" not in wanted().rstrip("\n").split("\n")


@pytest.mark.skipif(shutil.which("groff") is None, reason="not tried: groff is not installed")
def test_groff_sets_it_without_a_warning():
    argv = ["groff", "-man", "-Tutf8", "-ww", str(PAGE)]
    done = subprocess.run(argv, check=True, capture_output=True, text=True)
    assert done.stderr == ""
    assert "EXIT STATUS" in re.sub(r".\x08|\x1b\[[0-9;]*m", "", done.stdout)
