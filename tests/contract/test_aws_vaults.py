"""Vaults, locks and plans of AWS Backup against moto's server over HTTP: only what moto truly models."""

from pathlib import Path

import boto3
import pytest

from drplan.adapters.aws.hold import hold_all
from drplan.adapters.aws.operations import Operation, operations_of
from drplan.declare import AwsAccount, BackupVault, VaultPlan

DEPLOYS = Path(__file__).parents[2] / "deploys"
REGION = "us-west-2"
HELD = {"vault", "vault-lock", "vault-plan"}
"""moto has no access policies, no selections, and cannot change a plan: these are tested stubbed."""


def account(**vault):
    return AwsAccount(
        name="cloud",
        account_id="123456789012",
        region=REGION,
        owner="admin",
        baselines=("backup",),
        vaults=(BackupVault(name="safe", **{"least_days": 30, **vault}),),
        vault_plans=(
            VaultPlan(
                name="nightly",
                vault="safe",
                schedule="cron(0 5 * * ? *)",
                keep_days=35,
                resources=("arn:aws:rds:*:*:db:sis",),
                role="arn:aws:iam::123456789012:role/backup",
                copy_to="arn:aws:backup:us-west-2:210987654321:backup-vault:far",
            ),
        ),
    )


def operations(declared) -> list[Operation]:
    return [each for each in operations_of(declared, DEPLOYS) if each.setting in HELD]


def outcomes(declared, *, write):
    return [each.outcome for each in hold_all(operations(declared), write=write)]


@pytest.fixture
def backup(moto_account):
    return boto3.client("backup", region_name=REGION)


def test_vault_lock_and_plan_are_made_once_and_then_nothing_changes(backup):
    assert outcomes(account(), write=False) == ["would-change"] * 3
    assert outcomes(account(), write=True) == ["changed"] * 3
    assert outcomes(account(), write=False) == ["ok"] * 3
    found = backup.describe_backup_vault(BackupVaultName="safe")
    assert (found["Locked"], found["MinRetentionDays"], found.get("LockDate")) == (True, 30, None)


def test_a_lock_for_good_is_said_to_be_before_it_is_written_and_only_where_it_is_declared(backup):
    for_good = account(cooling_days=3)
    plan = list(hold_all(operations(for_good), write=False))
    assert "nobody, the root user and Amazon included, can take it back" in plan[1].detail
    assert "ChangeableForDays=3" in " ".join(plan[1].calls)
    assert backup.list_backup_vaults()["BackupVaultList"] == []
    outcomes(for_good, write=True)
    assert outcomes(for_good, write=False) == ["ok"] * 3
    assert backup.describe_backup_vault(BackupVaultName="safe")["LockDate"]


def test_no_lock_is_ever_shortened_or_taken_back_to_the_weaker_mode(backup):
    outcomes(account(least_days=60, most_days=90, cooling_days=3), write=True)
    assert outcomes(account(least_days=30, most_days=80), write=True)[1] == "ok"
    found = backup.describe_backup_vault(BackupVaultName="safe")
    assert (found["MinRetentionDays"], found["MaxRetentionDays"]) == (60, 90)
    assert found["LockDate"]
