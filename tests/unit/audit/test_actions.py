"""A failure opens a corrective action; only a later pass of the same thing closes it."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.audit.actions import actions, overdue, still_open
from drplan.audit.overdue import overdue_findings
from drplan.validate import Subject
from tests.unit.audit.ledgers import CASES, district, drill, ledger_of, linked

TOLD = json.loads((CASES / "audit/actions.json").read_text())
DISTRICT = district()


def seen(action: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return of an action what a case says of one."""
    told = {
        "subject": action.subject,
        "opened": action.of.id,
        "closed": action.closed_by.id if action.closed_by else None,
        "again": [each.id for each in action.again],
        "due": action.due.isoformat(),
        "owner": action.owner_role,
        "issue": action.issue,
        "site": action.site,
    }
    return {key: told[key] for key in wanted}


@pytest.mark.parametrize("case", TOLD, ids=[each["name"] for each in TOLD])
def test_records_open_and_close_what_the_case_says(case):
    found = actions(ledger_of(case["records"], DISTRICT), DISTRICT)
    by_opening = {(each.subject, each.of.id): each for each in found}
    assert sorted(by_opening) == sorted((each["subject"], each["opened"]) for each in case["actions"])
    for wanted in case["actions"]:
        assert seen(by_opening[wanted["subject"], wanted["opened"]], wanted) == wanted


def test_no_two_cases_have_one_name():
    assert len({each["name"] for each in TOLD}) == len(TOLD)


def failed(day: int = 0) -> Any:
    return actions(
        ledger_of([{"drill": "d1", "day": day, "services": {"hs-files": "fail"}}], DISTRICT), DISTRICT
    )


def test_an_id_says_what_it_is_about_and_never_changes():
    (action,) = failed()
    assert action.id == "service-hs-files-faecbadf"


def test_an_action_names_its_records_by_their_heads():
    told = [
        {"drill": "d1", "day": 0, "services": {"hs-files": "fail"}},
        {"drill": "d2", "day": 1, "services": {"hs-files": "fail"}},
        {"drill": "d3", "day": 2, "services": {"hs-files": "pass"}},
    ]
    (action,) = actions(ledger_of(told, DISTRICT), DISTRICT)
    refs = (action.of, *action.again, action.closed_by)
    assert [ref.head for ref in refs if ref] == ["head of d1", "head of d2", "head of d3"]


def test_it_is_overdue_from_the_day_after_its_due_day():
    found = failed()
    due = found[0].due
    assert overdue(found, due) == ()
    assert overdue(found, due + timedelta(days=1)) == found


def test_what_is_closed_is_never_overdue():
    told = [
        {"drill": "d1", "day": 0, "services": {"hs-files": "fail"}},
        {"drill": "d2", "day": 300, "services": {"hs-files": "pass"}},
    ]
    found = actions(ledger_of(told, DISTRICT), DISTRICT)
    assert (len(found), overdue(found, date(2030, 1, 1)), still_open(found)) == (1, (), ())


def test_a_district_may_give_other_days():
    hasty = district(drills={"mend_within_days": [1, 2, 3, 4]})
    told = [{"drill": "d1", "day": 0, "services": {"hs-files": "fail"}}]
    (action,) = actions(ledger_of(told, hasty), hasty)
    assert action.due == date(2026, 1, 4)


@pytest.mark.parametrize(
    ("records", "subject"),
    [
        ([{"drill": "d1", "day": 0, "services": {"hs-files": "fail"}}], Subject("service", "hs-files", "hs")),
        ([{"deploy": "p1", "day": 0, "assets": {"hs-db1": "fail"}}], Subject("asset", "hs-db1", "hs")),
        ([{"check": "c1", "day": 0, "repositories": {"onsite": "fail"}}], Subject("repository", "onsite")),
        (
            [{"escrow": "e1", "day": 0, "holder": "director", "repositories": {"onsite": "fail"}}],
            Subject("repository", "onsite"),
        ),
    ],
)
def test_a_finding_is_about_what_is_declared(records, subject):
    found = actions(ledger_of(records, DISTRICT), DISTRICT)
    (finding,) = overdue_findings(found, date(2027, 1, 1))
    assert (finding.subject, finding.id) == (subject, found[0].id)


