"""The page on tampering shows the tables that the tests are held to."""

from pathlib import Path

from tests.e2e import tampered_run  # noqa: F401 - it registers the rows
from tests.e2e.healthy_trees import TREES
from tests.e2e.tampered_rows import ROWS, table

PAGE = (Path(__file__).parents[2] / "docs" / "tampering.md").read_text().splitlines()


def test_the_page_shows_every_row():
    assert len(ROWS) > 60
    assert [line for line in table() if line not in PAGE] == []


def test_the_page_names_everything_odd_that_passes():
    assert len(TREES) > 30
    assert [says for says, _, _ in TREES.values() if f"- {says}" not in PAGE] == []
