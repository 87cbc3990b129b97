"""``docs/controls.md`` is what the crosswalk says, and a judgement's page shows every reason."""

from datetime import date
from pathlib import Path

from drplan.audit.controls.crosswalk import crosswalk
from drplan.audit.controls.judge import judge
from drplan.explain.controls_page import controls_page, few, judgements_page, tally
from tests.unit.audit.controls_world import GOOD, case_of

ROOT = Path(__file__).parents[3]


def test_the_committed_page_is_the_one_that_would_be_made():
    page = (ROOT / "docs" / "controls.md").read_text()
    wanted = "drplan evidence controls --list --format markdown > docs/controls.md"
    assert page == controls_page(crosswalk()), f"run: {wanted}"


def test_each_control_has_one_row_below_its_framework():
    lines = controls_page(crosswalk()).splitlines()
    for framework in crosswalk():
        at = lines.index(f"## {framework.framework} {framework.version}")
        for control in framework.controls:
            (place,) = [
                n for n, line in enumerate(lines) if n > at and line.startswith(f"| `{control.id}` | ")
            ][:1]
            assert control.title in lines[place]


def test_a_judgement_shows_its_verdict_its_reasons_and_its_records():
    found = judge(case_of(GOOD), crosswalk())
    page = judgements_page(found, "A | B", date(2026, 12, 1))
    assert page.startswith("# Controls of A \\| B\n")
    assert tally(found) in page
    for each in found:
        row = next(line for line in page.splitlines() if line.startswith(f"| {each.control} | "))
        assert f"| {each.verdict.outcome} |" in row
        assert all(ref.head in row for ref in each.evidence)


def test_of_many_reasons_a_terminal_shows_three_and_how_many_more():
    assert few("abc") == "a\nb\nc"
    assert few("abcde") == "a\nb\nc\n… and 2 more"
