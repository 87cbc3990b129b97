"""What drplan says and does when AWS fails: moto's server behind a proxy that answers wrongly.

The faults are the proxy's (``tests/fault_proxy.py``), in the forms that AWS documents: moto throttles nobody.
"""

import json
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.retries.standard import ExponentialBackoff

from drplan.adapters.access import Access
from drplan.adapters.aws import retries, session
from drplan.adapters.aws.enforce import AwsEnforcer
from drplan.adapters.aws.session import client, errors_for
from drplan.errors import DrplanError, SecretMissing, SourceError, Unreachable
from tests.fault_proxy import Fault, FaultProxy
from tests.permissions_tried import ACCOUNT

CASES = [
    case
    for file in sorted((Path(__file__).parents[1] / "cases/aws_faults").glob("*.json"))
    for case in json.loads(file.read_text())
]
DEPLOYS = Path(__file__).parents[2] / "deploys"
BUCKET = "faulty-copies"
OF_BUCKET = {"Bucket": BUCKET}
PUBLIC = {"BlockPublicAcls": True}
CALLS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "put-versioning": (
        "s3",
        "put_bucket_versioning",
        OF_BUCKET | {"VersioningConfiguration": {"Status": "Enabled"}},
    ),
    "get-versioning": ("s3", "get_bucket_versioning", OF_BUCKET),
    "head-bucket": ("s3", "head_bucket", OF_BUCKET),
    "head-object": ("s3", "head_object", OF_BUCKET | {"Key": "pack"}),
    "list": ("s3", "list_objects_v2", OF_BUCKET),
    "list-versions": ("s3", "list_object_versions", OF_BUCKET),
    "delete-version": ("s3", "delete_object", OF_BUCKET | {"Key": "pack", "VersionId": "null"}),
    "put-public-access": (
        "s3",
        "put_public_access_block",
        OF_BUCKET | {"PublicAccessBlockConfiguration": PUBLIC},
    ),
    "get-lifecycle": ("s3", "get_bucket_lifecycle_configuration", OF_BUCKET),
    "create-bucket": ("s3", "create_bucket", {"Bucket": "another-bucket"}),
    "get-user": ("iam", "get_user", {"UserName": "keeper"}),
    "describe-trails": ("cloudtrail", "describe_trails", {}),
    "get-encryption": ("ec2", "get_ebs_encryption_by_default", {}),
    "create-backup": ("dynamodb", "create_backup", {"TableName": "grades", "BackupName": "one"}),
}
KINDS: dict[str, type[DrplanError]] = {
    "secret": SecretMissing,
    "source": SourceError,
    "unreachable": Unreachable,
}
REAL_DELAY = ExponentialBackoff.delay_amount
SEEDED = ("seeded-secret-key-0815", "seeded-session-token-4711", "deadbeef4711", "8Zr0vDsecret4711")


@pytest.fixture(scope="module")
def standing(moto: str) -> Iterator[FaultProxy]:
    """Stand before an account that holds a bucket and a user; one URL, so that clients are built once."""
    with FaultProxy(moto) as made:
        yield made


