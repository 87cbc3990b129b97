"""Every rule: says why, names its source, and has cases that pass and cases that fail."""

import copy
import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from drplan.declare import District
from drplan.validate import RULES, Finding, Flaw, Overdue, Registry, Subject, examine, rules_page, validate

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases" / "validate"
TODAY = date(2026, 11, 22)
COMMANDS = ("argv", "reference")
BASE = json.loads((CASES / "base.json").read_text())
BY_RULE = {path.stem: json.loads(path.read_text()) for path in sorted(CASES.glob("DRP*.json"))}
FAILING = [(rule, case) for rule, cases in BY_RULE.items() for case in cases["failing"]]
PASSING = [(rule, case) for rule, cases in BY_RULE.items() for case in cases["passing"]]


def changed(*cases: dict[str, Any]) -> dict[str, Any]:
    """Return the base with the changes of some cases.

    A step into a list is a number, or the name of what is there; a number one past the end appends.
    """
    declared: dict[str, Any] = copy.deepcopy(BASE)
    for change in (change for case in cases for change in case["change"]):
        *way, last = change["path"]
        place: Any = declared
        for step in way:
            place = place[position(place, step)]
        if isinstance(place, list) and last == len(place):
            place.append(copy.deepcopy(change["value"]))
        else:
            place[position(place, last)] = copy.deepcopy(change["value"])
    return declared


def position(place: Any, step: int | str) -> int | str:
    if isinstance(place, dict) or isinstance(step, int):
        return step
    return [each.get("code", each.get("name")) for each in place].index(step)


def findings(declared: dict[str, Any], case: dict[str, Any] | None = None) -> tuple[Finding, ...]:
    return validate(District.model_validate(declared), TODAY, overdue=overdue(case or {}))


def overdue(case: dict[str, Any]) -> list[Overdue]:
    """Return the corrective actions that a case has beside its declaration."""
    return [
        Overdue(**each | {"subject": Subject(*each["subject"]), "due": date.fromisoformat(each["due"])})
        for each in case.get("overdue", ())
    ]


def names(pairs: list[tuple[str, dict[str, Any]]]) -> list[str]:
    return [f"{rule}: {case['name']}" for rule, case in pairs]


def test_the_base_district_trips_no_rule():
    assert findings(BASE) == ()


@pytest.mark.parametrize("rule", list(RULES), ids=lambda rule: rule.id)
def test_a_rule_says_why_who_asks_and_what_to_do_and_has_both_kinds_of_cases(rule):
    assert len(rule.why) > 20
    assert len(rule.title) > 10
    assert re.search(r"NIST|CIS|CISA|ISO|RFC|IEEE|CFR", rule.source)
    assert re.search(r"Rev\. \d|v\d|\d{4}|RFC \d+", rule.source), "a source names its version"
    assert rule.fix[0].islower()
    assert rule.check.__doc__
    assert BY_RULE[rule.id]["passing"]
    assert BY_RULE[rule.id]["failing"]


def test_every_case_belongs_to_a_rule():
    assert sorted(BY_RULE) == [rule.id for rule in RULES]
    assert all(cases["rule"] == rule for rule, cases in BY_RULE.items())


@pytest.mark.parametrize(("rule", "case"), PASSING, ids=names(PASSING))
def test_a_change_that_is_allowed_trips_no_rule(rule, case):
    assert findings(changed(case), case) == ()


@pytest.mark.parametrize(("rule", "case"), FAILING, ids=names(FAILING))
def test_a_change_trips_exactly_the_named_rules(rule, case):
    found = findings(changed(case), case)
    assert sorted({each.rule for each in found}) == case["trips"]
    ours = [each for each in found if each.rule == rule]
    assert case["about"] in [each.subject.name for each in ours]
    assert any(case.get("says", "") in each.message for each in ours if each.subject.name == case["about"])
    assert all(each.next_step for each in found)


