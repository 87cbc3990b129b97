"""A new director's first look: what is covered, what is left blank, and the whole of it."""

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drplan.declare import District
from drplan.declare.services import Function
from drplan.errors import UsageError
from drplan.explain.assessment import Assessment, assess, assessment_json
from drplan.explain.assessment.coverage import OBJECTIVE_RULES
from drplan.explain.assessment.tiers import NOT_IN_THE_TABLE, STARTING_POINTS
from drplan.explain.site_values import NOT_KNOWN
from drplan.validate import RULES, Finding, Subject, validate
from drplan.validate.tiers import LATEST_TIER

CASES = Path(__file__).parents[2] / "cases"
BASE = json.loads((CASES / "validate" / "base.json").read_text())
IMPORTED = json.loads((CASES / "assess" / "imported.json").read_text())
TODAY = date(2026, 11, 22)


def looked_at(
    declared: dict[str, Any], findings: list[Finding] | None = None, site: str | None = None
) -> Assessment:
    district = District.model_validate(declared)
    found = validate(district, today=TODAY) if findings is None else findings
    return assess(district, found, TODAY, site)


@pytest.fixture
def declared() -> dict[str, Any]:
    found: dict[str, Any] = copy.deepcopy(BASE)
    return found


@pytest.fixture
def complete(declared: dict[str, Any]) -> dict[str, Any]:
    """Return the base with a service for every function and a lifecycle for every asset."""
    school, portal = high_school(declared), service(declared, "hs-portal")
    covered = {each["function"] for site in declared["sites"] for each in site["services"]}
    for point in STARTING_POINTS:
        if point.function not in covered:
            name, tier = f"hs-{point.function}", int(point.tier)
            school["services"].append(
                copy.deepcopy(portal)
                | {"name": name, "function": point.function, "tier": tier, "depends_on": [], "bia": {}}
            )
            for exercise in declared["exercises"]:
                exercise["services"].append(name)
    router = asset(declared, "do-rtr1")
    asset(declared, "cloud")["lifecycle"] = copy.deepcopy(router["lifecycle"])
    return declared