@pytest.fixture
def proxy(standing: FaultProxy, moto_account: str, monkeypatch: pytest.MonkeyPatch) -> FaultProxy:
    """Heal the proxy, give this process seeded credentials, and have waits take no time."""
    assert moto_account
    standing.heal()
    monkeypatch.setenv("AWS_ENDPOINT_URL", standing.url)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SEEDED[0])
    monkeypatch.setenv("AWS_SESSION_TOKEN", SEEDED[1])
    monkeypatch.setattr(ExponentialBackoff, "delay_amount", lambda *_: 0.0)
    client("s3", "us-east-1").create_bucket(Bucket=BUCKET)
    client("iam", "us-east-1").create_user(UserName="keeper")
    standing.heal()
    return standing


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_a_fault_of_the_proxys_is_tried_again_or_said_in_one_clear_line(
    case: dict[str, Any], proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, call, words = CALLS[case["ask"]]
    if "read_timeout" in case:
        hasty = retries.SHORT.merge(Config(read_timeout=case["read_timeout"]))
        monkeypatch.setattr(session, "SHORT", hasty)
        monkeypatch.setenv("AWS_PROBE", case["name"])  # another environment: another client
    proxy.inject(Fault(**case["fault"]))
    wanted = pytest.raises(KINDS[case["error"]]) if "error" in case else nullcontext()
    with wanted as raised, errors_for(f"cloud/{BUCKET}"):
        getattr(client(service, "us-east-1"), call)(**words)
    operation = case["fault"].get("operation")
    if "requests" in case:
        assert proxy.asked[operation] == case["requests"]
    if raised is not None:
        _see_error(case, raised.value)


def _see_error(case: dict[str, Any], error: DrplanError) -> None:
    whole = f"{error.message}\n{error.next_step}\n{error!r}{error.__cause__!r}"
    assert "\n" not in error.message
    assert [each for each in case.get("says", ()) if each not in error.message] == [], error.message
    assert [each for each in case.get("next", ()) if each not in error.next_step] == [], error.next_step
    assert [each for each in SEEDED if each in whole] == []
    assert error.__cause__ is None
    assert error.__suppress_context__


def test_no_attempt_begins_after_the_longest_time(proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "LONGEST", -1.0)
    proxy.inject(Fault("GetBucketVersioning", times=None))
    with pytest.raises(Unreachable, match="tried once"), errors_for("cloud"):
        client("s3", "us-east-1").get_bucket_versioning(Bucket=BUCKET)
    assert proxy.asked["GetBucketVersioning"] == 1


def test_the_waits_between_attempts_stay_below_1_2_4_and_8_seconds(
    proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(ExponentialBackoff, "delay_amount", REAL_DELAY)
    monkeypatch.setattr(time, "sleep", waits.append)
    proxy.inject(Fault("GetBucketVersioning", times=None))
    with pytest.raises(Unreachable), errors_for("cloud"):
        client("s3", "us-east-1").get_bucket_versioning(Bucket=BUCKET)
    assert len(waits) == retries.ATTEMPTS - 1
    assert all(0 < wait <= 2**number for number, wait in enumerate(waits))


def test_an_apply_whose_credentials_expire_says_what_was_done_and_goes_on_from_there(
    proxy: FaultProxy,
) -> None:
    enforcer = AwsEnforcer(Access(where="loopback lab"), DEPLOYS)
    proxy.inject(Fault("*", times=None, after=30, status=400, code="ExpiredToken", message="expired"))
    (broken,) = enforcer.apply([ACCOUNT])
    outcomes = [each.outcome for each in broken.operations]
    done = outcomes.index("error")
    assert "changed" in outcomes[:done]
    assert set(outcomes[done:]) <= {"error", "not-run", "not-applicable"}
    assert "credentials have expired" in broken.operations[done].detail
    assert "what is done stays" in broken.operations[done].detail
    proxy.heal()
    (resumed,) = enforcer.apply([ACCOUNT])
    again = [each.outcome for each in resumed.operations]
    assert set(again[:done]) <= {"ok", "not-applicable"}
    assert "changed" in again[done:]
    assert "error" not in again
    (planned,) = enforcer.plan([ACCOUNT])
    assert {each.outcome for each in planned.operations} <= {"ok", "not-applicable"}


def test_a_throttled_account_is_left_alone_until_the_next_apply(proxy: FaultProxy) -> None:
    proxy.inject(Fault("PutBucketVersioning", times=None))
    (stopped,) = AwsEnforcer(Access(where="loopback lab"), DEPLOYS).apply([ACCOUNT])
    told = {each.name.split(" (")[0]: each for each in stopped.operations}
    assert "asks to slow down" in told["bucket-versioning cedar-transcripts"].detail
    assert told["bucket-lifecycle cedar-transcripts"].outcome == "not-run"
    assert proxy.asked["PutBucketVersioning"] == retries.ATTEMPTS
