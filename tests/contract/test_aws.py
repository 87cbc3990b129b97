"""The AWS adapters against moto's server, spoken to over HTTP on loopback."""

import hashlib
from pathlib import Path

import pytest

from drplan.adapters.access import Access
from drplan.adapters.aws.bucket import S3BucketSource
from drplan.adapters.aws.enforce import AwsEnforcer
from drplan.adapters.aws.fill import fill_bucket
from drplan.adapters.aws.session import s3_client
from drplan.adapters.aws.settings import SETTINGS, Place, current_value
from drplan.adapters.aws.sight import ObjectSight
from drplan.declare import AwsAccount, ObjectProbe
from drplan.errors import SourceError, Unreachable, UsageError
from tests.moto_account import free_port

DEPLOYS = Path(__file__).parents[2] / "deploys"
BUCKET = "cedar-transcripts"
OBJECTS = {f"2026/{number}.txt": b"transcript %d\n" % number * 40 for number in range(30)}
OBJECTS["canary.txt"] = b"the canary sings\n"
CANARY = ObjectProbe(account="cloud", bucket=BUCKET, key="canary.txt", contains="the canary sings")
LAB = Access(where="loopback lab")
ACCOUNT = AwsAccount(
    name="cloud", account_id="123456789012", region="us-east-1", owner="director", buckets=(BUCKET,)
)
UNSEEN = ["root-mfa"]
"""What an account that moto's server plays cannot show: see docs/cloud-accounts.md."""
NOBODY_YET = {
    f"{each} account" for each in ("root-keys", "users-mfa", "keys-age", "unused-keys", "unused-passwords")
} | {f"bucket-closed {BUCKET}"}
"""What an account holds before anybody used it."""


@pytest.fixture
def cloud(moto_account: str) -> AwsAccount:
    return ACCOUNT


@pytest.fixture
def bucket(cloud: AwsAccount) -> AwsAccount:
    AwsEnforcer(LAB, DEPLOYS).apply([cloud])
    fill_bucket(BUCKET, OBJECTS, region=cloud.region)
    return cloud


def outcomes(account: AwsAccount, *, write: bool) -> dict[str, str]:
    enforcer = AwsEnforcer(LAB, DEPLOYS)
    (result,) = (enforcer.apply if write else enforcer.plan)([account])
    assert result.error is None
    assert [
        each.name.split(" ")[0] for each in result.operations if each.outcome == "not-applicable"
    ] == UNSEEN
    return {
        each.name.split(" (")[0]: each.outcome
        for each in result.operations
        if each.outcome != "not-applicable"
    }


def test_a_second_apply_changes_nothing(cloud: AwsAccount) -> None:
    first = outcomes(cloud, write=True)
    assert {name for name, outcome in first.items() if outcome == "ok"} == NOBODY_YET
    assert {outcome for name, outcome in first.items() if name not in NOBODY_YET} == {"changed"}
    again = outcomes(cloud, write=True)
    assert len(again) == 15
    assert set(again.values()) == {"ok"}


def test_a_plan_changes_nothing_and_says_what_would(cloud: AwsAccount) -> None:
    (first,) = AwsEnforcer(LAB, DEPLOYS).plan([cloud])
    assert '+  "MinimumPasswordLength": 15' in first.operations[0].detail
    for _ in range(2):
        planned = outcomes(cloud, write=False)
        assert {name for name, outcome in planned.items() if outcome == "ok"} == NOBODY_YET
        assert {outcome for name, outcome in planned.items() if name not in NOBODY_YET} == {"would-change"}


def test_a_setting_changed_by_hand_is_drift_and_comes_back(bucket: AwsAccount) -> None:
    s3_client("us-east-1").put_bucket_versioning(
        Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"}
    )
    drifted = [name for name, outcome in outcomes(bucket, write=False).items() if outcome != "ok"]
    assert drifted == [f"bucket-versioning {BUCKET}"]
    assert outcomes(bucket, write=True)[drifted[0]] == "changed"
    assert set(outcomes(bucket, write=False).values()) == {"ok"}


def test_another_account_is_refused_and_nothing_in_it_is_changed(cloud: AwsAccount) -> None:
    other = cloud.model_copy(update={"account_id": "210987654321"})
    (result,) = AwsEnforcer(LAB, DEPLOYS).apply([other])
    assert result.error is not None
    assert "credentials are for account 123456789012, declared is 210987654321" in result.error
    assert result.operations == ()
    assert current_value(SETTINGS["password-policy"], Place(cloud)) is None
    assert s3_client("us-east-1").list_buckets()["Buckets"] == []


