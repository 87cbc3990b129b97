"""Faults sown over copies of the example district: each trips the rule it is meant for, about its subject."""

import copy
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from drplan.adapters.inventory import load_district
from drplan.declare import District
from drplan.validate import RULES, Overdue, Subject, examine, validate

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 22)
FAULTS = [
    fault
    for path in sorted((ROOT / "tests" / "cases" / "seeded").glob("*.json"))
    for fault in json.loads(path.read_text())
]
IDS = {rule.id for rule in RULES}
ENOUGH = 200


@cache
def example() -> District:
    return load_district(ROOT / "inventories")


@cache
def dumped() -> str:
    return json.dumps(example().model_dump(mode="json"))


def seeded(fault: dict[str, Any]) -> District:
    """Return the example with one fault in it."""
    declared = json.loads(dumped())
    for change in fault["change"]:
        apply(declared, change)
    return District.model_validate(declared)


def overdue(fault: dict[str, Any]) -> list[Overdue]:
    """Return the corrective actions that the records hold open beside a fault."""
    return [
        Overdue(**each | {"subject": Subject(*each["subject"]), "due": date.fromisoformat(each["due"])})
        for each in fault.get("overdue", ())
    ]


def apply(declared: dict[str, Any], change: dict[str, Any]) -> None:
    """Set, add to or remove what ``at`` leads to: by key, and in a list by name, code or number."""
    *way, last = change["at"].split("/")
    place: Any = declared
    for step in way:
        place = place[position(place, step)]
    where = position(place, last)
    if "add" in change:
        place[where].append(copy.deepcopy(change["add"]))
    elif change.get("remove"):
        del place[where]
    else:
        place[where] = copy.deepcopy(change["set"])


def position(place: Any, step: str) -> int | str:
    if isinstance(place, dict):
        assert step in place, f"{step!r} is none of {sorted(place)}"
        return step
    named = [each.get("code", each.get("name")) if isinstance(each, dict) else each for each in place]
    return named.index(step) if step in named else int(step)


def test_the_example_trips_no_rule_but_what_it_waives():
    seen = examine(example(), TODAY)
    assert seen.findings == ()
    assert {each.waiver for each in seen.waived} == set(example().waivers)


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{each['trips']}: {each['name']}" for each in FAULTS])
def test_a_fault_trips_its_rule_about_its_subject(fault):
    found = validate(seeded(fault), TODAY, overdue=overdue(fault))
    assert (fault["trips"], fault["about"]) in {(each.rule, each.subject.name) for each in found}


def test_no_two_faults_are_the_same():
    sown = [
        json.dumps([fault["trips"], fault["change"], fault.get("overdue")], sort_keys=True)
        for fault in FAULTS
    ]
    assert len(set(sown)) == len(sown)
    assert len({fault["name"] for fault in FAULTS}) == len(FAULTS)


def test_there_are_at_least_two_hundred_and_none_for_a_rule_that_does_not_exist():
    assert len(FAULTS) >= ENOUGH
    assert {fault["trips"] for fault in FAULTS} <= IDS


@pytest.mark.parametrize("rule", sorted(IDS))
def test_every_rule_has_a_fault_that_is_meant_for_it(rule):
    assert rule in {fault["trips"] for fault in FAULTS}
