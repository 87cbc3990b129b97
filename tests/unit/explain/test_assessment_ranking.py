"""A new director's first look: what ends when, and what comes first."""

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from drplan.declare import District
from drplan.explain.assessment import Assessment, assess
from drplan.explain.assessment.actions import due, score
from drplan.explain.assessment.cliffs import school_year
from drplan.explain.assessment.impact import Impact
from drplan.explain.assessment.parts import Stake
from drplan.validate import RULES, Finding, Index, Subject, validate

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


def finding(rule: str, severity: Any, subject: Subject) -> Finding:
    return Finding(rule, severity, subject, "is not as it should be", "mend it")


# What ends when


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 6, 30), "2025-26"),
        (date(2026, 7, 1), "2026-27"),
        (date(2099, 12, 31), "2099-00"),
    ],
)
def test_a_school_year_begins_in_july(day, year):
    assert school_year(day) == year


def lifecycle(**given: Any) -> dict[str, Any]:
    return {
        "bought": "2020-07-01",
        "cost": 1000,
        "funding": {"budget": "capital", "source": "bond"},
        **given,
    }


def cliffs_of(declared: dict[str, Any], lives: dict[str, dict[str, Any]]) -> Any:
    for site in declared["sites"]:
        for each in site["assets"]:
            each["lifecycle"] = lives.get(each["name"])
            each.pop("software", None)
    return looked_at(declared, []).cliffs


def test_the_last_day_is_not_overdue_and_the_day_before_is(declared):
    lives = {
        "hs-db1": lifecycle(support_until="2026-11-21"),
        "hs-file1": lifecycle(support_until="2026-11-22"),
    }
    overdue, present = cliffs_of(declared, lives)
    assert (overdue.year, [each.asset for each in overdue.endings]) == ("overdue", ["hs-db1"])
    assert (present.year, [each.asset for each in present.endings]) == ("2026-27", ["hs-file1"])
    assert present.unplanned() == ("hs-file1",)


def test_support_ends_with_the_software_when_that_ends_first(declared):
    asset(declared, "hs-db1")["software"] = {
        "name": "Debian",
        "version": "11",
        "support_until": "2026-08-31",
    }
    asset(declared, "hs-db1")["lifecycle"] = lifecycle(support_until="2030-01-01")
    ends = [
        each.day
        for cliff in looked_at(declared, []).cliffs
        for each in cliff.endings
        if (each.asset, each.what) == ("hs-db1", "support")
    ]
    assert ends == [date(2026, 8, 31)]


def test_money_is_summed_by_where_it_comes_from(declared):
    e_rate = {"budget": "operating", "source": "E-rate", "e_rate_category": 2}
    lives = {
        "hs-db1": lifecycle(replacement={"due": "2027-07-01", "cost": 700}),
        "hs-file1": lifecycle(replacement={"due": "2027-08-01", "cost": 40, "funding": e_rate}),
        "hs-rtr1": lifecycle(replacement={"due": "2028-06-30", "cost": 5, "funding": lifecycle()["funding"]}),
    }
    (cliff,) = cliffs_of(declared, lives)
    assert cliff.year == "2027-28"
    assert [cliff.dollars(), cliff.dollars(funded=True), cliff.dollars(funded=False)] == [745, 45, 700]
    assert [cliff.dollars(budget="capital"), cliff.dollars(budget="operating")] == [5, 40]
    assert [cliff.dollars(e_rate_category=1), cliff.dollars(e_rate_category=2)] == [0, 40]


# What to do first


def test_the_score_is_the_one_documented():
    worst = Stake(harm=12, harm_words="safety: severe", rated=True, students=900, tier=0)
    assert score(worst, 1.0, "error") == 100
    assert score(worst, 1.0, "warning") == 60
    assert score(worst, 1.0, "note") == 40
    assert score(Stake(3, "teaching: severe", True, 90, 2), 0.4, "error") == round(15 + 10 + 7.5)
    assert [due(points) for points in (45, 44, 30, 29)] == [
        "days 1-30",
        "days 31-60",
        "days 31-60",
        "days 61-90",
    ]


def test_safety_comes_before_pay_and_an_error_before_a_warning(declared):
    service(declared, "hs-files")["bia"] = {"safety": "severe"}
    service(declared, "do-transcripts")["bia"] = {"pay": "minor"}
    for each in declared["sites"][0]["services"] + high_school(declared)["services"]:
        each["depends_on"] = []
    files, transcripts = Subject("service", "hs-files", "hs"), Subject("service", "do-transcripts", "do")
    said = [
        finding("DRP008", "error", transcripts),
        finding("DRP018", "error", files),
        finding("DRP062", "warning", files),
    ]
    ranked = [each.key for each in looked_at(declared, said).actions if each.rules]
    assert ranked == ["DRP018", "DRP062", "DRP008"]


