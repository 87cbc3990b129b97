"""Indicators: what each counts, and that nothing unmeasured, later or of a lab makes one look better."""

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.audit.controls.case import Case
from drplan.audit.kpi import DEFINITIONS, Kpi, kpis, quarter_ends
from drplan.record.ledger import Ledger
from tests.unit.audit.controls_world import DAY, GOOD, PASS, case_of, changed, head
from tests.unit.audit.ledgers import BEGAN, INVENTORY, district, drill, linked
from tests.unit.audit.test_actions import histories, told

ROOT = Path(__file__).parents[3]
DISTRICT = district()
EMPTY = GOOD | {name: [] for name in ("drills", "deploys", "checks", "escrows", "exercises", "approvals")}
CASES = json.loads((ROOT / "tests/cases/audit/kpi.json").read_text())
REAL = [each.id for each in DEFINITIONS if each.real]
AS_DECLARED = {"roles-ready", "papers-renewed"}


def read(case: Case) -> dict[str, Kpi]:
    return {each.definition.id: each for each in kpis(case, "0" * 64, {})}


@pytest.mark.parametrize("case", CASES, ids=[each["name"] for each in CASES])
def test_an_indicator_reads_as_the_case_says(case):
    day = date.fromisoformat(case.get("day", str(DAY)))
    reading = read(case_of(changed(GOOD, case["change"]), day))[case["kpi"]].reading
    assert reading.value == pytest.approx(case["value"])
    assert reading.outcome == case["outcome"]
    assert [*reading.short] == case.get("short", [])
    assert case.get("why", "") == reading.why


def test_every_indicator_has_an_id_of_its_own_and_a_case():
    ids = [each.id for each in DEFINITIONS]
    assert len({*ids}) == len(ids)
    assert {each["kpi"] for each in CASES} == {*ids}


def test_every_indicator_is_defined_in_the_documentation():
    page = (ROOT / "docs/kpi.md").read_text()
    assert [each.id for each in DEFINITIONS if f"`{each.id}`" not in page] == []
    assert [each.id for each in DEFINITIONS if each.counts not in page] == []


def test_without_records_nothing_is_nought_and_nothing_is_all():
    for name, each in read(case_of(EMPTY)).items():
        if name not in AS_DECLARED:
            assert (each.reading.value, each.reading.outcome) == (None, "no-evidence")
        assert {past.reading.value for past in each.trend} <= {None}


def test_the_trend_ends_with_the_day_and_tells_each_quarter_by_the_records_of_then():
    tree = changed(GOOD, [["set", ["drills", 0, "services", 0, "verdict"], PASS]])
    found = read(case_of(tree))["services-proven"]
    assert [each.quarter for each in found.trend][-2:] == ["2026-q3", "2026-q4"]
    assert len(found.trend) == 8
    assert found.trend[-1].reading == found.reading
    assert found.reading.value == 1.0
    assert {each.reading.value for each in found.trend[:-1]} == {None}


def test_what_only_the_declaration_tells_has_no_trend():
    found = read(case_of(GOOD))
    assert {name for name, each in found.items() if not each.trend} == AS_DECLARED | {"plan-approved"}


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 12))
def test_quarters_end_one_after_another_and_the_last_is_the_day(day, number):
    ends = quarter_ends(day, number)
    assert len(ends) == number
    assert ends[-1] == day
    assert all((end + timedelta(days=1)).day == 1 and end.month % 3 == 0 for end in ends[:-1])
    assert all(0 < (late - early).days <= 92 for early, late in pairwise(ends))


def case_with(history: list[dict[str, Any]], day: int = 400) -> Case:
    records = linked({"drill": [drill(each, DISTRICT) for each in history]})
    return Case(records, DISTRICT, (BEGAN + timedelta(days=day)).date(), "ab" * 32)


def values(case: Case) -> dict[str, float | None]:
    return {each.definition.id: each.reading.value for each in kpis(case, INVENTORY, {})}


@settings(max_examples=40)
@given(histories, st.integers(0, 900))
def test_a_share_is_never_below_nought_or_above_all(history, day):
    for each in kpis(case_with(told(history), day), INVENTORY, {}):
        for reading in (each.reading, *(past.reading for past in each.trend)):
            if each.definition.unit == "share" and reading.value is not None:
                assert 0 <= reading.value <= 1
                assert (reading.value == 1) == (reading.outcome == "pass")
            assert reading.value is not None or reading.outcome != "pass"


@settings(max_examples=40)
@given(histories, st.integers(0, 12))
def test_a_record_of_after_the_day_changes_nothing(history, day):
    said = told(history)
    later = case_with(said, day)
    then = case_with([each for each in said if each["day"] <= day], day)
    assert values(later) == values(then)


@settings(max_examples=40)
@given(histories, st.sampled_from(["lab", "loopback lab"]), st.sampled_from(["pass", "fail", "no-evidence"]))
def test_a_drill_in_a_lab_never_moves_an_indicator_of_production(history, where, outcome):
    places = ("scratch", "production", "lab")
    before = [each | {"where": places[number % 3]} for number, each in enumerate(told(history))]
    names = {each.name: outcome for site in DISTRICT.sites for each in site.services}
    rehearsed = {"drill": "rehearsed", "day": len(before), "services": names, "where": where}
    without, having = values(case_with(before)), values(case_with([*before, rehearsed]))
    assert {name: without[name] for name in REAL} == {name: having[name] for name in REAL}


def test_a_scratch_drill_from_a_labs_copies_is_a_labs():
    """A rehearsal of a rehearsal: ``proven_on`` says lab, whatever ``where`` says."""
    case = case_of(GOOD)
    rehearsed = tuple(each.model_copy(update={"copies": "lab"}) for each in case.ledger.drills)
    assert {each.where for each in rehearsed} == {"scratch"}
    ledger = replace(case.ledger, drills=rehearsed)
    found = read(replace(case, ledger=ledger))
    assert found["services-proven"].reading.outcome == "no-evidence"
    assert found["rto-met"].reading.outcome == "no-evidence"
    assert found["services-rehearsed"].reading.value == 1.0


def test_an_overdue_action_is_counted_and_its_days_run_on():
    broken = {"outcome": "fail", "because": ["x"]}
    tree = changed(GOOD, [["set", ["checks", 0, "repositories", 0, "verdict"], broken]])
    soon, late = read(case_of(tree)), read(case_of(tree, DAY + timedelta(days=60)))
    assert soon["actions-overdue"].reading.outcome == "pass"
    assert late["actions-overdue"].reading.value == 1
    assert late["days-to-mend"].reading.value == 61
    assert late["days-to-mend"].reading.outcome == "fail"


def test_services_that_did_not_come_back_are_no_short_time():
    record = case_of(GOOD).ledger.drills[0]
    lost = tuple(each.model_copy(update={"rta_seconds": None}) for each in record.services)
    case = case_of(GOOD)
    ledger = Ledger(drills=(record.model_copy(update={"services": lost}),), heads={"drill": head(record.id)})
    found = read(replace(case, ledger=ledger))["recovery-time"].reading
    assert (found.value, found.outcome) == (None, "fail")
