"""How often a drill's screen doubts a school's work, and ransomware not: the table of docs/tampering.md."""

import sys
from pathlib import Path

from tests.unit.measure.screened_share import confusion

PAGE = Path(__file__).parents[2] / "docs" / "tampering.md"


def test_the_table_of_the_screen_is_what_the_page_says():
    lines = confusion(range(10))
    sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert [line for line in lines if line not in PAGE.read_text()] == []
