"""Judging the whole crosswalk: what is good passes, and nothing passes without what shows it."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.audit.controls.crosswalk import chosen, crosswalk
from drplan.audit.controls.judge import judge
from drplan.audit.controls.registry import RULES, see
from drplan.errors import UsageError
from drplan.record.ledger import Ledger
from tests.unit.audit.controls_world import DAY, GOOD, KINDS, PASS, case_of, changed, head, signed

OF_THE_DECLARATION = {"declared", "other-rooms", "second-line", "roles-trained"}
CASES = [
    (case["rule"], case["with"], each)
    for file in sorted((Path(__file__).parents[2] / "cases/controls").glob("*.json"))
    for case in [json.loads(file.read_text())]
    for each in case["cases"]
]
FAILING = [each for each in CASES if each[2]["outcome"] == "fail"]
LACKING = [each for each in CASES if each[2]["outcome"] == "no-evidence"]
CHAINS = tuple(KINDS)


def tree_of(told):
    return changed(GOOD, told["patch"])


def day_of(told):
    return date.fromisoformat(told.get("day", DAY.isoformat()))


def unrelated():
    """Return records that pass, of things that the district does not declare."""
    done = GOOD["drills"][0] | {"id": "other", "steps": [], "services": [], "waves": []}
    ref = {"noun": "drill", "id": "nobodys", "head": head("nobodys")}
    review = GOOD["approvals"][0] | {"id": "other", "of": [ref]}
    nowhere = [{"name": "nowhere", "repository_id": "x", "snapshots": 1, "came": [], "verdict": PASS}]
    host = GOOD["deploys"][0]["assets"][0] | {"name": "nobodys"}
    opened = [{"repository": "nowhere", "place": "safe", "identity": "x", "verdict": PASS}]
    return [
        ("drills", done),
        ("approvals", review),
        ("checks", GOOD["checks"][0] | {"id": "other", "repositories": nowhere}),
        ("deploys", GOOD["deploys"][0] | {"id": "other", "assets": [host]}),
        ("escrows", GOOD["escrows"][0] | {"id": "other", "repositories": opened}),
    ]


def test_where_everything_is_shown_every_control_passes():
    found = judge(case_of(GOOD), crosswalk())
    others = {each.control: each.verdict for each in found if each.verdict.outcome != "pass"}
    assert {name: verdict.outcome for name, verdict in others.items()} == {"RC.RP-06": "not-applicable"}
    assert all(ref.head for each in found for ref in each.evidence)


def test_an_empty_ledger_passes_nothing_but_what_is_declared():
    for each in judge(replace(case_of(GOOD), ledger=Ledger()), crosswalk()):
        for part in each.parts:
            assert part.verdict.outcome != "pass" or part.asked.rule in OF_THE_DECLARATION
            assert not part.evidence


def test_a_record_whose_head_nobody_knows_carries_no_pass():
    case = case_of(GOOD)
    loose = Ledger(**{name: getattr(case.ledger, name) for name in CHAINS})
    found = judge(replace(case, ledger=loose), crosswalk())
    for each in found:
        for part in each.parts:
            assert part.verdict.outcome != "pass" or all(ref.head for ref in part.evidence)
    tested = next(each for each in found if each.control == "CP-4")
    assert tested.verdict.outcome == "no-evidence"


def test_a_controls_verdict_is_the_worst_of_its_rules():
    tree = changed(GOOD, [["set", ["exercises"], []], ["drop", ["approvals", "approved"]]])
    found = {(each.framework, each.control): each for each in judge(case_of(tree), crosswalk())}
    assert found["ISO 22301", "8.4"].verdict.outcome == "no-evidence"
    assert "approve-plan" in found["ISO 22301", "8.4"].verdict.because[0]
    assert found["CISA K-12", "exercises"].verdict.outcome == "no-evidence"


@settings(max_examples=60)
@given(st.sampled_from(FAILING), st.lists(st.sampled_from(unrelated()), min_size=1, max_size=3))
def test_a_record_of_something_else_never_makes_a_failure_pass(told, added):
    rule, parameters, case = told
    tree = tree_of(case)
    for number, (chain, record) in enumerate(added):
        tree = tree | {chain: [*tree[chain], record | {"id": f"{record['id']}{number}"}]}
    assert see(RULES[rule], case_of(tree, day_of(case)), parameters).verdict.outcome != "pass"


@settings(max_examples=60)
@given(st.sampled_from(LACKING), st.sets(st.sampled_from(CHAINS), min_size=1))
def test_where_evidence_lacks_to_take_more_away_never_makes_it_pass(told, emptied):
    rule, parameters, case = told
    tree = tree_of(case) | {name: [] for name in emptied}
    assert see(RULES[rule], case_of(tree, day_of(case)), parameters).verdict.outcome != "pass"


@settings(max_examples=15)
@given(st.sets(st.sampled_from(CHAINS), min_size=1))
def test_a_pass_never_outlives_the_records_it_rests_on(emptied):
    whole = judge(case_of(GOOD), crosswalk())
    less = judge(case_of(GOOD | {name: [] for name in emptied}), crosswalk())
    gone = {KINDS[name].noun for name in emptied}
    for before, after in zip(whole, less, strict=True):
        for old, new in zip(before.parts, after.parts, strict=True):
            rested = {ref.noun for ref in old.evidence}
            if rested and rested <= gone and new.verdict.outcome == "pass":
                # What is declared too may stand by itself: never a record that is gone.
                assert old.asked.rule in OF_THE_DECLARATION
            assert {ref.noun for ref in new.evidence}.isdisjoint(gone)


def test_the_day_decides_what_is_seen():
    found = judge(case_of(GOOD, date(2026, 11, 1)), chosen("NIST SP 800-53", "CP-4"))
    assert found[0].verdict.outcome == "no-evidence"
    assert not found[0].evidence


def test_a_day_in_the_past_judges_actions_by_the_records_of_then():
    late = signed("later", "2026-12-20T09:00:00Z") | {
        key: value for key, value in GOOD["checks"][0].items() if key not in ("id", "started", "ended")
    }
    tree = GOOD | {"checks": [*GOOD["checks"], late]}
    case = case_of(tree)
    assert [each.id for each in case.past.checks] == [GOOD["checks"][0]["id"]]
    assert case.past.ref(case.past.checks[0]).head == head(GOOD["checks"][0]["id"])


def test_a_name_that_is_no_frameworks_or_controls_is_answered_with_those_there_are():
    with pytest.raises(UsageError, match="no framework") as caught:
        chosen("SOC 2", None)
    assert "CIS Controls" in caught.value.next_step
    with pytest.raises(UsageError, match="no control") as caught:
        chosen("NIST CSF", "CP-4")
    assert "PR.DS-11" in caught.value.next_step
    (only,) = chosen(None, "CP-4")
    assert [each.id for each in only.controls] == ["CP-4"]
