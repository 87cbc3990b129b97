"""A service is proven until what it rests on changes, or its time is over; never after a failure."""

import copy
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.audit.standing import TOOLS, standings
from drplan.declare import District
from tests.unit.audit.ledgers import BEGAN, CASES, INVENTORY, check, district, drill, linked
from tests.unit.audit.test_actions import histories, told

TOLD = json.loads((CASES / "audit/standings.json").read_text())
DISTRICT = district()


def changed(changes: list[dict[str, Any]]) -> District:
    """Return the district with some values set; a step into a list is a number, or a name in it."""
    declared = copy.deepcopy(DISTRICT.model_dump(mode="json"))
    for change in changes:
        *way, last = change["path"]
        place: Any = declared
        for step in way:
            place = place[position(place, step)]
        place[position(place, last)] = change["value"]
    return District.model_validate(declared)


def position(place: Any, step: int | str) -> int | str:
    if isinstance(place, dict) or isinstance(step, int):
        return step
    return [each.get("code", each.get("name")) for each in place].index(step)


def stand(case: dict[str, Any]) -> Any:
    """Return the standing of the files of the high school, as a case tells it."""
    known = None if case.get("old") else DISTRICT
    records = linked({"drill": [drill(each, known) for each in case["records"]]})
    now = datetime.fromisoformat(case.get("now", "2026-02-01")).replace(tzinfo=UTC)
    inventory = case.get("inventory", "ab") * 32
    found = standings(records, changed(case.get("change", [])), inventory, now, case.get("tools"))
    return {each.service: each for each in found}["hs-files"]


@pytest.mark.parametrize("case", TOLD, ids=[each["name"] for each in TOLD])
def test_a_service_stands_as_the_case_says(case):
    found, wanted = stand(case), case["standing"]
    assert (found.state, found.by.id if found.by else None) == (wanted["state"], wanted["by"])
    assert wanted.get("says", "") in "; ".join(found.because)
    assert bool(found.because) == (found.state != "proven")
    assert (found.since is None) == (found.by is None)


def test_every_reason_for_being_stale_is_said():
    case = next(each for each in TOLD if each["name"] == "all at once: every reason is said")
    assert len(stand(case).because) == 3


def test_every_declared_service_has_one_standing_in_declared_order():
    found = standings(linked({}), DISTRICT, INVENTORY, BEGAN)
    declared = [service.name for site in DISTRICT.sites for service in site.services]
    assert [each.service for each in found] == declared
    assert {each.state for each in found} == {"unproven"}


def test_tools_that_count_are_ones_that_records_hold():
    recorded = json.loads((CASES / "evidence/record.json").read_text())["tools"]
    assert set(TOOLS) <= set(recorded)


@pytest.mark.parametrize(("tier", "days"), [("do-network", 365), ("hs-files", 365)])
def test_a_proof_says_until_when_it_holds(tier, days):
    ended = BEGAN + timedelta(hours=1)
    records = linked({"drill": [drill({"drill": "d1", "day": 0, "services": {tier: "pass"}}, DISTRICT)]})
    found = {each.service: each for each in standings(records, DISTRICT, INVENTORY, ended)}[tier]
    assert (found.state, found.until) == ("proven", ended + timedelta(days=days))


@settings(max_examples=40)
@given(histories)
def test_no_service_is_proven_after_a_failing_newest_record(history):
    said = told(history)
    records = linked({"drill": [drill(each, DISTRICT) for each in said]})
    for each in standings(records, DISTRICT, INVENTORY, BEGAN):
        newest = [one["services"][each.service] for one in said if each.service in one["services"]][-1:]
        if newest == ["fail"]:
            assert each.state == "failing"


@settings(max_examples=40)
@given(histories)
def test_what_is_proven_was_proven_whole_by_the_record_that_is_named(history):
    said = {each["drill"]: each for each in told(history)}
    records = linked({"drill": [drill(each, DISTRICT) for each in said.values()]})
    for each in standings(records, DISTRICT, INVENTORY, BEGAN):
        if each.state == "proven" and each.by is not None:
            by = said[each.by.id]
            assert (by["services"][each.service], by["how"], by["host"]) == ("pass", "whole", None)


@settings(max_examples=40)
@given(histories, st.integers(0, 4000), st.integers(0, 4000))
def test_time_alone_proves_nothing(history, one, other):
    """What is not proven on a day is not proven on any later one with the same records."""
    said = told(history)
    records = linked({"drill": [drill(each, DISTRICT) for each in said]})
    all_were = BEGAN + timedelta(days=max((each["day"] for each in said), default=0) + 1)
    early, late = sorted((one, other))
    before = standings(records, DISTRICT, INVENTORY, all_were + timedelta(days=early))
    after = standings(records, DISTRICT, INVENTORY, all_were + timedelta(days=late))
    for was, is_now in zip(before, after, strict=True):
        assert was.state in ("proven", is_now.state)


@settings(max_examples=40)
@given(histories, st.integers(0, 90))
def test_no_record_of_a_day_still_to_come_proves_anything(history, day):
    records = linked({"drill": [drill(each, DISTRICT) for each in told(history)]})
    now = BEGAN + timedelta(days=day)
    for each in standings(records, DISTRICT, INVENTORY, now):
        assert each.state != "proven" or (each.since and each.since <= now + timedelta(minutes=10))


def test_a_failure_of_something_else_of_the_same_name_is_none_of_the_service():
    records = linked(
        {
            "drill": [drill({"drill": "d1", "day": 0, "services": {"hs-files": "pass"}}, DISTRICT)],
            "check": [check({"check": "c1", "day": 1, "repositories": {"hs-files": "fail"}})],
        }
    )
    found = {
        each.service: each for each in standings(records, DISTRICT, INVENTORY, BEGAN + timedelta(days=2))
    }
    assert found["hs-files"].state == "proven"


def test_a_proof_ends_at_the_moment_it_is_said_to_end():
    records = linked(
        {"drill": [drill({"drill": "d1", "day": 0, "services": {"hs-files": "pass"}}, DISTRICT)]}
    )
    until = BEGAN + timedelta(days=365, hours=1)
    found = {each.service: each for each in standings(records, DISTRICT, INVENTORY, until)}["hs-files"]
    assert (found.state, found.until) == ("stale", until)
