"""Settings of AWS Backup: vaults, their locks and who may delete in them, plans, restore tests.

A lock in compliance mode can never be undone. It is therefore written only where the inventory declares
``cooling_days`` (three at the least), its difference says what it means, and no lock is ever shortened.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from drplan.adapters.aws.session import error_code
from drplan.adapters.aws.settings.policy import join_statement
from drplan.adapters.aws.settings.setting import Place, Setting
from drplan.declare.aws_backup import lock_of

_ABSENT = {"ResourceNotFoundException", "404"}
LEAST_COOLING = 3
"""Days that a compliance lock can still be taken back: AWS Backup API, PutBackupVaultLockConfiguration."""

NO_LAB = "moto's server, which plays the account of a lab, does not keep"

SELECTION = "drplan"
"""The name of the one selection that drplan keeps in a plan."""


def _backup(place: Place) -> Any:
    return place.client("backup")


def there(ask: Any, **words: Any) -> Any:
    """Ask for one thing; ``None`` when AWS says that it is not there."""
    try:
        return ask(**words)
    except ClientError as error:
        if error_code(error) in _ABSENT:
            return None
        raise


def _described(place: Place) -> Any:
    # To describe a vault that is not there is "access denied", so the list is asked.
    pages = _backup(place).get_paginator("list_backup_vaults").paginate()
    if place.name not in [each["BackupVaultName"] for page in pages for each in page["BackupVaultList"]]:
        return None
    return _backup(place).describe_backup_vault(BackupVaultName=place.name)


def _vault(place: Place) -> Any:
    return None if _described(place) is None else "there"


def _make_vault(place: Place, _wanted: Any) -> None:
    _backup(place).create_backup_vault(BackupVaultName=place.name)


def _cooling(place: Place) -> int | None:
    return next((each.cooling_days for each in place.account.vaults if each.name == place.name), None)


def _lock(place: Place) -> Any:
    found = _described(place)
    if found is None or not found.get("Locked"):
        return None
    cooling = (_cooling(place) or LEAST_COOLING) if found.get("LockDate") else None
    return lock_of(found.get("MinRetentionDays", 1), found.get("MaxRetentionDays"), cooling)


def keep_longer(current: Any, wanted: Any) -> Any:
    """Return the lock that shortens nothing: neither the least nor the most days, and never a mode back."""
    if current is None:
        return wanted
    most = (current.get("most_days"), wanted.get("most_days"))
    whole = {**current, **wanted, "least_days": max(current["least_days"], wanted["least_days"])}
    whole.pop("most_days", None)
    return whole if None in most else whole | {"most_days": max(most)}


def _write_lock(place: Place, wanted: Any) -> None:
    words = {"MinRetentionDays": wanted["least_days"]}
    words |= {"MaxRetentionDays": wanted["most_days"]} if "most_days" in wanted else {}
    if "irrevocable" in wanted:
        # Left out, AWS would take a lock in compliance mode that is still cooling back to the weaker mode.
        words["ChangeableForDays"] = max(_cooling(place) or LEAST_COOLING, LEAST_COOLING)
    _backup(place).put_backup_vault_lock_configuration(BackupVaultName=place.name, **words)


def _access(place: Place) -> Any:
    found = there(_backup(place).get_backup_vault_access_policy, BackupVaultName=place.name)
    return json.loads(found["Policy"]) if found else None


def _write_access(place: Place, wanted: Any) -> None:
    _backup(place).put_backup_vault_access_policy(BackupVaultName=place.name, Policy=json.dumps(wanted))


def _plan_id(place: Place) -> str | None:
    pages = _backup(place).get_paginator("list_backup_plans").paginate()
    plans = (each for page in pages for each in page["BackupPlansList"])
    return next((each["BackupPlanId"] for each in plans if each["BackupPlanName"] == place.name), None)


def _plan(place: Place) -> Any:
    found = _plan_id(place)
    if found is None:
        return None
    plan = _backup(place).get_backup_plan(BackupPlanId=found)["BackupPlan"]
    return [_rule(each) for each in plan["Rules"]]


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a baseline says of a rule; AWS adds ids and windows of its own."""
    kept = {name: rule[name] for name in ("RuleName", "TargetBackupVaultName", "ScheduleExpression")}
    kept["DeleteAfterDays"] = (rule.get("Lifecycle") or {}).get("DeleteAfterDays")
    kept["CopyTo"] = sorted(each["DestinationBackupVaultArn"] for each in rule.get("CopyActions") or ())
    return kept


