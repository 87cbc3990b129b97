"""Waivers set findings aside: for a while, for one rule and one thing, and never out of sight."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.declare import District, Waiver
from drplan.validate import RULES, Finding, Subject, examine, validate
from drplan.validate.waive import NEVER_WAIVED, Waived, waive

TODAY = date(2026, 11, 22)
BASE = json.loads((Path(__file__).parents[2] / "cases" / "validate" / "base.json").read_text())


def waiver(rule: str = "DRP068", subject: str = "hs-network", until: date = TODAY, **more: Any) -> Waiver:
    given = {"reason": "until the board meets", "approved_by_role": "director"} | more
    return Waiver(rule=rule, subject=subject, until=until, **given)


def finding(rule: str = "DRP068", subject: str = "hs-network") -> Finding:
    return Finding(rule, "warning", Subject("service", subject, "hs"), "seen", "do this")


def without_bia(*waivers: Waiver) -> District:
    declared = json.loads(json.dumps(BASE))
    declared["sites"][1]["services"][0]["bia"] = None
    declared["waivers"] = [each.model_dump(mode="json") for each in waivers]
    return District.model_validate(declared)


def test_a_live_waiver_sets_its_finding_aside_and_the_examination_still_shows_it():
    district = without_bia(waiver())
    seen = examine(district, TODAY)
    assert seen.findings == validate(district, TODAY) == ()
    (waived,) = seen.waived
    assert (waived.finding.rule, waived.finding.subject.name) == ("DRP068", "hs-network")
    assert waived.waiver == district.waivers[0]


def test_on_the_day_after_its_last_the_finding_counts_and_so_does_the_waiver():
    seen = examine(without_bia(waiver()), TODAY + timedelta(days=1))
    assert seen.waived == ()
    assert {each.rule for each in seen.findings} >= {"DRP068", "DRP120"}


@pytest.mark.parametrize("other", [waiver(rule="DRP060"), waiver(subject="hs-files")])
def test_another_rule_or_another_thing_is_not_set_aside(other):
    assert waive([finding()], [other], TODAY) == ((finding(),), ())


@pytest.mark.parametrize("rule", sorted(NEVER_WAIVED))
def test_what_is_said_about_waivers_cannot_be_waived(rule):
    about_waivers = finding(rule, "DRP068 for hs-network")
    kept, waived = waive([about_waivers], [waiver(rule, "DRP068 for hs-network")], TODAY)
    assert (kept, waived) == ((about_waivers,), ())
    assert rule in {each.id for each in RULES}


def test_of_two_waivers_the_one_that_lasts_longer_is_named_in_whatever_order():
    short, long = waiver(reason="a"), waiver(until=TODAY + timedelta(days=9), reason="b")
    for order in ([short, long], [long, short]):
        assert waive([finding()], order, TODAY) == ((), (Waived(finding(), long),))


some_rules = st.sampled_from(["DRP060", "DRP068", "DRP120"])
some_names = st.sampled_from(["hs-network", "hs-files"])
some_days = st.integers(-2, 2).map(lambda days: TODAY + timedelta(days=days))


@given(
    findings=st.lists(st.builds(finding, some_rules, some_names)),
    waivers=st.lists(st.builds(waiver, some_rules, some_names, some_days)),
)
def test_no_finding_is_lost_or_made_up(findings, waivers):
    kept, waived = waive(findings, waivers, TODAY)
    assert sorted([*kept, *(each.finding for each in waived)], key=Finding.order) == sorted(
        findings, key=Finding.order
    )
    for each in waived:
        assert each.waiver in waivers
        assert (each.waiver.rule, each.waiver.subject) == (each.finding.rule, each.finding.subject.name)
        assert each.waiver.until >= TODAY
        assert each.finding.rule not in NEVER_WAIVED