def test_a_finding_does_not_repeat_a_book():
    told = [{"drill": "d1", "day": 0, "services": {"hs-files": "fail"}, "why": "x" * 5000}]
    found = actions(ledger_of(told, DISTRICT), DISTRICT)
    (finding,) = overdue_findings(found, date(2027, 1, 1))
    assert (len(finding.issue), len(found[0].issue)) == (302, 5000)


NAMES = ("hs-files", "hs-gradebook", "hs-portal")
outcomes = st.sampled_from(["pass", "fail", "no-evidence"])
drills = st.builds(
    lambda services, how, host: {"services": services, "how": how, "host": host},
    st.dictionaries(st.sampled_from(NAMES), outcomes, min_size=1),
    st.sampled_from(["whole", "whole", "data", "sampled"]),
    st.sampled_from([None, None, "hs-file1", "hs-db1"]),
)
histories = st.lists(drills, max_size=10)


def told(history: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each | {"drill": f"d{day}", "day": day} for day, each in enumerate(history)]


@settings(max_examples=60)
@given(histories)
def test_an_action_never_closes_without_a_later_pass_of_all_that_failed(history):
    records = {each["drill"]: each for each in told(history)}
    for action in actions(ledger_of(told(history), DISTRICT), DISTRICT):
        failures = [records[ref.id] for ref in (action.of, *action.again)]
        assert all(each["services"][action.name] == "fail" for each in failures)
        if action.closed_by is not None:
            closing = records[action.closed_by.id]
            assert closing["services"][action.name] == "pass"
            assert closing["how"] == "whole"
            assert closing["host"] in (None, failures[0]["host"])
            assert closing["day"] > max(each["day"] for each in failures)


@settings(max_examples=60)
@given(histories)
def test_every_failure_is_in_exactly_one_action(history):
    found = actions(ledger_of(told(history), DISTRICT), DISTRICT)
    listed = [(each.name, ref.id) for each in found for ref in (each.of, *each.again)]
    failed = [
        (name, each["drill"])
        for each in told(history)
        for name, outcome in each["services"].items()
        if outcome == "fail"
    ]
    assert sorted(listed) == sorted(failed)
    assert len({each.id for each in found}) == len(found)


@settings(max_examples=60)
@given(histories, st.randoms())
def test_the_order_of_records_about_other_things_changes_nothing(history, chance):
    """Shuffle whole histories, one a service, into each other: each service's own order stays."""
    single = [
        [
            each | {"services": {name: each["services"][name]}}
            for each in told(history)
            if name in each["services"]
        ]
        for name in NAMES
    ]
    single = [
        [one | {"drill": f"{one['drill']}-{name}"} for one in each]
        for name, each in zip(NAMES, single, strict=True)
    ]
    straight = [one for each in single for one in each]
    mixed: list[dict[str, Any]] = []
    waiting = [list(each) for each in single if each]
    while waiting:
        first = chance.choice(waiting)
        mixed.append(first.pop(0))
        waiting = [each for each in waiting if each]

    def plain(records: list[dict[str, Any]]) -> Any:
        found = actions(linked({"drill": [drill(each) for each in records]}), DISTRICT)
        return [
            (e.id, e.of.id, [a.id for a in e.again], e.closed_by and e.closed_by.id, e.due, e.owner_role)
            for e in found
        ]

    assert plain(straight) == plain(mixed)


@settings(max_examples=60)
@given(histories)
def test_a_later_record_takes_no_action_away_and_moves_no_due_day(history):
    before = actions(ledger_of(told(history)[:-1], DISTRICT), DISTRICT)
    after = {each.id: each for each in actions(ledger_of(told(history), DISTRICT), DISTRICT)}
    for action in before:
        later = after[action.id]
        assert (later.of.id, later.due, later.issue) == (action.of.id, action.due, action.issue)
        if action.closed_by is not None:
            assert later.closed_by is not None
            assert later.closed_by.id == action.closed_by.id
