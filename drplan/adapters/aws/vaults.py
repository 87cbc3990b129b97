"""Looking into AWS Backup: how old the recovery points of a vault are, how the last restore test went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from drplan.adapters.access import Access
from drplan.adapters.aws.session import client, errors_for, verify_account
from drplan.adapters.aws.settings.vaults import there
from drplan.declare.aws_backup import RestoreTest
from drplan.declare.tenants import AwsAccount
from drplan.ports.vaults import WENT_WRONG, RestoreJob

_RUN = timedelta(hours=12)
"""How far apart restores of one run may end."""


class AwsVaults:
    """Implements :class:`drplan.ports.vaults.VaultSight`. Whoever calls has entered ``access``."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def newest(self, account: AwsAccount, vault: str) -> dict[str, datetime]:
        """Ask for all recovery points of the vault; only completed ones count."""
        verify_account(account, self._access)
        found: dict[str, datetime] = {}
        with errors_for(f"{account.name}/{vault}"):
            ask = client("backup", account.region).get_paginator("list_recovery_points_by_backup_vault")
            for page in ask.paginate(BackupVaultName=vault):
                for each in page["RecoveryPoints"]:
                    if each["Status"] == "COMPLETED":
                        arn, made = each["ResourceArn"], each["CreationDate"]
                        found[arn] = max(made, found.get(arn, made))
        return found

    def last_restore(self, account: AwsAccount, test: RestoreTest) -> RestoreJob | None:
        """Ask for the plan's restore jobs and return the newest, or one of its run that did not go well."""
        verify_account(account, self._access)
        backup = client("backup", account.region)
        with errors_for(f"{account.name}/{test.name}"):
            plan = there(backup.get_restore_testing_plan, RestoreTestingPlanName=test.name)
            if plan is None:
                return None
            arn = plan["RestoreTestingPlan"]["RestoreTestingPlanArn"]
            pages = backup.get_paginator("list_restore_jobs").paginate(ByRestoreTestingPlanArn=arn)
            jobs = [_job(each) for page in pages for each in page["RestoreJobs"]]
        return _of_the_last_run(jobs)


def _of_the_last_run(jobs: Sequence[RestoreJob]) -> RestoreJob | None:
    """Return the job that tells how the last run went: it restores a point of each resource that it meets."""
    newest = max(jobs, key=lambda each: each.at, default=None)
    if newest is None:
        return None
    run = (each for each in jobs if newest.at - each.at <= _RUN)
    return min(run, key=lambda each: (_rank(each), -each.at.timestamp()))


def _rank(job: RestoreJob) -> int:
    """Put first what tells the most of a run: what went wrong, then what is not done."""
    if WENT_WRONG & {job.status, job.validation}:
        return 0
    return 2 if job.status == "COMPLETED" and job.validation != "VALIDATING" else 1


def _job(told: dict[str, Any]) -> RestoreJob:
    return RestoreJob(
        told["Status"],
        told.get("CompletionDate") or told["CreationDate"],
        told.get("CreatedResourceArn") or told.get("RecoveryPointArn", ""),
        told.get("ValidationStatus", ""),
        told.get("StatusMessage") or told.get("ValidationStatusMessage", ""),
    )
