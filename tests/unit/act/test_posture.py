"""Bringing in results, and holding tenants to them: nothing is changed, and nothing unseen is well."""

import json
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from drplan import AwsAccount, District, GoogleWorkspace, Microsoft365, Site
from drplan.act.account import Circumstances
from drplan.act.deploy import judge
from drplan.act.posture import posture_record, take_in
from drplan.act.posture_enforcer import PostureEnforcer
from drplan.act.rollout import Limits, roll_out
from drplan.errors import EvidenceError, UsageError
from drplan.ports import AssetResult, OperationResult
from drplan.record.canonical import read_record, record_bytes
from drplan.record.posture import PostureRecord
from drplan.record.redaction import redacted

CASES = Path(__file__).parents[2] / "cases" / "posture"
GEAR = (CASES / "scubagear.json").read_bytes()
RAN = datetime(2026, 5, 4, 17, 15, 48, tzinfo=UTC)
NOW = RAN + timedelta(days=2)
TENANT = Microsoft365(name="m365", domain="tqhjy.onmicrosoft.com", owner="admin", holds=("MS.AAD",))
TOLD = Circumstances("District", "admin", "ab" * 32, {"drplan": "0.1.0"})


class Clock:
    def __init__(self, now=NOW):
        self.time = now

    def now(self):
        return self.time

    def monotonic(self):
        return 0.0


def brought(data=GEAR, tenant=TENANT):
    return posture_record(take_in(data, tenant, (), NOW), tenant, TOLD, account="admin@desk")


def enforcer(*records, now=NOW):
    return PostureEnforcer(lambda: records, Clock(now))


def test_a_record_says_how_the_tenant_stood_and_reads_back_the_same():
    record = brought()
    assert (record.tool, record.tool_version, record.catalogue, record.holds) == (
        "scubagear",
        "1.8.0",
        "v1.8.0",
        ("MS.AAD",),
    )
    assert record.verdict.outcome == "fail"
    assert "MS.AAD.3.1v1: fail" in record.verdict.because
    assert read_record(record_bytes(record), PostureRecord) == record
    assert redacted(record) == record, "nothing in it looks like a person's"


def test_the_same_file_is_not_brought_in_twice():
    with pytest.raises(UsageError, match="on record already, as 20260506"):
        take_in(GEAR, TENANT, (brought(),), NOW)


def test_prowlers_findings_of_an_account_are_counted_and_judged_by_nobody():
    account = AwsAccount(name="cloud", account_id="123456789012", region="us-east-1", owner="admin")
    record = brought((CASES / "prowler.json").read_bytes(), account)
    assert record.verdict.outcome == "not-applicable"
    assert record.verdict.because == ("counted beside what is declared: 2 passed, 1 failed, 0 not checked",)


def test_what_fails_would_change_by_hand_and_what_nobody_saw_was_not_run():
    (result,) = enforcer(brought()).plan([TENANT])
    by_policy = {each.name.split()[0]: each for each in result.operations}
    assert len(by_policy) == 30
    assert by_policy["MS.AAD.1.1v1"].outcome == "ok"
    fails = by_policy["MS.AAD.3.1v1"]
    assert fails.outcome == "would-change"
    assert fails.detail.startswith("by hand: Create a conditional access policy")
    assert "ScubaGear/baselines/aad.md#msaad31v1" in fails.detail
    unseen = by_policy["MS.AAD.3.2v1"]
    assert (unseen.outcome, unseen.detail) == (
        "not-run",
        "no evidence: the results are of MS.AAD.3.2v2, another version",
    )
    assert judge([result], "drift") == "in-part"


def test_apply_changes_nothing_and_says_that_a_person_does():
    planned, applied = (getattr(enforcer(brought()), verb)([TENANT])[0] for verb in ("plan", "apply"))
    assert applied.count("changed", "would-change") == 0
    assert applied.count("ok") == planned.count("ok")
    assert applied.count("not-run") == planned.count("not-run", "would-change")


@pytest.mark.parametrize(
    ("records", "now", "tenant", "says"),
    [
        ((), NOW, TENANT, "no evidence: no results are on record"),
        ((brought(),), RAN + timedelta(days=32), TENANT, "no evidence: the last results are of 2026-05-04"),
        ((brought(),), RAN - timedelta(days=1), TENANT, "still to come"),
        ((brought(),), NOW, TENANT.model_copy(update={"domain": "new.example"}), "no results are on record"),
        ((brought(),), NOW, TENANT.model_copy(update={"holds": ()}), "is held to no policy"),
    ],
    ids=["nothing brought in", "late", "a clock that went back", "a renamed tenant", "held to nothing"],
)
def test_a_tenant_without_results_that_count_was_not_tried(records, now, tenant, says):
    for verb in ("plan", "apply"):
        (result,) = getattr(enforcer(*records, now=now), verb)([tenant])
        assert says in (result.error or "")
        assert judge([result], "drift") == "not-done", "never no drift"


def test_records_that_do_not_verify_leave_every_tenant_untried():
    def broken():
        raise EvidenceError("altered", next_step="drplan evidence verify")

    with pytest.raises(EvidenceError):
        PostureEnforcer(broken, Clock()).plan([TENANT])


def test_a_policy_that_was_set_right_and_one_that_slipped_are_told_as_drift():
    later = json.loads(GEAR)
    later["MetaData"]["TimestampZulu"] = "2026-05-05T17:15:48Z"
    controls = [each for group in later["Results"]["AAD"] for each in group["Controls"]]
    for control in controls:
        if control["Control ID"] in {"MS.AAD.1.1v1", "MS.AAD.3.1v1"}:
            control["Result"] = "Fail" if control["Result"] == "Pass" else "Pass"
    (result,) = enforcer(brought(), brought(json.dumps(later).encode())).plan([TENANT])
    by_policy = {each.name.split()[0]: each for each in result.operations}
    assert by_policy["MS.AAD.1.1v1"].detail.startswith("newly failing; by hand:")
    assert (by_policy["MS.AAD.3.1v1"].outcome, by_policy["MS.AAD.3.1v1"].detail) == ("ok", "newly passing")


class Well:
    def apply(self, assets):
        return [AssetResult(each.name, (OperationResult("one", "changed"),)) for each in assets]

    plan = apply

    def say(self, subject, message):
        pass


def test_a_tenant_without_evidence_neither_leads_nor_stops_the_waves_of_a_deploy():
    google = [
        GoogleWorkspace(name=f"g{n}", domain=f"g{n}.example", owner="admin", holds=("GWS.CHAT",))
        for n in (1, 2)
    ]
    accounts = [
        AwsAccount(name=f"a{n}", account_id=f"{n}" * 12, region="us-east-1", owner="admin") for n in (1, 2)
    ]
    office = Site(
        code="do",
        title="Office",
        kind="district-office",
        students=0,
        networks=(IPv4Network("10.0.0.0/8"),),
        contact="admin",
        assets=(*google, *accounts),
    )
    district = District(name="d", domain="d.example", sites=(office,), roles=(), repositories=(), policies=())
    enforcers = {"aws": Well(), "google-workspace": enforcer()}
    done = roll_out(district, (*google, *accounts), enforcers, Limits(failure_budget=0), Well())
    assert [each.error is None for each in done.results] == [False, False, True, True]
    assert [each.name for each in done.rollout.waves[0].assets] == ["a1"], "the canary is an account"
