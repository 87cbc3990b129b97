"""The insurer's sheet: one page, each answer with its evidence or without, and nothing of a host's."""

import re

import pytest

from drplan.declare.lookup import assets
from drplan.explain.content import Table
from drplan.explain.insurer import insurer_html, insurer_page
from drplan.explain.markdown import markdown_page
from drplan.explain.plain import plain
from tests.unit.audit.controls_world import GOOD, case_of, changed

EMPTY = GOOD | {name: [] for name in ("drills", "deploys", "checks", "escrows", "exercises", "approvals")}
FORMS = [
    lambda case: plain(insurer_page(case)),
    lambda case: markdown_page(insurer_page(case)).decode(),
    lambda case: insurer_html(insurer_page(case, tabular=True)),
]
LINES = 60


@pytest.mark.parametrize("tree", [GOOD, EMPTY], ids=["good", "empty"])
def test_it_is_one_page(tree):
    assert len(plain(insurer_page(case_of(tree))).splitlines()) <= LINES


def verdicts(tree):
    _, table = insurer_page(case_of(tree), tabular=True).blocks
    assert isinstance(table, Table)
    return {row[0]: row[2] for row in table.rows}, {row[0]: row[3] for row in table.rows}


def test_without_records_nothing_passes_and_each_answer_says_what_is_wanted():
    outcomes, shown = verdicts(EMPTY)
    assert set(outcomes.values()) == {"no-evidence"}
    assert all(each.startswith("no evidence: ") for each in shown.values())


def test_with_records_each_passing_answer_names_one_of_them():
    outcomes, shown = verdicts(GOOD)
    passed = [name for name, outcome in outcomes.items() if outcome == "pass"]
    assert len(passed) >= 10
    assert all(re.search(r", head [0-9a-f]{12}", shown[name]) for name in passed)
    assert outcomes["Do administrators need a second factor?"] == "no-evidence"


def test_a_failure_is_told():
    broken = {"outcome": "fail", "because": ["x"]}
    outcomes, shown = verdicts(
        changed(GOOD, [["set", ["checks", 0, "repositories", "*", "verdict"], broken]])
    )
    assert outcomes["Are backups encrypted, and checked for damage?"] == "fail"
    assert shown["Are backups encrypted, and checked for damage?"].startswith("falls short in ")


@pytest.mark.parametrize("form", FORMS, ids=["text", "markdown", "html"])
@pytest.mark.parametrize("tree", [GOOD, EMPTY], ids=["good", "empty"])
def test_no_address_no_host_no_secret_no_telephone_is_on_it(form, tree):
    case = case_of(tree)
    page = form(case)
    text = page.split("</style>")[-1]
    words = set(re.findall(r"[A-Za-z0-9_.@-]+", text))
    district = case.district
    forbidden = {each.name for each in assets(district)}
    forbidden |= {str(getattr(each, "address", each.name)) for each in assets(district)}
    forbidden |= {each for role in district.roles for each in (role.phone, role.email)}
    forbidden |= {each.name for each in district.vendors} | {each.location for each in district.repositories}
    assert not words & forbidden
    assert "DRPLAN_" not in text
    assert not re.search(r"\d+\.\d+\.\d+\.\d+", text)


def test_a_name_that_is_markup_stays_text():
    tree = changed(GOOD, [["set", ["district", "name"], "<script>alert(1)</script>"]])
    page = insurer_html(insurer_page(case_of(tree), tabular=True))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
