"""AWS Backup as the account declares it: name ``backup`` in an account's baselines to hold it.

SP = NIST Special Publication, CIS = CIS Controls v8.1. A vault whose ``cooling_days`` are declared gets a
lock that nobody can ever take back: ``drplan deploy plan`` says so before anything is written.
"""

from __future__ import annotations

from typing import Any

from drplan.declare import AwsAccount, BackupVault, RestoreTest, VaultPlan
from drplan.declare.aws_backup import lock_of

DENIED = ("backup:DeleteBackupVault", "backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle")
"""What nobody may do in a vault; recovery points still go when their time is over."""


def account_settings(_account: AwsAccount) -> list[tuple[str, str, Any]]:
    """Return no settings: this baseline is about what is named below."""
    return []


def bucket_settings(_account: AwsAccount, _bucket: str) -> list[tuple[str, str, Any]]:
    """Return no settings: this baseline is not about buckets."""
    return []


def named_settings(account: AwsAccount) -> list[tuple[str, str, str, Any]]:
    """Return the settings of vaults, plans and restore tests, in the order they are applied."""
    return [
        *(each for vault in account.vaults for each in _vault(vault)),
        *(each for plan in account.vault_plans for each in _plan(plan)),
        *(each for test in account.restore_tests for each in _test(test)),
    ]


def _vault(vault: BackupVault) -> list[tuple[str, str, str, Any]]:
    statement = {
        "Sid": "DrplanDenyDeletes",
        "Effect": "Deny",
        "Principal": "*",
        "Action": list(DENIED),
        "Resource": "*",
    }
    lock = lock_of(vault.least_days, vault.most_days, vault.cooling_days)
    return [
        (vault.name, "vault", "inventory", "there"),
        (vault.name, "vault-access", "CIS 11.3, SP 800-53 CP-9(8)", statement),
        (
            vault.name,
            "vault-lock",
            "CIS 11.4, SP 800-53 CP-9",
            lock,
        ),
    ]


def _plan(plan: VaultPlan) -> list[tuple[str, str, str, Any]]:
    rule = {
        "RuleName": plan.name,
        "TargetBackupVaultName": plan.vault,
        "ScheduleExpression": plan.schedule,
        "DeleteAfterDays": plan.keep_days,
        "CopyTo": [plan.copy_to] if plan.copy_to else [],
    }
    selection = {"role": plan.role, "resources": sorted(plan.resources)}
    return [
        (plan.name, "vault-plan", "CIS 11.2, SP 800-53 CP-9", [rule]),
        (plan.name, "vault-selection", "CIS 11.2, SP 800-53 CP-9", selection),
    ]


def _test(test: RestoreTest) -> list[tuple[str, str, str, Any]]:
    wanted = {"schedule": test.schedule, "vaults": sorted(test.vaults), "window_days": test.window_days}
    chosen = {"role": test.role, "resource_type": test.resource_type}
    return [
        (test.name, "restore-test", "CIS 11.5, SP 800-53 CP-9(1)", wanted),
        (test.name, "restore-test-selection", "CIS 11.5, SP 800-53 CP-9(1)", chosen),
    ]
