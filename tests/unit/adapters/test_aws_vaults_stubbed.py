"""What moto lacks of AWS Backup, against botocore's Stubber: AWS's answers here are written from its API
reference (access policies, selections, changed plans, restore testing, recovery points, restore jobs)."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import ANY, Stubber

from drplan.act.aws_vaults import judge_vaults
from drplan.adapters.access import Access
from drplan.adapters.aws import vaults
from drplan.adapters.aws.hold import hold_all
from drplan.adapters.aws.operations import operations_of
from drplan.adapters.aws.settings import SETTINGS, setting
from drplan.adapters.aws.settings.vaults import _replace_selection
from drplan.adapters.aws.vaults import AwsVaults
from drplan.declare import AwsAccount, BackupVault, RestoreTest, VaultPlan

DEPLOYS = Path(__file__).parents[3] / "deploys"
ROLE = "arn:aws:iam::123456789012:role/backup"
ARN = "arn:aws:rds:us-west-2:123456789012:db:sis"
TEST_ARN = "arn:aws:backup:us-west-2:123456789012:restore-testing-plan:weekly"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PLAN = VaultPlan(
    name="nightly",
    vault="safe",
    schedule="cron(0 5 * * ? *)",
    keep_days=35,
    resources=(ARN, "backup=daily"),
    role=ROLE,
)
TEST = RestoreTest(
    name="weekly", vaults=("safe",), schedule="cron(0 6 ? * SAT *)", resource_type="RDS", role=ROLE
)
ACCOUNT = AwsAccount(
    name="cloud",
    account_id="123456789012",
    region="us-west-2",
    owner="admin",
    baselines=("backup",),
    vaults=(BackupVault(name="safe", least_days=30),),
    vault_plans=(PLAN,),
    restore_tests=(TEST,),
)
MISSING = "ResourceNotFoundException"
SELECTED = {
    "SelectionName": "drplan",
    "IamRoleArn": ROLE,
    "Resources": [ARN],
    "ListOfTags": [{"ConditionType": "STRINGEQUALS", "ConditionKey": "backup", "ConditionValue": "daily"}],
}
TESTED = {
    "CreationTime": NOW,
    "RestoreTestingPlanArn": TEST_ARN,
    "RestoreTestingPlanName": "weekly",
    "ScheduleExpression": TEST.schedule,
    "RecoveryPointSelection": {"IncludeVaults": ["safe"], "SelectionWindowDays": 30},
}


@pytest.fixture
def stubbed(monkeypatch):
    made = boto3.client(
        "backup", region_name="us-west-2", aws_access_key_id="stub", aws_secret_access_key="stub"
    )
    monkeypatch.setattr(setting, "client", lambda service, region: made)
    monkeypatch.setattr(vaults, "client", lambda service, region: made)
    monkeypatch.setattr(vaults, "verify_account", lambda account, access: None)
    with Stubber(made) as answers:
        yield answers
        answers.assert_no_pending_responses()


def held(name, *, write=True, allow_delete=False):
    chosen = [each for each in operations_of(ACCOUNT, DEPLOYS) if each.setting == name]
    (result,) = hold_all(chosen, write=write, allow_delete=allow_delete)
    return result


def differs(name):
    (chosen,) = [each for each in operations_of(ACCOUNT, DEPLOYS) if each.setting == name]
    return setting.current_value(SETTINGS[name], chosen.place) != chosen.wanted


def test_stubbed_the_policy_that_denies_deletes_joins_what_others_wrote(stubbed):
    others = {"Sid": "Theirs", "Effect": "Allow", "Principal": "*", "Action": "backup:*", "Resource": "*"}
    before = {"Version": "2012-10-17", "Statement": [others]}
    written = []
    stubbed.add_response("get_backup_vault_access_policy", {"Policy": json.dumps(before)})
    stubbed.add_response("put_backup_vault_access_policy", {}, {"BackupVaultName": "safe", "Policy": ANY})
    stubbed.client.meta.events.register(
        "provide-client-params.backup.PutBackupVaultAccessPolicy",
        lambda params, **_: written.append(json.loads(params["Policy"])),
    )
    statements = [each for each in operations_of(ACCOUNT, DEPLOYS) if each.setting == "vault-access"]
    after = {**before, "Statement": [others, statements[0].wanted]}
    stubbed.add_response("get_backup_vault_access_policy", {"Policy": json.dumps(after)})
    assert held("vault-access").outcome == "changed"
    assert written == [after]
    assert "backup:DeleteRecoveryPoint" in written[0]["Statement"][1]["Action"]


def _plans(stubbed):
    stubbed.add_response(
        "list_backup_plans", {"BackupPlansList": [{"BackupPlanId": "p1", "BackupPlanName": "nightly"}]}
    )


def _rule(**more):
    return {
        "RuleName": "nightly",
        "TargetBackupVaultName": "safe",
        "ScheduleExpression": PLAN.schedule,
        "Lifecycle": {"DeleteAfterDays": 35},
        **more,
    }


def _get_plan(stubbed, *rules):
    _plans(stubbed)
    plan = {"BackupPlanName": "nightly", "Rules": list(rules)}
    stubbed.add_response("get_backup_plan", {"BackupPlan": plan}, {"BackupPlanId": "p1"})


def test_stubbed_a_plan_that_keeps_for_less_is_changed_back(stubbed):
    _get_plan(stubbed, _rule(Lifecycle={"DeleteAfterDays": 5}))
    _plans(stubbed)
    whole = {"BackupPlanName": "nightly", "Rules": [_rule()]}
    stubbed.add_response("update_backup_plan", {}, {"BackupPlanId": "p1", "BackupPlan": whole})
    _get_plan(stubbed, _rule())
    assert held("vault-plan").outcome == "changed"


def test_what_a_change_of_a_plan_takes_away_is_named_and_so_needs_allow_delete():
    whole = [{"RuleName": "nightly"}]
    assert SETTINGS["vault-plan"].drops([*whole, {"RuleName": "theirs"}], whole) == ["rule theirs"]
    assert SETTINGS["vault-plan"].drops(None, whole) == []
    before, after = {"resources": ["a=b", ARN]}, {"resources": [ARN]}
    assert SETTINGS["vault-selection"].drops(before, after) == ["a=b from what is backed up"]


def _selection(stubbed, selected):
    _plans(stubbed)
    listed = [{"SelectionId": "s1", "SelectionName": "drplan"}] if selected else []
    stubbed.add_response("list_backup_selections", {"BackupSelectionsList": listed}, {"BackupPlanId": "p1"})
    if selected:
        stubbed.add_response(
            "get_backup_selection", {"BackupSelection": selected}, {"BackupPlanId": "p1", "SelectionId": "s1"}
        )


def test_stubbed_what_a_plan_keeps_is_selected_and_then_nothing_changes(stubbed):
    _selection(stubbed, None)
    _plans(stubbed)
    stubbed.add_response("list_backup_selections", {"BackupSelectionsList": []})
    stubbed.add_response("create_backup_selection", {}, {"BackupPlanId": "p1", "BackupSelection": SELECTED})
    _selection(stubbed, SELECTED)
    assert held("vault-selection").outcome == "changed"
    _selection(stubbed, SELECTED)
    assert held("vault-selection").outcome == "ok"


def test_stubbed_a_restore_test_is_made_and_then_nothing_changes(stubbed):
    stubbed.add_client_error("get_restore_testing_plan", MISSING)
    stubbed.add_client_error("get_restore_testing_plan", MISSING)
    stubbed.add_response(
        "create_restore_testing_plan",
        {"CreationTime": NOW, "RestoreTestingPlanArn": TEST_ARN, "RestoreTestingPlanName": "weekly"},
        {"RestoreTestingPlan": ANY},
    )
    stubbed.add_response("get_restore_testing_plan", {"RestoreTestingPlan": TESTED})
    assert held("restore-test").outcome == "changed"
    stubbed.add_response("get_restore_testing_plan", {"RestoreTestingPlan": TESTED})
    assert held("restore-test").outcome == "ok"
    stubbed.add_client_error("get_restore_testing_selection", MISSING)
    stubbed.add_client_error("get_restore_testing_selection", MISSING)
    made = {
        "CreationTime": NOW,
        "RestoreTestingPlanArn": TEST_ARN,
        "RestoreTestingPlanName": "weekly",
        "RestoreTestingSelectionName": "drplan",
    }
    stubbed.add_response("create_restore_testing_selection", made)
    there = {
        "CreationTime": NOW,
        "IamRoleArn": ROLE,
        "ProtectedResourceType": "RDS",
        "RestoreTestingPlanName": "weekly",
        "RestoreTestingSelectionName": "drplan",
    }
    stubbed.add_response("get_restore_testing_selection", {"RestoreTestingSelection": there})
    assert held("restore-test-selection").outcome == "changed"


@pytest.mark.parametrize(
    "more", [{"NotResources": [ARN]}, {"Conditions": {"StringEquals": [{"ConditionKey": "a"}]}}]
)
def test_stubbed_a_selection_that_leaves_something_out_does_not_hold(stubbed, more):
    _selection(stubbed, SELECTED | more)
    assert differs("vault-selection")


@pytest.mark.parametrize("more", [{"ExcludeVaults": ["safe"]}, {"RecoveryPointTypes": ["CONTINUOUS"]}])
def test_stubbed_a_restore_test_of_other_points_does_not_hold(stubbed, more):
    usual: Any = TESTED["RecoveryPointSelection"]
    chosen = {**usual, **more}
    plan = TESTED | {"RecoveryPointSelection": chosen}
    stubbed.add_response("get_restore_testing_plan", {"RestoreTestingPlan": plan})
    assert differs("restore-test")


@pytest.mark.parametrize(
    "more",
    [
        {"ProtectedResourceArns": [ARN]},
        {"ProtectedResourceConditions": {"StringEquals": [{"Key": "aws:ResourceTag/a", "Value": "b"}]}},
    ],
)
def test_stubbed_a_restore_test_of_some_resources_only_does_not_hold(stubbed, more):
    there = {
        "CreationTime": NOW,
        "IamRoleArn": ROLE,
        "ProtectedResourceType": "RDS",
        "RestoreTestingPlanName": "weekly",
        "RestoreTestingSelectionName": "drplan",
    }
    stubbed.add_response("get_restore_testing_selection", {"RestoreTestingSelection": there | more})
    assert differs("restore-test-selection")


class Refusing:
    """Takes no selection but the one that was there."""

    def __init__(self):
        self.held: Any = SELECTED

    def get_backup_selection(self, **_):
        return {"BackupSelection": self.held}

    def delete_backup_selection(self, **_):
        self.held = None

    def create_backup_selection(self, **told):
        if told["BackupSelection"] != SELECTED:
            raise ClientError({"Error": {"Code": "InvalidParameterValueException"}}, "CreateBackupSelection")
        self.held = told["BackupSelection"]


def test_what_is_backed_up_stays_so_when_its_change_is_refused():
    backup = Refusing()
    with pytest.raises(ClientError):
        _replace_selection(backup, "p1", "s1", {**SELECTED, "IamRoleArn": "none"})
    assert backup.held == SELECTED


def _point(hours, status="COMPLETED"):
    return {"ResourceArn": ARN, "CreationDate": NOW - timedelta(hours=hours), "Status": status}


def _job(days, **more):
    return {"Status": "COMPLETED", "CreationDate": NOW - timedelta(days=days), **more}


def judged(stubbed, points, jobs):
    account = ACCOUNT.model_copy(update={"vault_plans": (PLAN.model_copy(update={"resources": (ARN,)}),)})
    stubbed.add_response("list_recovery_points_by_backup_vault", {"RecoveryPoints": points})
    if jobs is None:
        stubbed.add_client_error("get_restore_testing_plan", MISSING)
    else:
        stubbed.add_response("get_restore_testing_plan", {"RestoreTestingPlan": TESTED})
        stubbed.add_response(
            "list_restore_jobs", {"RestoreJobs": jobs}, {"ByRestoreTestingPlanArn": TEST_ARN}
        )
    found = judge_vaults([account], AwsVaults(Access(where="loopback lab")), NOW)
    return [each.verdict.outcome for each in found]


@pytest.mark.parametrize(
    ("points", "jobs", "outcomes"),
    [
        ([_point(5), _point(60)], [_job(2), _job(9, Status="FAILED")], ["pass", "pass"]),
        ([_point(40)], [_job(2, Status="FAILED", StatusMessage="no subnet")], ["fail", "fail"]),
        ([_point(2, "PARTIAL")], [_job(2, ValidationStatus="FAILED")], ["fail", "fail"]),
        ([_point(5)], [_job(2), _job(2.1, Status="FAILED")], ["pass", "fail"]),
        ([_point(5)], [_job(2), _job(2.1, ValidationStatus="TIMED_OUT")], ["pass", "fail"]),
        ([_point(5)], [_job(2), _job(2.1, Status="RUNNING")], ["pass", "no-evidence"]),
        ([_point(36)], [_job(8)], ["pass", "no-evidence"]),
        ([_point(1)], [_job(1, Status="RUNNING")], ["pass", "no-evidence"]),
        ([_point(1)], [], ["pass", "no-evidence"]),
        ([_point(1)], None, ["pass", "no-evidence"]),
    ],
)
def test_stubbed_recovery_points_and_restores_are_judged_by_what_was_declared(
    stubbed, points, jobs, outcomes
):
    assert judged(stubbed, points, jobs) == outcomes


def test_stubbed_what_aws_does_not_let_us_ask_is_no_evidence(stubbed):
    stubbed.add_client_error("list_recovery_points_by_backup_vault", "AccessDeniedException")
    stubbed.add_client_error("get_restore_testing_plan", "AccessDeniedException")
    found = list(judge_vaults([ACCOUNT], AwsVaults(Access(where="loopback lab")), NOW))
    assert [each.verdict.outcome for each in found] == ["no-evidence", "no-evidence"]
    assert "ListRecoveryPointsByBackupVault" in found[0].verdict.because[0]
