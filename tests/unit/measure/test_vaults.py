"""Judging a vault's plan: by each ARN that is named, and never a pass for what a tag selects."""

from datetime import UTC, datetime, timedelta

import pytest

from drplan.declare import VaultPlan
from drplan.measure.vaults import judge_plan

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SIS = "arn:aws:rds:us-west-2:123456789012:db:sis"
PAY = "arn:aws:rds:us-west-2:123456789012:db:pay"


def plan(*resources):
    return VaultPlan(
        name="nightly",
        vault="safe",
        schedule="cron(0 5 * * ? *)",
        keep_days=35,
        resources=resources,
        role="arn:aws:iam::123456789012:role/backup",
    )


def made(**hours):
    arns = {"sis": SIS, "pay": PAY}
    return {arns[name]: NOW - timedelta(hours=each) for name, each in hours.items()}


@pytest.mark.parametrize(
    ("resources", "newest", "outcome", "says"),
    [
        ((SIS,), made(sis=36), "pass", ""),
        ((SIS,), made(sis=37), "fail", "37 hours old"),
        ((SIS, PAY), made(sis=1), "fail", "holds no recovery point of it"),
        (("arn:aws:rds:*:*:db:*",), made(sis=1, pay=50), "fail", "50 hours old"),
        (("arn:aws:rds:*:*:db:*",), made(sis=1, pay=2), "no-evidence", "was not asked"),
        (("backup=daily",), made(sis=1), "no-evidence", "was not asked"),
        (("backup=daily",), made(sis=50), "fail", "50 hours old"),
        (("backup=daily",), {}, "fail", "holds no recovery point"),
        ((SIS, "backup=daily"), made(sis=1), "no-evidence", "was not asked"),
    ],
)
def test_a_plan_is_as_good_as_the_worst_it_keeps(resources, newest, outcome, says):
    verdict = judge_plan(plan(*resources), newest, NOW)
    assert verdict.outcome == outcome
    assert says in " ".join(verdict.because)