def shuffled(value: Any, draw: Any) -> Any:
    """Return a declaration with every list in another order, but for the words of a command."""
    if isinstance(value, dict):
        return {key: each if key in COMMANDS else shuffled(each, draw) for key, each in value.items()}
    if isinstance(value, list):
        return draw(st.permutations([shuffled(each, draw) for each in value]))
    return value


@st.composite
def same_twice(draw: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return one broken declaration in two orders."""
    cases = draw(st.lists(st.sampled_from([case for _, case in FAILING]), min_size=1, max_size=4))
    try:
        declared = changed(*cases)
        District.model_validate(declared)
    except (AssertionError, IndexError, KeyError, TypeError, ValueError):
        declared = changed(cases[0])  # those changes do not go together
    return declared, shuffled(declared, draw)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pair=same_twice())
def test_the_order_of_the_declaration_changes_no_finding(pair):
    one, other = pair
    found = examine(District.model_validate(one), TODAY)
    assume(found.findings or found.waived)  # two changes may mend each other
    assert found == examine(District.model_validate(other), TODAY)


def test_a_suggestion_names_what_was_probably_meant():
    case = next(case for rule, case in FAILING if case["name"] == "a data set's policy is unknown")
    (found,) = findings(changed(case))
    assert found.next_step == "name 'nightly' if that was meant, or declare the policy 'nigthly'"


def schools(count: int) -> dict[str, Any]:
    """Return the base with a chain of services, each on its own server with its own files."""
    declared: dict[str, Any] = copy.deepcopy(BASE)
    site = declared["sites"][1]
    for i in range(count):
        service = copy.deepcopy(BASE["sites"][1]["services"][2])
        service |= {
            "name": f"x{i}",
            "runs_on": [f"s{i}"],
            "depends_on": [f"x{i + 1}"] if i + 1 < count else [],
        }
        service["data_sets"][0] |= {"name": f"d{i}"}
        service["data_sets"][0]["source"]["server"] = f"s{i}"
        site["services"].append(service)
        address = f"10.2.{1 + i // 250}.{i % 250}"
        site["assets"].append(BASE["sites"][1]["assets"][2] | {"name": f"s{i}", "address": address})
        declared["exercises"][0]["services"].append(f"x{i}")
    return declared


def lines_run(district: District) -> int:
    """Count lines of Python executed by all rules: a measure of work that no other process disturbs."""
    count = 0

    def trace(*_: object) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        assert validate(district, TODAY) == ()
    finally:
        sys.settrace(before)
    return count


def test_twice_the_district_is_no_more_than_about_twice_the_work():
    small, large = (lines_run(District.model_validate(schools(count))) for count in (150, 300))
    assert large / small < 2.2


def test_a_registry_refuses_a_second_rule_with_the_same_id():
    rules = Registry()
    about: Any = {"severity": "error", "why": "w", "source": "s", "fix": "f"}
    rules.add("DRP001", "first", **about)(lambda index: [Flaw(Subject("site", "hs"), "no")])
    with pytest.raises(ValueError, match="DRP001 is already taken by 'first'"):
        rules.add("DRP001", "second", **about)
    with pytest.raises(ValueError, match="three digits"):
        rules.add("DRP1", "third", **about)
    assert [rule.title for rule in rules] == ["first"]


def test_only_the_given_rules_are_asked():
    rules = Registry()
    flaw = Flaw(Subject("site", "hs", "hs"), "seen", "do this")
    rules.add("DRP900", "t", severity="warning", why="w", source="s", fix="f")(lambda index: [flaw, flaw])
    (found,) = validate(District.model_validate(BASE), TODAY, rules)
    assert (found.rule, found.severity, found.message, found.next_step) == (
        "DRP900",
        "warning",
        "seen",
        "do this",
    )


def test_the_page_of_rules_is_current():
    page = (ROOT / "docs" / "rules.md").read_text()
    assert page == rules_page(RULES), "run: drplan validate --list-rules > docs/rules.md"
