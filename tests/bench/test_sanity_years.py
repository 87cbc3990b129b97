"""How often a school's year is doubted for nothing, and ransomware not: the table of docs/sanity.md.

Thirty drawn shares of 1,600 files. The page holds what is printed here; where they differ, the page is old.
"""

import sys
from pathlib import Path

from tests.unit.adapters.school_share import confusion

PAGE = Path(__file__).parents[2] / "docs" / "sanity.md"


def test_the_confusion_table_is_what_the_page_says():
    lines = [f"| {kind} | {name} | {words} | {when} |" for kind, name, when, words in confusion(range(30))]
    sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert [line for line in lines if line not in PAGE.read_text()] == []
