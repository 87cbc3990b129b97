"""Judging a tenant: a pass is one that was seen, in time, for that policy in that version. Nothing else."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan import GoogleWorkspace, Microsoft365, PolicyWaiver
from drplan.audit.posture import beside, judge_tenant
from drplan.errors import UsageError
from drplan.measure.verdict import Verdict
from drplan.posture import CATALOGUES
from drplan.record.posture import PostureRecord, SeenRecord

CASES = json.loads((Path(__file__).parents[2] / "cases" / "posture" / "judged.json").read_text())
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
RESULTS = ("pass", "fail", "not-checked", "no-events", "omitted", "disputed", "error", "removed", "unknown")


def record(results, *, days=1.0, tool="scubagear", number=1, **changed):
    ran = NOW - timedelta(days=days)
    seen = tuple(
        SeenRecord(id=each, result=said, passed=said == "pass", failed=said == "fail", unchecked=0)
        for each, said in results.items()
    )
    told = {
        "id": f"r{number}",
        "started": NOW,
        "ended": NOW,
        "verdict": Verdict(outcome="pass"),
        "previous": None,
        "district": "d",
        "tenant": "m365",
        "tenant_kind": "microsoft-365",
        "declared_as": "x.example",
        "tool": tool,
        "tool_version": "1.8.0",
        "ran": ran,
        "file_sha256": "ab" * 32,
        "catalogue": "v1.8.0",
        "holds": (),
        "operator_role": "admin",
        "operator_account": "a@b",
        "inventory_sha256": "cd" * 32,
        "tools": {},
        "results": seen,
    }
    return PostureRecord(**told | changed)


def tenant(*holds, **changed):
    return Microsoft365(name="m365", domain="x.example", owner="admin", holds=holds, **changed)


def waiver(policy, until):
    return PolicyWaiver(policy=policy, reason="no licence", approved_by_role="director", until=until)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_case_is_judged(case):
    waives = tuple(waiver(each, date.fromisoformat(until)) for each, until in case.get("waives", {}).items())
    records = [record(each["results"], days=each["days"], number=n) for n, each in enumerate(case["records"])]
    judged = judge_tenant(tenant(*case["holds"], waives=waives), records, NOW)
    told = {each.policy.id: [each.verdict.outcome, each.drift] for each in judged.policies}
    assert told == case["judged"]
    reasons = " ".join(line for each in judged.policies for line in each.verdict.because)
    assert case.get("says", "") in reasons


POLICIES = [each.id for each in CATALOGUES["microsoft-365"].under("MS.SHAREPOINT")]
ANY_ID = st.sampled_from([*POLICIES, *(f"{each[:-1]}9" for each in POLICIES)])
ANY_RESULTS = st.dictionaries(ANY_ID, st.sampled_from(RESULTS), max_size=12)


@given(
    runs=st.lists(st.tuples(ANY_RESULTS, st.floats(-3, 60)), max_size=3),
    within=st.integers(1, 45),
)
def test_what_is_missing_late_from_the_future_or_unreadable_never_passes(runs, within):
    records = [record(results, days=days, number=n) for n, (results, days) in enumerate(runs)]
    held = tenant("MS.SHAREPOINT", results_within=timedelta(days=within))
    last = max(records, key=lambda each: each.ran, default=None)
    said = {each.id: each.result for each in last.results} if last else {}
    counts = last is not None and timedelta(minutes=-10) <= NOW - last.ran <= timedelta(days=within)
    for each in judge_tenant(held, records, NOW).policies:
        seen = said.get(each.policy.id) if counts else None
        expected = seen if seen in {"pass", "fail"} else "no-evidence"
        assert each.verdict.outcome == expected
        assert each.verdict.outcome == "pass" or each.verdict.because


@given(results=ANY_RESULTS, other=st.sampled_from(["tenant", "declared_as", "tool"]))
def test_records_of_another_tenant_domain_or_tool_count_for_nothing(results, other):
    odd = {"tenant": "other", "declared_as": "old.example", "tool": "prowler"}[other]
    judged = judge_tenant(tenant("MS.SHAREPOINT"), [record(results, **{other: odd})], NOW)
    assert {each.verdict.outcome for each in judged.policies} == {"no-evidence"}
    assert judged.late == "no results are on record"


def test_a_tenant_is_judged_by_when_its_tools_ran_not_by_what_was_brought_in_last():
    new, old = (
        record({"MS.AAD.1.1v1": "fail"}, days=1, number=1),
        record({"MS.AAD.1.1v1": "pass"}, days=5, number=2),
    )
    judged = judge_tenant(tenant("MS.AAD.1.1v1"), [new, old], NOW)
    assert (judged.last, judged.before) == (new, old)
    assert [each.drift for each in judged.policies] == ["newly failing"]


@pytest.mark.parametrize(
    ("holds", "waives", "says"),
    [
        ((), (), "m365 is held to no policy"),
        (("MS.AAD.3.2v2",), (), "m365 names MS.AAD.3.2v2"),
        (("MS.AAD",), (waiver("MS.AAD.99.1v1", NOW.date()),), "m365 names MS.AAD.99.1v1"),
    ],
)
def test_a_tenant_held_to_nothing_or_to_what_no_catalogue_has_cannot_be_judged(holds, waives, says):
    with pytest.raises(UsageError, match=says):
        judge_tenant(tenant(*holds, waives=waives), (), NOW)


def test_an_unknown_policy_leads_to_the_nearest():
    with pytest.raises(UsageError) as error:
        judge_tenant(tenant("MS.AAD.3.2v2"), (), NOW)
    assert error.value.next_step == "declare MS.AAD.3.2v1, if that was meant"


def test_prowlers_last_findings_are_shown_beside_and_never_judged():
    old, new = (record({"entra_mfa": "fail"}, days=n, number=n, tool="prowler") for n in (9, 2))
    assert beside("m365", [new, old]) == new
    assert beside("other", [new, old]) is None


def test_one_suite_takes_no_policies_of_the_other():
    with pytest.raises(ValueError, match=r"MS\.AAD is no policy for it: its policies begin with GWS"):
        GoogleWorkspace(name="g", domain="x.example", owner="admin", holds=("MS.AAD",))
    with pytest.raises(ValueError, match=r"MS\.AAD\.1\.1v1 is waived twice"):
        tenant("MS.AAD", waives=(waiver("MS.AAD.1.1v1", NOW.date()),) * 2)


@pytest.mark.parametrize(
    ("days", "outcome"),
    [(0, "pass"), (-9 / 1440, "pass"), (-11 / 1440, "no-evidence"), (30, "pass"), (30.001, "no-evidence")],
)
def test_results_count_to_the_last_moment_of_their_time_and_a_clock_may_differ_by_minutes(days, outcome):
    policy = CATALOGUES["microsoft-365"].policies[0].id
    found = judge_tenant(
        tenant(policy, results_within=timedelta(days=30)), [record({policy: "pass"}, days=days)], NOW
    )
    assert found.verdict.outcome == outcome


def test_a_google_tenant_is_judged_by_the_tool_that_looks_at_google():
    policy = CATALOGUES["google-workspace"].policies[0].id
    google = GoogleWorkspace(name="google", domain="x.example", owner="admin", holds=(policy,))
    about = {"tenant": "google", "tenant_kind": "google-workspace"}
    seen = record({policy: "pass"}, tool="scubagoggles", **about)
    assert judge_tenant(google, [seen], NOW).verdict.outcome == "pass"
    other = record({policy: "pass"}, tool="scubagear", **about)
    assert judge_tenant(google, [other], NOW).verdict.outcome == "no-evidence"


def test_what_only_another_tool_looked_at_is_not_shown_as_prowlers():
    assert beside("m365", [record({}, tool="scubagear")]) is None
    assert beside("m365", [record({}, tool="prowler", tenant="other")]) is None
