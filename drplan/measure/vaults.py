"""Judging AWS Backup by what was declared: how old recovery points are, how restores went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from drplan.declare.aws_backup import RestoreTest, VaultPlan
from drplan.measure.verdict import Verdict, worst
from drplan.ports.vaults import WENT_WRONG, RestoreJob

_HOUR = timedelta(hours=1)


def judge_plan(plan: VaultPlan, newest: Mapping[str, datetime], now: datetime) -> Verdict:
    """Hold the newest recovery point of each resource, by ARN, against the plan's cadence.

    Which resources a tag or a pattern means is not known here, so for these a vault can only fall short.
    """
    return worst(tuple(_judged(plan, newest, now)))


def _judged(plan: VaultPlan, newest: Mapping[str, datetime], now: datetime) -> Iterator[Verdict]:
    for resource in plan.resources:
        if not resource.startswith("arn:"):
            yield _of_a_tag(resource, plan, newest, now)
            continue
        held = {arn: made for arn, made in newest.items() if fnmatchcase(arn, resource)}
        if not held:
            yield _fails(f"{resource}: the vault {plan.vault} holds no recovery point of it")
        for arn, made in held.items():
            age = now - made
            late = (
                f"{arn}: the newest recovery point is {_hours(age)} old, promised are {_hours(plan.cadence)}"
            )
            yield _fails(late) if age > plan.cadence else Verdict(outcome="pass")
        if {*"*?["} & {*resource}:
            # One of which nothing was ever kept is not seen in the vault.
            yield _unknown(f"{resource}: which resources it stands for was not asked: declare their ARNs")


def _of_a_tag(tag: str, plan: VaultPlan, newest: Mapping[str, datetime], now: datetime) -> Verdict:
    if not newest:
        return _fails(f"{tag}: the vault {plan.vault} holds no recovery point")
    age = now - max(newest.values())
    if age > plan.cadence:
        return _fails(f"{tag}: the newest recovery point in {plan.vault} is {_hours(age)} old")
    return _unknown(f"{tag}: which resources carry the tag was not asked: declare their ARNs")


def judge_restore_test(test: RestoreTest, job: RestoreJob | None, now: datetime) -> Verdict:
    """Judge the last restore that AWS Backup tried; one older than the plan's cadence shows nothing."""
    if job is None:
        return _unknown(f"{test.name}: no restore was ever tried")
    told = f"{test.name}: the restore of {job.at:%Y-%m-%d %H:%M} UTC"
    if now - job.at > test.cadence:
        return _unknown(f"{told} is older than its cadence ({_hours(test.cadence)})")
    if WENT_WRONG & {job.status, job.validation}:
        return _fails(f"{told} went wrong: {job.message or job.validation or job.status}")
    if job.status != "COMPLETED" or job.validation == "VALIDATING":
        return _unknown(f"{told} is not done: {job.validation or job.status}")
    return Verdict(outcome="pass")


def _fails(why: str) -> Verdict:
    return Verdict(outcome="fail", because=(why,))


def _unknown(why: str) -> Verdict:
    return Verdict(outcome="no-evidence", because=(why,))


def _hours(length: timedelta) -> str:
    return f"{length / _HOUR:.0f} hours"
