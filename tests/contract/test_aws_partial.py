"""An apply that fails midway says what it did, tries the rest and goes on the next time.

The faults are made by a small proxy before moto's server: moto refuses nothing by itself.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.retries.standard import ExponentialBackoff

from drplan.adapters.access import Access
from drplan.adapters.aws.enforce import AwsEnforcer
from drplan.adapters.aws.session import client
from drplan.declare import AwsAccount, Budget, Trail
from drplan.ports import OperationResult
from tests.fault_proxy import Fault, FaultProxy

DEPLOYS = Path(__file__).parents[2] / "deploys"
ACCOUNT = AwsAccount(
    name="cloud",
    account_id="123456789012",
    region="us-east-1",
    owner="director",
    buckets=("cedar-transcripts",),
    trail=Trail(name="cedar-trail", bucket="cedar-trail-records"),
    budget=Budget(dollars_a_month=200, told=("director",), warn_at=(50, 80)),
)


@pytest.fixture(scope="module")
def between(moto: str) -> Iterator[FaultProxy]:
    """Run one proxy for all tests of this file, so that they share their clients."""
    with FaultProxy(moto) as proxy:
        yield proxy


@pytest.fixture
def proxy(between: FaultProxy, moto_account: str, monkeypatch: pytest.MonkeyPatch) -> FaultProxy:
    """Lead boto3 to the proxy, before an account that is empty; nobody waits between attempts."""
    between.heal()
    monkeypatch.setenv("AWS_ENDPOINT_URL", between.url)
    monkeypatch.setattr(ExponentialBackoff, "delay_amount", lambda *_: 0.0)
    return between


def denied(operation: str, code: str) -> Fault:
    return Fault(operation, times=None, status=403, code=code, message="not allowed")


def applied() -> dict[str, OperationResult]:
    enforcer = AwsEnforcer(Access(where="lab"), DEPLOYS, mailboxes={"director": "director@district.example"})
    (result,) = enforcer.apply([ACCOUNT])
    assert result.error is None
    return {each.name.split(" (")[0]: each for each in result.operations if each.outcome != "not-applicable"}


def test_a_partial_apply_says_what_was_done_and_a_second_one_finishes_the_rest(proxy: FaultProxy) -> None:
    proxy.inject(denied("StartLogging", "AccessDeniedException"))
    proxy.inject(Fault("PutBucketEncryption", status=403, code="AccessDenied", message="not allowed"))
    first = applied()
    failed = {name: each for name, each in first.items() if each.outcome not in {"ok", "changed"}}
    assert set(failed) == {"trail cedar-trail", "bucket-encryption cedar-transcripts"}
    trail, encryption = failed["trail cedar-trail"], failed["bucket-encryption cedar-transcripts"]
    assert trail.outcome == "error"
    assert [call.split(" ")[0] for call in trail.calls] == [
        "cloudtrail:CreateTrail",
        "cloudtrail:StartLogging",
    ]
    assert "refused" not in trail.calls[0]
    assert trail.calls[1].endswith("(refused: AccessDeniedException)")
    assert "AWS denied cloudtrail:StartLogging" in trail.detail
    assert encryption.calls[0].endswith("(refused: AccessDenied)")
    assert first["budget cloud-monthly"].outcome == "changed"

    proxy.heal()
    second = applied()
    assert {name for name, each in second.items() if each.outcome == "changed"} == set(failed)
    assert {each.outcome for name, each in second.items() if name not in failed} == {"ok"}
    resumed = second["trail cedar-trail"].calls
    assert [call.split(" ")[0] for call in resumed] == ["cloudtrail:StartLogging"]
    assert {each.outcome for each in applied().values()} == {"ok"}


def test_when_the_account_stops_answering_nothing_more_is_asked_and_the_call_may_have_been_made(
    proxy: FaultProxy,
) -> None:
    proxy.inject(Fault("PutBucketOwnershipControls", times=None, kind="drop"))
    first = list(applied().values())
    outcomes = [each.outcome for each in first]
    at = outcomes.index("error")
    assert first[at].name.startswith("bucket-ownership cedar-transcripts")
    assert first[at].calls[0].endswith("(no answer: it may have been made)")
    assert set(outcomes[at + 1 :]) == {"not-run"}
    assert set(outcomes[:at]) == {"ok", "changed"}
    proxy.heal()
    second = list(applied().values())
    assert {each.outcome for each in second[:at]} == {"ok"}
    assert {each.outcome for each in second} == {"ok", "changed"}


def test_no_mailbox_and_no_whole_key_is_in_what_was_called(proxy: FaultProxy) -> None:
    iam = client("iam", "us-east-1")
    iam.create_user(UserName="sync")
    key = iam.create_access_key(UserName="sync")["AccessKey"]
    said = applied()
    assert said["budget cloud-monthly"].outcome == "changed"
    assert key["AccessKeyId"] not in str(said)
    assert "@" not in str([each.calls for each in said.values()])
