"""Settings of AWS Backup's restore testing: the plan, and what it restores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drplan.adapters.aws.settings.setting import Place, Setting
from drplan.adapters.aws.settings.vaults import NO_LAB, SELECTION, there

_ALL = ["*"]
_POINTS = "SNAPSHOT"


def _plan(place: Place) -> Any:
    backup = place.client("backup")
    found = there(backup.get_restore_testing_plan, RestoreTestingPlanName=place.name)
    if found is None:
        return None
    plan = found["RestoreTestingPlan"]
    chosen = plan["RecoveryPointSelection"]
    return {
        "schedule": plan["ScheduleExpression"],
        "vaults": sorted(chosen["IncludeVaults"]),
        "window_days": chosen.get("SelectionWindowDays", 30),
        **({"but": sorted(chosen["ExcludeVaults"])} if chosen.get("ExcludeVaults") else {}),
        **({"types": types} if _POINTS not in (types := chosen.get("RecoveryPointTypes", [_POINTS])) else {}),
    }


def _write_plan(place: Place, wanted: Any) -> None:
    backup = place.client("backup")
    told = {
        "ScheduleExpression": wanted["schedule"],
        "RecoveryPointSelection": {
            "Algorithm": "RANDOM_WITHIN_WINDOW",
            "IncludeVaults": wanted["vaults"],
            "RecoveryPointTypes": [_POINTS],
            "SelectionWindowDays": wanted["window_days"],
        },
    }
    if there(backup.get_restore_testing_plan, RestoreTestingPlanName=place.name) is None:
        named = {"RestoreTestingPlanName": place.name, **told}
        backup.create_restore_testing_plan(RestoreTestingPlan=named)
    else:
        backup.update_restore_testing_plan(RestoreTestingPlanName=place.name, RestoreTestingPlan=told)


def _words(place: Place) -> dict[str, str]:
    return {"RestoreTestingPlanName": place.name, "RestoreTestingSelectionName": SELECTION}


def _selection(place: Place) -> Any:
    found = there(place.client("backup").get_restore_testing_selection, **_words(place))
    if found is None:
        return None
    told = found["RestoreTestingSelection"]
    arns, conditions = (
        told.get("ProtectedResourceArns") or _ALL,
        told.get("ProtectedResourceConditions") or {},
    )
    return {
        "role": told["IamRoleArn"],
        "resource_type": told["ProtectedResourceType"],
        **({"only": sorted(arns)} if arns != _ALL else {}),
        **({"only where": conditions} if any(conditions.values()) else {}),
    }


def _write_selection(place: Place, wanted: Any) -> None:
    backup = place.client("backup")
    now = there(backup.get_restore_testing_selection, **_words(place))
    if now is None:
        backup.create_restore_testing_selection(
            RestoreTestingPlanName=place.name,
            RestoreTestingSelection={
                "RestoreTestingSelectionName": SELECTION,
                "IamRoleArn": wanted["role"],
                "ProtectedResourceType": wanted["resource_type"],
                "ProtectedResourceArns": _ALL,
            },
        )
    else:
        told = {
            "IamRoleArn": wanted["role"],
            "ProtectedResourceArns": _ALL,
            "ProtectedResourceConditions": {"StringEquals": [], "StringNotEquals": []},
        }
        backup.update_restore_testing_selection(**_words(place), RestoreTestingSelection=told)


RESTORE_TESTS: Mapping[str, Setting] = {
    "restore-test": Setting(_plan, _write_plan, lab=f"{NO_LAB} restore tests"),
    "restore-test-selection": Setting(_selection, _write_selection, lab=f"{NO_LAB} restore tests"),
}
