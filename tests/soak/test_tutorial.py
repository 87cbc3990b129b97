"""The tutorial, as a stranger follows it: every shell block of the page, in order, in a home of its own."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.e2e.command import ROOT
from tests.page_blocks import blocks_of, missing, ran

pytestmark = pytest.mark.lab

PAGE = ROOT / "docs" / "tutorial.md"


@pytest.fixture
def home():
    folder = Path(tempfile.mkdtemp(prefix="drplan-", dir="/var/tmp"))
    try:
        yield folder
    finally:
        if (folder / "maple").exists():
            subprocess.run(
                (ROOT / ".venv/bin/drplan", "lab", "down"),
                cwd=folder / "maple",
                env=environment(folder),
                check=True,
            )
        shutil.rmtree(folder)


def environment(home):
    """A stranger's: a home, and no name in git. Their lab has a name here, to stand beside another test's."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("DRPLAN_", "GIT_"))},
        "HOME": str(home),
        "PAGE_STATE": str(home / "page-state"),
        "COLUMNS": "160",
        "DRPLAN_LAB_NAME": "tutorial",
    }


def test_every_block_of_the_tutorial_does_what_the_page_shows(home):
    blocks = blocks_of(PAGE.read_text())
    for block, code, printed in ran(blocks, folder=ROOT, environment=environment(home)):
        assert code == 0, f"{block.commands}\nended with {code}:\n{printed}"
        assert missing(block.shown, printed) is None, f"{block.commands}\nprinted:\n{printed}"
    assert len(blocks) >= 15