def test_findings_of_one_rule_are_one_action_with_its_subjects(declared):
    files, portal = Subject("service", "hs-files", "hs"), Subject("service", "hs-portal", "hs")
    said = [finding("DRP008", "error", portal), finding("DRP008", "error", files)]
    (action,) = [each for each in looked_at(declared, said).actions if each.rules]
    assert (action.rules, action.subjects) == (("DRP008",), (files, portal))
    assert action.what == next(rule.fix for rule in RULES if rule.id == "DRP008")


def test_a_service_harms_whom_those_that_depend_on_it_harm(declared):
    network, files = service(declared, "hs-network"), service(declared, "hs-files")
    network["bia"], files["bia"] = {"teaching": "minor"}, {"safety": "severe"}
    for name, needs in (("hs-files", ["hs-network"]), ("hs-gradebook", []), ("hs-portal", [])):
        service(declared, name)["depends_on"] = needs
    service(declared, "do-transcripts")["depends_on"] = []
    impact = Impact(Index(District.model_validate(declared), TODAY))
    assert impact.of(Subject("service", "hs-network", "hs")).harm_words == "safety: severe"
    assert impact.of(Subject("asset", "hs-rtr1", "hs")).harm == 12
    service(declared, "hs-files")["depends_on"] = []
    impact = Impact(Index(District.model_validate(declared), TODAY))
    assert impact.of(Subject("service", "hs-network", "hs")).harm_words == "teaching: minor"


def test_services_in_a_circle_share_their_harm(declared):
    service(declared, "hs-network")["depends_on"] = ["hs-files"]
    service(declared, "hs-files")["depends_on"] = ["hs-network"]
    service(declared, "hs-files")["bia"] = {"safety": "severe"}
    impact = Impact(Index(District.model_validate(declared), TODAY))
    assert impact.of(Subject("service", "hs-network", "hs")).harm == 12


def test_an_office_reaches_all_students_and_a_school_its_own(declared):
    elementary = copy.deepcopy(IMPORTED["sites"][1])
    declared["sites"].append(elementary | {"contact": "director", "students": 100})
    for each in declared["sites"][2]["assets"]:
        each["owner"] = "admin"
    service(declared, "do-transcripts")["depends_on"] = []
    impact = Impact(Index(District.model_validate(declared), TODAY))
    assert impact.of(Subject("service", "do-transcripts", "do")).students == 1000
    assert impact.of(Subject("service", "hs-network", "hs")).students == 900
    assert impact.of(Subject("asset", "es-sw1", "es")).students == 100


def test_a_school_whose_students_nobody_counted_is_not_taken_for_empty(declared):
    high_school(declared)["students"] = 0
    elementary = copy.deepcopy(IMPORTED["sites"][1])
    declared["sites"].append(elementary | {"contact": "director", "students": 100})
    impact = Impact(Index(District.model_validate(declared), TODAY))
    stake = impact.of(Subject("site", "hs", "hs"))
    assert impact.reach(stake) == 1


def test_what_serves_nobody_knows_what_is_not_harmless():
    stake = Impact(Index(District.model_validate(IMPORTED), TODAY)).of(Subject("asset", "hs-db1", "hs"))
    assert (stake.rated, stake.harm, stake.tier) == (False, 9, 1)
    assert stake.harm_words == "what it serves is not known, judged as tier 1"


def test_harm_that_nobody_rated_is_judged_by_tier_and_says_so(declared):
    service(declared, "hs-files")["bia"] = None
    service(declared, "hs-files")["tier"] = 0
    stake = Impact(Index(District.model_validate(declared), TODAY)).of(Subject("service", "hs-files", "hs"))
    assert (stake.rated, stake.harm_words) == (False, "not rated, judged as tier 0")


def test_a_month_holds_ten_actions_and_the_rest_moves_on(declared):
    files = Subject("service", "hs-files", "hs")
    service(declared, "hs-files")["bia"] = {"safety": "severe"}
    said = [finding(rule.id, "error", files) for rule in list(RULES)[:25]]
    months = [each.due for each in looked_at(declared, said).actions]
    assert [months.count("days 1-30"), months.count("days 31-60")] == [10, 10]
    assert months == sorted(months)
    assert [each.rank for each in looked_at(declared, said).actions] == list(range(1, len(months) + 1))
