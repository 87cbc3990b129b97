"""Each duty's generated policy, tried: moto's server with its evaluation of identities' policies turned on.

moto reads Effect, Action and, of S3 alone, Resource of users' and roles' policies. It reads neither buckets'
policies nor conditions, knows no permissions about locks, and lets locks be shortened: those are tried on
SeaweedFS, in ``tests/soak/test_aws_permissions_locked.py``.
"""

import copy
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from drplan.adapters.access import Access
from drplan.adapters.aws.calls import parameters_of
from drplan.adapters.aws.enforce import AwsEnforcer
from drplan.adapters.aws.permission_names import permission_for
from drplan.adapters.aws.session import client, watched
from drplan.declare import Budget, Trail
from drplan.plan.cloud.operator_permissions import operator_policy
from drplan.plan.cloud.permissions import Document, policy_for
from tests.moto_account import ask_moto
from tests.permissions_tried import ACCOUNT, BUCKET, NEEDS, RANSOM, UNKNOWN_TO_MOTO, fill, tried

ATTACK = {name: call for name, call in RANSOM.items() if name not in UNKNOWN_TO_MOTO}
MOTO = {
    "s3:GetAccountPublicAccessBlock": "s3:GetPublicAccessBlock",
    "s3:GetBucketPublicAccessBlock": "s3:ListBucket",
    "s3:PutAccountPublicAccessBlock": "s3:PutPublicAccessBlock",
    "s3:PutBucketPublicAccessBlock": "s3:CreateBucket",
}
"""What moto 5.2 asks for where AWS asks for the first."""

EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
SESSION = boto3.session.Session()
ONCE = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
DONE = ("changed", "ok", "not-applicable")
DEPLOYS = Path(__file__).parents[2] / "deploys"


