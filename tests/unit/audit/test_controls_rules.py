"""Every rule passes, fails, does not apply and lacks evidence where it should. Cases are data."""

import json
from datetime import date
from pathlib import Path

import pytest

from drplan.audit.controls.crosswalk import crosswalk
from drplan.audit.controls.registry import RULES, Registry, see
from tests.unit.audit.controls_world import DAY, GOOD, case_of, changed

FILES = sorted((Path(__file__).parents[2] / "cases/controls").glob("*.json"))
CASES = [json.loads(file.read_text()) for file in FILES]


def of_rules():
    return [
        pytest.param(case["rule"], case["with"], each, id=f"{case['rule']}: {each['name']}")
        for case in CASES
        for each in case["cases"]
    ]


@pytest.mark.parametrize(("rule", "parameters", "told"), of_rules())
def test_a_rule_says_what_the_case_says(rule, parameters, told):
    day = date.fromisoformat(told["day"]) if "day" in told else DAY
    found = see(RULES[rule], case_of(changed(GOOD, told["patch"]), day), parameters)
    assert found.verdict.outcome == told["outcome"], found.verdict.because
    assert told["because"] in "; ".join(found.verdict.because)
    if told["outcome"] == "no-evidence":
        assert all("drplan " in line or "declare " in line for line in found.verdict.because)


def test_every_rule_has_cases_for_every_outcome_it_can_have():
    assert {each.name for each in RULES} == {case["rule"] for case in CASES}
    for case in CASES:
        shown = {each["outcome"] for each in case["cases"]}
        never = set(case["never"])
        assert shown | never == {"pass", "fail", "not-applicable", "no-evidence"}, case["rule"]
        assert not shown & never, case["rule"]


def test_every_rule_is_asked_by_a_control_with_parameters_it_takes():
    asked = [one for each in crosswalk() for control in each.controls for one in control.rules]
    assert {one.rule for one in asked} == {each.name for each in RULES}
    assert all(RULES[one.rule].takes(one.parameters) for one in asked)
    assert not RULES["plan-approved"].takes({"within_weeks": 1})


def test_a_name_is_given_once():
    registry = Registry()
    registry.add("same", "x")(lambda case: case)
    with pytest.raises(ValueError, match="there already"):
        registry.add("same", "y")