def high_school(declared: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(site for site in declared["sites"] if site["code"] == "hs")
    return found


def asset(declared: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        each for site in declared["sites"] for each in site["assets"] if each["name"] == name
    )
    return found


def service(declared: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        each for site in declared["sites"] for each in site["services"] if each["name"] == name
    )
    return found


def measure(assessment: Assessment, key: str) -> Any:
    every = (*assessment.services, *assessment.measures)
    return next(each.share for each in every if each.key == key)


def gap(assessment: Assessment, key: str) -> list[str]:
    return [each.name for found in assessment.gaps if found.key == key for each in found.subjects]


def finding(rule: str, severity: Any, subject: Subject) -> Finding:
    return Finding(rule, severity, subject, "is not as it should be", "mend it")


# What is covered


def test_a_server_whose_data_no_policy_keeps_counts_as_not_backed_up(declared):
    school = high_school(declared)
    assert looked_at(declared, []).sites[1].servers.missing == ()
    for each in school["services"]:
        for data in each["data_sets"]:
            if data["source"].get("server") == "hs-file1":
                data["policy"] = "nobody-wrote-it"
    row = next(site for site in looked_at(declared, []).sites if site.code == "hs")
    assert (row.servers.have, row.servers.of, row.servers.missing) == (1, 2, ("hs-file1",))


def test_a_service_outside_every_exercise_is_named(declared):
    for each in declared["exercises"]:
        each["services"] = [name for name in each["services"] if name != "hs-files"]
    assessment = looked_at(declared, [])
    assert measure(assessment, "exercise").missing == ("hs-files",)
    assert next(site for site in assessment.sites if site.code == "hs").services.missing == ("hs-files",)


def test_objectives_that_a_rule_doubts_do_not_hold(declared):
    doubted, other = "DRP007", "DRP008"
    about = Subject("service", "hs-files", "hs")
    assert measure(looked_at(declared, [finding(other, "error", about)]), "objectives").missing == ()
    assert measure(looked_at(declared, [finding(doubted, "error", about)]), "objectives").missing == (
        "hs-files",
    )


def test_objectives_of_a_service_whose_data_cannot_be_judged_do_not_hold(declared):
    data = service(declared, "hs-files")["data_sets"][0]["name"]
    said = [finding("DRP035", "warning", Subject("data set", data, "hs"))]
    assert measure(looked_at(declared, said), "objectives").missing == ("hs-files",)


def test_the_rules_about_objectives_exist():
    assert {rule.id for rule in RULES} >= OBJECTIVE_RULES


def test_copies_are_counted_by_what_the_policy_names(declared):
    declared["policies"][0]["copies"] = ["spare"]
    assessment = looked_at(declared, [])
    data = assessment.totals.data_sets
    assert measure(assessment, "two-copies").have == 0
    assert measure(assessment, "immutable").have == 0
    assert 0 < len(measure(assessment, "off-site").missing) < data, "the office's data is off-site at hs"


def test_an_isolated_copy_is_one_that_its_writers_cannot_delete(declared):
    declared["policies"][0]["copies"] = ["spare"]
    next(each for each in declared["repositories"] if each["name"] == "spare")["isolated"] = True
    assert measure(looked_at(declared, []), "immutable").missing == ()


@pytest.mark.parametrize(
    ("field", "key", "day", "holds"),
    [
        ("confirmed_on", "confirmed", "2026-05-26", True),
        ("confirmed_on", "confirmed", "2026-05-25", False),
        ("trained_on", "trained", "2025-11-22", True),
        ("trained_on", "trained", "2025-11-21", False),
        ("trained_on", "trained", None, False),
        ("confirmed_on", "confirmed", "2026-11-23", False),
        ("trained_on", "trained", "2026-11-23", False),
    ],
)
def test_a_role_is_confirmed_for_180_days_and_trained_for_a_year(declared, field, key, day, holds):
    for role in declared["roles"]:
        role[field] = "2026-11-22"
    declared["roles"][0][field] = day
    expected = () if holds else (declared["roles"][0]["name"],)
    assert measure(looked_at(declared, []), key).missing == expected


def test_a_role_is_not_its_own_alternate(declared):
    role = declared["roles"][0]
    role["alternate"] = role["name"]
    assert measure(looked_at(declared, []), "alternate").missing == (role["name"],)


# What nobody declared yet


def test_every_function_has_a_starting_point_or_is_known_to_have_none():
    functions = [each.function for each in STARTING_POINTS]
    assert sorted([*functions, *NOT_IN_THE_TABLE]) == sorted(get_args(Function))


def test_a_function_that_no_service_covers_comes_with_tier_and_objectives(declared):
    for site in declared["sites"]:
        for each in site["services"]:
            each["function"] = "payroll"
    points = {each.function: each for each in looked_at(declared, []).starting_points}
    assert "payroll" not in points
    assert (points["phones"].tier, points["phones"].rto) == (0, "1 to 4 h")
    assert (points["student-information"].rto, points["student-information"].rpo) == ("8 h", "4 h")
    assert len(points) == len(STARTING_POINTS) - 1


def test_a_gap_that_a_rule_speaks_of_is_no_second_action(declared):
    asset(declared, "hs-file1")["software"] = None
    asset(declared, "hs-db1")["software"] = None
    told = finding("DRP077", "warning", Subject("asset", "hs-db1", "hs"))
    assessment = looked_at(declared, [told])
    assert gap(assessment, "software") == ["hs-db1", "hs-file1"]
    (action,) = [each for each in assessment.actions if each.key == "software"]
    assert [each.name for each in action.subjects] == ["hs-file1"]


def test_what_an_import_could_not_know_is_a_blank(declared):
    declared["roles"][0]["phone"] = NOT_KNOWN
    asset(declared, "hs-db1")["software"] = {"name": "Debian", "version": NOT_KNOWN}
    for site in declared["sites"]:
        for each in site["assets"]:
            each["owner"] = declared["roles"][1]["name"]
    asset(declared, "hs-file1")["owner"] = declared["roles"][0]["name"]
    assessment = looked_at(declared, [])
    assert gap(assessment, "roles") == [declared["roles"][0]["name"]]
    assert gap(assessment, "owner") == ["hs-file1"]
    assert gap(assessment, "software") == ["hs-db1"]


def test_the_starting_tier_is_the_one_the_rules_ask_for():
    assert {each.function: each.tier for each in STARTING_POINTS} == dict(LATEST_TIER)


def test_every_rule_that_may_speak_for_a_gap_exists():
    speaking = {rule for each in looked_at(IMPORTED, []).gaps for rule in each.rules}
    assert speaking
    assert speaking <= {rule.id for rule in RULES}


# The whole


def test_one_site_is_told_with_what_concerns_the_district(declared):
    said = [
        finding("DRP008", "error", Subject("service", "hs-files", "hs")),
        finding("DRP018", "error", Subject("service", "do-transcripts", "do")),
        finding("DRP014", "warning", Subject("role", "admin")),
    ]
    assessment = looked_at(declared, said, site="hs")
    assert [each.code for each in assessment.sites] == ["hs"]
    assert assessment.totals.students == 900
    assert {rule for each in assessment.actions for rule in each.rules} == {"DRP008", "DRP014"}
    assert {each.site for cliff in assessment.cliffs for each in cliff.endings} <= {"hs"}
    assert all(each.site in ("hs", None) for action in assessment.actions for each in action.subjects)


def test_an_unknown_site_is_refused_with_those_there_are(declared):
    with pytest.raises(UsageError) as caught:
        looked_at(declared, [], site="xx")
    assert "hs" in caught.value.next_step


def test_an_imported_district_gets_a_full_report_in_which_nothing_is_called_fine():
    assessment = looked_at(IMPORTED)
    assert assessment.totals.services == 0
    assert not assessment.nothing_to_do
    assert len(assessment.starting_points) == len(STARTING_POINTS)
    assert all(each.share.of == 0 for each in assessment.services)
    assert [site.servers.have for site in assessment.sites] == [0, 0]
    assert len(gap(assessment, "perils")) == 7
    assert gap(assessment, "lifecycle") == ["es-sw1", "hs-db1", "hs-file1", "hs-sw1"]
    assert assessment.actions[0].rules == ("DRP019",)
    assert not any(each.stake.rated for each in assessment.actions)


def test_nothing_found_to_do_is_said_only_when_no_action_is_left(complete):
    assessment = looked_at(complete)
    assert assessment.nothing_to_do, assessment.actions
    assert (assessment.gaps, assessment.starting_points) == ((), ())
    complete["sites"][0]["assets"][1]["lifecycle"] = None
    assert [each.key for each in looked_at(complete).actions] == ["lifecycle"]


def shuffled(value: Any, draw: Any) -> Any:
    """Return a declaration with every list in another order, whatever is in it."""
    if isinstance(value, dict):
        return {key: shuffled(each, draw) for key, each in value.items()}
    if isinstance(value, list):
        return draw(st.permutations([shuffled(each, draw) for each in value]))
    return value


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), declared=st.sampled_from([BASE, IMPORTED]))
def test_the_order_of_the_declaration_changes_nothing(data, declared):
    other = shuffled(declared, data.draw)
    assert assessment_json(looked_at(declared)) == assessment_json(looked_at(other))