class Tried:
    """An account in which policies count, seen by its administrator and by one identity more."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.versions: dict[str, str] = {}
        iam = self.client("iam", ("lab", "lab"))
        self.admin = self._identity(iam, "admin")
        self.keys = self._identity(iam, "tried")
        iam.put_user_policy(UserName="admin", PolicyName="all", PolicyDocument=json.dumps(EVERYTHING))
        ask_moto(url, "reset-auth", b"0")
        self.iam = self.client("iam", self.admin)

    def fill(self) -> None:
        """Have a bucket with copies in it."""
        s3 = self.client("s3", self.admin)
        if BUCKET.name not in {each["Name"] for each in s3.list_buckets()["Buckets"]}:
            s3.create_bucket(Bucket=BUCKET.name, ObjectLockEnabledForBucket=True)
        self.versions.update(fill(s3))

    def client(self, service: str, keys: tuple[str, str]) -> Any:
        return SESSION.client(  # type: ignore[call-overload]
            service,
            endpoint_url=self.url,
            aws_access_key_id=keys[0],
            aws_secret_access_key=keys[1],
            region_name="us-east-1",
            config=ONCE,
        )

    @staticmethod
    def _identity(iam: Any, name: str) -> tuple[str, str]:
        iam.create_user(UserName=name)
        made = iam.create_access_key(UserName=name)["AccessKey"]
        return made["AccessKeyId"], made["SecretAccessKey"]

    def give(self, policy: Document) -> None:
        """Let the policy be the only one of the identity."""
        self.iam.put_user_policy(UserName="tried", PolicyName="drplan", PolicyDocument=json.dumps(policy))


@pytest.fixture
def account(bare_account: Tried) -> Tried:
    bare_account.fill()
    return bare_account


@pytest.fixture
def bare_account(moto_account: str) -> Iterator[Tried]:
    try:
        yield Tried(moto_account)
    finally:
        ask_moto(moto_account, "reset-auth", b"inf")


def without(policy: Document, sid: str) -> Document:
    kept = [each for each in policy["Statement"] if each["Sid"] != sid]
    assert len(kept) == len(policy["Statement"]) - 1
    return {**policy, "Statement": kept}


def in_motos_words(policy: Document) -> Document:
    """Return it as moto asks for it: IAM's actions anywhere, and S3's also by its names."""
    wide = [
        {
            **each,
            "Action": each["Action"] + [MOTO[name] for name in each["Action"] if name in MOTO],
            "Resource": ["*"] if each["Action"][0].startswith("iam:") else each["Resource"],
        }
        for each in policy["Statement"]
    ]
    return {**policy, "Statement": wide}


@pytest.mark.parametrize("duty", ["writer", "restorer", "pruner"])
def test_each_duty_can_do_what_it_needs_and_loses_it_with_its_statement(account: Tried, duty: Any) -> None:
    policy, s3 = policy_for(ACCOUNT, duty, BUCKET), account.client("s3", account.keys)
    account.give(policy)
    assert tried(s3, NEEDS[duty], account.versions) == {*NEEDS[duty]}
    for statement in policy["Statement"]:
        if statement["Effect"] == "Allow":
            account.give(without(policy, statement["Sid"]))
            assert tried(s3, NEEDS[duty], account.versions) < {*NEEDS[duty]}, statement["Sid"]


def test_with_a_hosts_key_nothing_that_ransomware_does_is_allowed(account: Tried) -> None:
    account.give(policy_for(ACCOUNT, "writer", BUCKET))
    assert tried(account.client("s3", account.keys), ATTACK, account.versions) == set()


def test_the_restorer_writes_nothing(account: Tried) -> None:
    account.give(policy_for(ACCOUNT, "restorer", BUCKET))
    s3 = account.client("s3", account.keys)
    forbidden = {**NEEDS["writer"], **ATTACK}
    allowed = tried(s3, forbidden, account.versions)
    seen = {"list", "locate", "read", "read a version", "see the lock", "see the rules of old versions"}
    assert allowed == {*seen, "s3:ListBucketVersions"}


def test_what_the_pruner_may_beyond_the_writer_is_to_drop_and_to_see_and_take_away_versions(
    account: Tried,
) -> None:
    account.give(policy_for(ACCOUNT, "pruner", BUCKET))
    allowed = tried(account.client("s3", account.keys), ATTACK, account.versions)
    assert allowed == {"s3:DeleteObject", "s3:DeleteObjectVersion", "s3:ListBucketVersions"}


def test_every_allowance_too_many_is_seen_by_the_attack(account: Tried) -> None:
    bare = policy_for(ACCOUNT, "writer", BUCKET)
    bare = {**bare, "Statement": [each for each in bare["Statement"] if each["Effect"] == "Allow"]}
    s3 = account.client("s3", account.keys)
    # What destroys the bucket's own settings comes last, so that each is tried on what was there.
    for action, call in ATTACK.items():
        more = copy.deepcopy(bare)
        more["Statement"].append({"Sid": "More", "Effect": "Allow", "Action": [action], "Resource": ["*"]})
        account.give(more)
        assert tried(s3, {action: call}, account.versions) == {action}


def test_an_administrators_policy_beside_it_does_not_let_the_writer_weaken_anything(account: Tried) -> None:
    account.give(policy_for(ACCOUNT, "writer", BUCKET))
    account.iam.put_user_policy(UserName="tried", PolicyName="all", PolicyDocument=json.dumps(EVERYTHING))
    allowed = tried(account.client("s3", account.keys), ATTACK, account.versions)
    assert allowed == {"s3:DeleteObject", "s3:ListBucketVersions"}


def test_the_operators_policy_is_enough_for_plan_and_apply_and_touches_no_copy(
    bare_account: Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = bare_account
    account.give(in_motos_words(operator_policy(ACCOUNT)))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", account.keys[0])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", account.keys[1])
    enforcer = AwsEnforcer(Access(where="loopback lab"), DEPLOYS)
    (applied,) = enforcer.apply([ACCOUNT])
    assert applied.error is None
    assert [each for each in applied.operations if each.outcome not in DONE] == []
    (planned,) = enforcer.plan([ACCOUNT])
    assert {each.outcome for each in planned.operations} <= {"ok", "not-applicable"}
    account.fill()
    s3 = account.client("s3", account.keys)
    touching = ("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:DeleteBucket")
    calls = {name: ATTACK[name] for name in touching} | {"read": NEEDS["writer"]["read"]}
    assert tried(s3, calls, account.versions) == set()


def test_every_call_that_a_deploy_of_a_whole_account_makes_is_in_the_operators_policy(
    moto_account: str,
) -> None:
    whole = ACCOUNT.model_copy(
        update={
            "trail": Trail(name="trail", bucket="district-trail", locked_for=timedelta(days=400)),
            "budget": Budget(dollars_a_month=200, told=("director@district.example",)),
        }
    )
    needed: set[str] = set()

    def note(model: Any, context: Any, **_: Any) -> None:
        service = str(model.service_model.signing_name)
        needed.add(permission_for(service, model.name, parameters_of(context)))

    boto3.client(
        "iam",
        endpoint_url=moto_account,
        region_name="us-east-1",
    ).create_user(UserName="somebody")
    with watched(lambda made: made.meta.events.register("before-call.*", note)):
        for enforce in (AwsEnforcer(Access(), DEPLOYS).apply, AwsEnforcer(Access(), DEPLOYS).plan):
            assert enforce([whole])[0].error is None
    allowed = {
        name
        for each in operator_policy(whole)["Statement"]
        if each["Effect"] == "Allow"
        for name in each["Action"]
    }
    assert len(needed) > 40
    assert needed - allowed == {"sts:GetCallerIdentity"}, "which needs no permission"


def test_a_longer_lock_stays_and_what_others_attached_goes_only_with_leave(moto_account: str) -> None:
    copies = ACCOUNT.model_copy(update={"baselines": ("copies",), "buckets": ()})
    AwsEnforcer(Access(), DEPLOYS).apply([copies])
    iam, s3 = client("iam", "us-east-1"), client("s3", "us-east-1")
    longer = {"Mode": "GOVERNANCE", "Days": 400}
    s3.put_object_lock_configuration(
        Bucket=BUCKET.name,
        ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": longer}},
    )
    iam.put_user_policy(UserName=BUCKET.writer, PolicyName="all", PolicyDocument=json.dumps(EVERYTHING))
    kept = {
        each.name.split(" (")[0]: each
        for each in AwsEnforcer(Access(), DEPLOYS).apply([copies])[0].operations
    }
    others = kept[f"identity-user-others {BUCKET.writer}"]
    assert others.outcome == "not-run"
    assert "inline policy all: only with --allow-delete" in others.detail
    (allowed,) = AwsEnforcer(Access(), DEPLOYS, allow_delete=True).apply([copies])
    assert [each.name.split(" (")[0] for each in allowed.operations if each.outcome == "changed"] == [
        f"identity-user-others {BUCKET.writer}"
    ]
    lock = s3.get_object_lock_configuration(Bucket=BUCKET.name)["ObjectLockConfiguration"]
    assert {**lock["Rule"]["DefaultRetention"], "Years": 0} == {"Mode": "COMPLIANCE", "Days": 400, "Years": 0}
