"""Each duty's policy, as a document: within IAM's limits, and never a word more than its duty."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.declare import AwsAccount, CopyBucket
from drplan.errors import UsageError
from drplan.plan.cloud.operator_permissions import operator_policy
from drplan.plan.cloud.permissions import (
    WEAKENING,
    Duty,
    bucket_statements,
    policy_for,
    restorer_trust,
)
from tests.permissions_tried import ACCOUNT, BUCKET

USERS_LIMIT = 2048
"""Characters of all inline policies of a user, white space not counted: IAM and STS quotas."""

LONGEST = "b" * 63


def allowed(policy: dict[str, Any]) -> set[str]:
    return {name for each in policy["Statement"] if each["Effect"] == "Allow" for name in each["Action"]}


def denied(policy: dict[str, Any]) -> set[str]:
    return {name for each in policy["Statement"] if each["Effect"] == "Deny" for name in each["Action"]}


@pytest.mark.parametrize("duty", ["writer", "restorer", "pruner"])
def test_no_duty_is_allowed_what_weakens_a_lock_and_each_is_denied_it_for_ever(duty: Any) -> None:
    policy = policy_for(ACCOUNT, duty, BUCKET)
    assert not allowed(policy) & {*WEAKENING}
    assert denied(policy) >= {*WEAKENING}


def test_only_the_pruner_deletes_versions_and_only_locks_are_the_writers_to_delete() -> None:
    assert "s3:DeleteObjectVersion" in denied(policy_for(ACCOUNT, "writer", BUCKET))
    assert "s3:DeleteObjectVersion" in denied(policy_for(ACCOUNT, "restorer", BUCKET))
    assert "s3:DeleteObjectVersion" in allowed(policy_for(ACCOUNT, "pruner", BUCKET))
    (unlock,) = [
        each
        for each in policy_for(ACCOUNT, "writer", BUCKET)["Statement"]
        if each["Effect"] == "Allow" and "s3:DeleteObject" in each["Action"]
    ]
    assert all(place.endswith("/locks/*") for place in unlock["Resource"])


def test_the_restorer_may_all_that_a_bucket_as_it_was_asks_of_it() -> None:
    said = (Path(__file__).parents[4] / "docs/cloud-restore.md").read_text()
    (whole, objects) = re.findall(r"^\| (?:the bucket|its objects) \| (.*) \|$", said, re.MULTILINE)[:2]
    needed = {*re.findall(r"`(s3:\w+)`", whole + objects)}
    assert len(needed) == 6
    policy = policy_for(ACCOUNT, "restorer", BUCKET)
    assert needed <= allowed(policy) - denied(policy)


@pytest.mark.parametrize("duty", ["writer", "pruner"])
def test_a_users_policy_of_the_longest_name_fits_into_what_iam_takes(duty: Any) -> None:
    long = BUCKET.model_copy(update={"name": LONGEST})
    account = ACCOUNT.model_copy(update={"copies": (long,)})
    text = "".join(json.dumps(policy_for(account, duty, long)).split())
    assert len(text) <= USERS_LIMIT


def test_no_policy_of_an_identity_holds_a_condition_or_speaks_of_all_of_s3() -> None:
    for duty in ("writer", "restorer", "pruner"):
        for each in policy_for(ACCOUNT, duty, BUCKET)["Statement"]:
            assert "Condition" not in each
            assert all(place.startswith(f"arn:aws:s3:::{BUCKET.name}") for place in each["Resource"])


def test_one_writer_of_two_buckets_has_one_policy_for_both() -> None:
    second = BUCKET.model_copy(update={"name": "second-copies"})
    account = ACCOUNT.model_copy(update={"copies": (BUCKET, second)})
    places = {
        place for each in policy_for(account, "writer", BUCKET)["Statement"] for place in each["Resource"]
    }
    assert {f"arn:aws:s3:::{BUCKET.name}", "arn:aws:s3:::second-copies"} <= places
    assert policy_for(account, "writer", BUCKET) == policy_for(account, "writer", second)


def test_a_bucket_without_a_pruner_keeps_everybody_from_its_versions() -> None:
    bare = BUCKET.model_copy(update={"pruner": None, "operator": None})
    statements = [*bucket_statements(ACCOUNT, bare)]
    assert statements
    assert all("Condition" not in each for each in statements)
    with pytest.raises(UsageError, match="declares no pruner"):
        policy_for(ACCOUNT, "pruner", bare)


def test_the_bucket_exempts_the_pruner_and_the_operator_from_one_thing_each_and_nobody_from_bypassing() -> (
    None
):
    versions, lock, bypass = bucket_statements(ACCOUNT, BUCKET)
    assert versions["Condition"] == {"StringNotEquals": {"aws:username": "restic-pruner"}}
    operator = "arn:aws:iam::123456789012:role/drplan-operator"
    assert lock["Condition"] == {"StringNotEquals": {"aws:PrincipalArn": operator}}
    assert "Condition" not in bypass
    assert {each["Principal"] for each in (versions, lock, bypass)} == {"*"}


@pytest.mark.parametrize(
    ("region", "part"), [("us-east-1", "aws"), ("us-gov-west-1", "aws-us-gov"), ("cn-north-1", "aws-cn")]
)
def test_names_of_resources_are_of_the_regions_part_of_aws(region: str, part: str) -> None:
    account = ACCOUNT.model_copy(update={"region": region})
    text = json.dumps([policy_for(account, "writer", BUCKET), operator_policy(account)])
    assert f"arn:{part}:s3:::" in text
    assert restorer_trust(account, mfa=True)["Statement"][0]["Principal"]["AWS"].startswith(
        f"arn:{part}:iam::"
    )


def test_the_operator_makes_no_keys_and_reads_no_object() -> None:
    policy = operator_policy(ACCOUNT)
    assert not {
        name
        for name in allowed(policy)
        if name.startswith(("s3:GetObject", "s3:DeleteObject", "s3:PutObject"))
    }
    assert {"iam:CreateAccessKey", "s3:BypassGovernanceRetention"} <= denied(policy)
    assert "*" not in {name for each in policy["Statement"] for name in each["Action"]}


def test_an_account_without_copies_gives_its_operator_no_users_and_roles_to_write() -> None:
    policy = operator_policy(AwsAccount(name="c", account_id="1" * 12, region="us-east-1", owner="o"))
    assert not {name for name in allowed(policy) if name.startswith(("iam:Put", "iam:Create"))}


@given(lock=st.integers(1, 36_000), more=st.none() | st.integers(1, 400))
def test_old_versions_always_outlive_their_lock(lock: int, more: int | None) -> None:
    expires = None if more is None else lock + more
    bucket = CopyBucket(name="b", lock_days=lock, writer="w", restorer="r", expires_days=expires)
    assert bucket.expires > lock
    with pytest.raises(ValueError, match="longer than lock_days"):
        CopyBucket(name="b", lock_days=max(lock, 2), writer="w", restorer="r", expires_days=max(lock, 2))


def test_every_duty_but_the_operators_is_a_field_of_a_bucket() -> None:
    assert set(get_args(Duty)) <= set(CopyBucket.model_fields)