def _write_plan(place: Place, wanted: Any) -> None:
    plan = {"BackupPlanName": place.name, "Rules": [_aws_rule(each) for each in wanted]}
    found = _plan_id(place)
    if found is None:
        _backup(place).create_backup_plan(BackupPlan=plan)
    else:
        _backup(place).update_backup_plan(BackupPlanId=found, BackupPlan=plan)


def _aws_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    life = {"DeleteAfterDays": rule["DeleteAfterDays"]}
    names = ("RuleName", "TargetBackupVaultName", "ScheduleExpression")
    copies = [{"DestinationBackupVaultArn": each, "Lifecycle": life} for each in rule["CopyTo"]]
    return {
        **{name: rule[name] for name in names},
        "Lifecycle": life,
        **({"CopyActions": copies} if copies else {}),
    }


def _lost_rules(current: Any, whole: Any) -> Sequence[str]:
    kept = {each["RuleName"] for each in whole}
    return [f"rule {each['RuleName']}" for each in current or () if each["RuleName"] not in kept]


def _selection_id(place: Place, plan: str) -> str | None:
    pages = _backup(place).get_paginator("list_backup_selections").paginate(BackupPlanId=plan)
    held = (each for page in pages for each in page["BackupSelectionsList"])
    return next((each["SelectionId"] for each in held if each["SelectionName"] == SELECTION), None)


def _selection(place: Place) -> Any:
    plan = _plan_id(place)
    found = _selection_id(place, plan) if plan else None
    if plan is None or found is None:
        return None
    told = _backup(place).get_backup_selection(BackupPlanId=plan, SelectionId=found)["BackupSelection"]
    tags = (f"{each['ConditionKey']}={each['ConditionValue']}" for each in told.get("ListOfTags") or ())
    chosen = {"role": told["IamRoleArn"], "resources": sorted([*(told.get("Resources") or ()), *tags])}
    left_out, conditions = told.get("NotResources"), told.get("Conditions") or {}
    return {
        **chosen,
        **({"but": sorted(left_out)} if left_out else {}),
        **({"only where": conditions} if any(conditions.values()) else {}),
    }


def _write_selection(place: Place, wanted: Any) -> None:
    plan = _plan_id(place) or ""
    found = _selection_id(place, plan)
    arns = [each for each in wanted["resources"] if each.startswith("arn:")]
    tags = [each.partition("=") for each in wanted["resources"] if not each.startswith("arn:")]
    told = {"SelectionName": SELECTION, "IamRoleArn": wanted["role"], "Resources": arns}
    told["ListOfTags"] = [
        {"ConditionType": "STRINGEQUALS", "ConditionKey": key, "ConditionValue": value}
        for key, _, value in tags
    ]
    if found is None:
        _backup(place).create_backup_selection(BackupPlanId=plan, BackupSelection=told)
    else:
        _replace_selection(_backup(place), plan, found, told)


def _replace_selection(backup: Any, plan: str, found: str, told: Any) -> None:
    """Delete and make anew, for AWS has no way to change one; what was there comes back when that fails."""
    before = backup.get_backup_selection(BackupPlanId=plan, SelectionId=found)["BackupSelection"]
    backup.delete_backup_selection(BackupPlanId=plan, SelectionId=found)
    try:
        backup.create_backup_selection(BackupPlanId=plan, BackupSelection=told)
    except BaseException:
        backup.create_backup_selection(BackupPlanId=plan, BackupSelection=before)
        raise


def _unselected(current: Any, whole: Any) -> Sequence[str]:
    gone = sorted(set((current or {}).get("resources", ())) - set(whole["resources"]))
    return [f"{each} from what is backed up" for each in gone]


VAULTS: Mapping[str, Setting] = {
    "vault": Setting(_vault, _make_vault),
    "vault-lock": Setting(_lock, _write_lock, keep_longer),
    "vault-access": Setting(_access, _write_access, join_statement, lab=f"{NO_LAB} a vault's policy"),
    "vault-plan": Setting(_plan, _write_plan, drops=_lost_rules),
    "vault-selection": Setting(
        _selection, _write_selection, drops=_unselected, lab=f"{NO_LAB} what a plan selects"
    ),
}
