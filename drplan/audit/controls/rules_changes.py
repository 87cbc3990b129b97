"""Rules about what was changed on hosts, by whom, and whether it still holds."""

from __future__ import annotations

from drplan.audit.controls.case import Case
from drplan.audit.controls.found import Found, fails, holds, together, unshown
from drplan.audit.controls.registry import RULES
from drplan.declare import NetworkDevice, Server
from drplan.declare.lookup import assets
from drplan.record.deploy import AssetRecord, DeployRecord


@RULES.add(
    "changes-recorded", "production's changes of so many days are on record, each with the role behind it"
)
def changes_recorded(case: Case, *, within_days: int) -> Found:
    """Look at what was applied; what was only looked at is no change."""
    recent = [each for each in case.deploys if each.verb == "apply" and case.old(each) <= within_days]
    if not recent:
        return unshown(f"no change within {within_days} days is on record; drplan deploy apply --role ROLE")
    return together(
        (_answered(case, each) for each in recent),
        otherwise="",
        summary=f"{len(recent)} changes within {within_days} days are on record, each with its role",
    )


def _answered(case: Case, record: DeployRecord) -> Found:
    if record.operator_role not in {each.name for each in case.district.roles}:
        return unshown(
            f"deploy {record.id}: no declared role stands behind it; drplan deploy apply --role ROLE",
            case.ref(record),
        )
    return holds(f"deploy {record.id}: by {record.operator_role}", case.ref(record))


@RULES.add(
    "settings-held", "each server and network device was held against its baselines within so many days"
)
def settings_held(case: Case, *, within_days: int) -> Found:
    """Take the newest production record of each asset, be it an apply or a drift."""
    wanted = [
        each.name
        for each in assets(case.district)
        if isinstance(each, Server | NetworkDevice) and each.baselines
    ]
    newest: dict[str, tuple[DeployRecord, AssetRecord]] = {}
    for record in case.deploys:
        for each in record.assets:
            newest.setdefault(each.name, (record, each))
    return together(
        (_held(case, name, newest.get(name), within_days) for name in wanted),
        otherwise="no server or network device has a baseline",
        summary=f"each of {len(wanted)} hosts held its baselines within {within_days} days",
    )


def _held(case: Case, name: str, seen: tuple[DeployRecord, AssetRecord] | None, within_days: int) -> Found:
    if seen is None:
        return unshown(f"{name}: nobody looked; drplan deploy drift --asset {name}")
    record, asset = seen
    if case.old(record) > within_days:
        return fails(
            f"{name}: last looked at {case.old(record)} days ago, {within_days} allowed", case.ref(record)
        )
    if asset.verdict.outcome == "fail":
        return fails(f"{name}: {'; '.join(asset.verdict.because)}", case.ref(record))
    if asset.verdict.outcome != "pass":
        why = f"{'; '.join(asset.verdict.because)}; drplan deploy drift --asset {name}"
        return unshown(f"{name}: {why}", case.ref(record))
    return holds(f"{name}: as its baselines say on {record.ended.date()}", case.ref(record))