def test_a_lab_without_an_endpoint_never_reaches_the_real_aws(
    cloud: AwsAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    (result,) = AwsEnforcer(LAB, DEPLOYS).plan([cloud])
    assert result.error is not None
    assert "would reach the real AWS" in result.error
    with pytest.raises(UsageError):
        S3BucketSource(LAB).recover(cloud, BUCKET, {})


def test_an_account_that_does_not_answer_is_an_error_naming_it(
    cloud: AwsAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    (result,) = AwsEnforcer(LAB, DEPLOYS).plan([cloud])
    assert result.error is not None
    assert result.error.startswith("cloud: AWS does not answer")
    with pytest.raises(Unreachable):
        S3BucketSource(LAB).describe(cloud, BUCKET)
    assert not ObjectSight().look(CANARY).healthy


def test_other_peoples_lifecycle_rules_stay(bucket: AwsAccount) -> None:
    place, setting = Place(bucket, BUCKET), SETTINGS["bucket-lifecycle"]
    theirs = {"ID": "theirs", "Status": "Enabled", "Filter": {"Prefix": "x/"}, "Expiration": {"Days": 900}}
    assert setting.write is not None
    setting.write(place, [theirs])
    assert outcomes(bucket, write=True)[f"bucket-lifecycle {BUCKET}"] == "changed"
    assert theirs in current_value(setting, place)
    assert set(outcomes(bucket, write=True).values()) == {"ok"}


def test_a_policy_against_plain_http_is_not_written_over_plain_http(bucket: AwsAccount) -> None:
    holding = bucket.model_copy(update={"baselines": ("transport",)})
    (planned,), (applied,) = (
        getattr(AwsEnforcer(LAB, DEPLOYS), verb)([holding]) for verb in ("plan", "apply")
    )
    assert [each.outcome for each in planned.operations] == ["would-change"]
    assert [each.outcome for each in applied.operations] == ["not-run"]
    assert "would lock everybody out" in applied.operations[0].detail
    assert ObjectSight().look(CANARY).healthy


def test_a_bucket_that_was_filled_twice_has_one_version_of_each(bucket: AwsAccount) -> None:
    fill_bucket(BUCKET, OBJECTS, region="us-east-1")
    versions = s3_client("us-east-1").list_object_versions(Bucket=BUCKET)["Versions"]
    assert len(versions) == len(OBJECTS)


def test_facts_are_of_the_bytes_that_were_read(bucket: AwsAccount) -> None:
    entries, versions = S3BucketSource(LAB).describe(bucket, BUCKET)
    assert set(entries) == set(versions) == set(OBJECTS)
    assert entries["canary.txt"] == {
        "type": "object",
        "size": 17,
        "sha256": hashlib.sha256(OBJECTS["canary.txt"]).hexdigest(),
    }


def test_a_stolen_bucket_comes_back_and_the_thiefs_versions_stay(bucket: AwsAccount) -> None:
    source = S3BucketSource(LAB)
    expected, versions = source.describe(bucket, BUCKET)
    assert ObjectSight().look(CANARY).healthy

    assert source.lose(bucket, BUCKET) == "16 objects overwritten with noise, 15 deleted"
    stolen, _ = source.describe(bucket, BUCKET)
    assert [key for key in expected if stolen.get(key) == expected[key]] == []
    assert not ObjectSight().look(CANARY).healthy

    assert source.recover(bucket, BUCKET, versions) == ["31 objects copied from their earlier version"]
    assert source.describe(bucket, BUCKET)[0] == expected
    assert ObjectSight().look(CANARY).healthy
    history = s3_client("us-east-1").list_object_versions(Bucket=BUCKET)
    assert len(history["DeleteMarkers"]) == 15
    assert len(history["Versions"]) == 31 + 16 + 31


def test_recovering_again_makes_no_further_copies(bucket: AwsAccount) -> None:
    source = S3BucketSource(LAB)
    _, versions = source.describe(bucket, BUCKET)
    source.lose(bucket, BUCKET)
    source.recover(bucket, BUCKET, versions)
    notes = source.recover(bucket, BUCKET, versions)
    assert "31 objects were in place already" in notes


def test_an_object_made_before_versioning_comes_back(cloud: AwsAccount) -> None:
    fill_bucket(BUCKET, OBJECTS, region="us-east-1")
    source = S3BucketSource(LAB)
    with pytest.raises(SourceError, match="keeps no versions"):
        source.describe(cloud, BUCKET)
    AwsEnforcer(LAB, DEPLOYS).apply([cloud])
    expected, versions = source.describe(cloud, BUCKET)
    source.lose(cloud, BUCKET)
    source.recover(cloud, BUCKET, versions)
    assert source.describe(cloud, BUCKET)[0] == expected


def test_a_version_that_is_gone_is_noted_and_its_object_stays_missing(bucket: AwsAccount) -> None:
    source = S3BucketSource(LAB)
    expected, versions = source.describe(bucket, BUCKET)
    source.lose(bucket, BUCKET)
    s3_client("us-east-1").delete_object(Bucket=BUCKET, Key="canary.txt", VersionId=versions["canary.txt"])
    notes = source.recover(bucket, BUCKET, versions)
    assert "1 versions are gone: canary.txt" in notes
    found, _ = source.describe(bucket, BUCKET)
    assert found.get("canary.txt") != expected["canary.txt"]


def test_an_object_that_is_not_in_the_recovery_point_is_left_alone(bucket: AwsAccount) -> None:
    source = S3BucketSource(LAB)
    _, versions = source.describe(bucket, BUCKET)
    fill_bucket(BUCKET, {"new.txt": b"written since"}, region="us-east-1")
    assert "1 objects not in the recovery point were left alone" in source.recover(bucket, BUCKET, versions)
    assert "new.txt" in source.describe(bucket, BUCKET)[0]


def test_production_is_never_destroyed(bucket: AwsAccount) -> None:
    with pytest.raises(UsageError, match="is production"):
        S3BucketSource(Access()).lose(bucket, BUCKET)
    assert ObjectSight().look(CANARY).healthy


def test_metadata_comes_back_with_the_object(bucket: AwsAccount) -> None:
    client = s3_client("us-east-1")
    client.put_object(
        Bucket=BUCKET, Key="a.pdf", Body=b"%PDF", ContentType="application/pdf", Metadata={"a": "b"}
    )
    source = S3BucketSource(LAB)
    _, versions = source.describe(bucket, BUCKET)
    source.lose(bucket, BUCKET)
    source.recover(bucket, BUCKET, versions)
    head = client.head_object(Bucket=BUCKET, Key="a.pdf")
    assert (head["ContentType"], head["Metadata"]) == ("application/pdf", {"a": "b"})
