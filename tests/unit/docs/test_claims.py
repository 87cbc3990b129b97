"""docs/claims.md: what the README claims has a command that can be typed and a test that exists."""

import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.unit.cli.test_pages_say_commands import parsed

ROOT = Path(__file__).parents[3]


class Claim(NamedTuple):
    sentence: str
    command: str
    test: str


def claims_in(page):
    """Return the rows of the page's table."""
    rows = re.findall(r"^\| (.+?) \| `([^`|]+)` \| `([^`|]+)` \|$", page, re.MULTILINE)
    return [Claim(*row) for row in rows]


PAGE = (ROOT / "docs" / "claims.md").read_text()
CLAIMS = claims_in(PAGE)
README = " ".join((ROOT / "README.md").read_text().replace("*", "").split())
TARGETS = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))


def wrong_with(claim):
    """Return what does not hold of a claim."""
    if " ".join(claim.sentence.replace("*", "").split()) not in README:
        yield f"the README does not say: {claim.sentence}"
    program, *words = shlex.split(claim.command)
    if program == "make":
        yield from (f"make has no {word}" for word in words if "=" not in word and word not in TARGETS)
    else:
        assert program == "drplan"
        parsed(words)
    path, _, name = claim.test.partition("::")
    if not (ROOT / path).is_file() or f"def {name}(" not in (ROOT / path).read_text():
        yield f"there is no test {claim.test}"


def test_every_row_of_the_table_is_read():
    assert len(CLAIMS) == len([line for line in PAGE.splitlines() if line.startswith("| ")]) - 1
    assert len(CLAIMS) > 10


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.sentence[:40])
def test_a_claim_has_its_command_and_its_test(claim):
    assert list(wrong_with(claim)) == []


def test_a_claim_that_is_not_made_and_a_test_that_is_not_there_are_found():
    claim = Claim("never fails", "make magic", "tests/unit/docs/test_claims.py::test_" + "nothing")
    assert len(list(wrong_with(claim))) == 3


def test_a_command_that_cannot_be_typed_is_found():
    with pytest.raises(Exception, match="magic"):
        list(wrong_with(Claim("holds the machines to that description", "drplan magic", "README.md::x")))


def test_the_readme_shows_only_pictures_that_are_there():
    shown = set(re.findall(r"\((docs/pictures/[^)]+)\)", (ROOT / "README.md").read_text()))
    assert shown
    assert {name for name in shown if not (ROOT / name).is_file()} == set()
