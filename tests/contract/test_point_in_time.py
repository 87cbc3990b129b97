"""Buckets brought back as of a moment: moto's server, spoken to over HTTP on loopback."""

import hashlib
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError
from click.testing import CliRunner

from drplan import AwsAccount, wiring
from drplan.adapters.access import Access
from drplan.adapters.aws import into_bucket, objects
from drplan.adapters.aws.copying import Original, copy_in_parts, copy_version
from drplan.adapters.aws.moments import BucketMoment
from drplan.adapters.aws.session import s3_client
from drplan.cli import cli
from drplan.errors import SourceError, UsageError

ROOT = Path(__file__).parents[2]
DECLARED = "cedarvalley-transcripts"
LAB = Access(where="loopback lab")
BUCKET, BESIDE = "cedar-transcripts", "cedar-as-it-was"
ACCOUNT = AwsAccount(
    name="cloud", account_id="123456789012", region="us-east-1", owner="director", buckets=(BUCKET,)
)
PART = 5 * 1024 * 1024


@pytest.fixture
def s3(moto_account):
    """Return a client with the bucket, versioned, and an empty one beside it."""
    made = boto3.client("s3", region_name="us-east-1")
    made.create_bucket(Bucket=BUCKET)
    made.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    made.create_bucket(Bucket=BESIDE)
    return made


def moment():
    """Return a second in which nothing changes: listings have whole seconds."""
    time.sleep(1.02 - time.time() % 1)
    now = datetime.now(UTC)
    time.sleep(1.02 - time.time() % 1)
    return now


def later():
    """Return a moment after all there is, also after an upload in parts may have ended."""
    return datetime.now(UTC) + timedelta(days=2)


def put(s3, key, body, **more):
    return s3.put_object(Bucket=BUCKET, Key=key, Body=body, **more)["VersionId"]


def story(s3):
    """Overwrite, delete and make again around a moment, which is returned with what was there."""
    for key in ("same", "overwritten", "deleted", "again", "twice"):
        put(s3, key, f"{key} before".encode())
    put(s3, "overwritten", b"overwritten twice before")
    s3.delete_object(Bucket=BUCKET, Key="gone")
    s3.delete_object(Bucket=BUCKET, Key="was gone")
    then = moment()
    put(s3, "overwritten", b"encrypted by a thief")
    for key in ("deleted", "again", "twice", "twice"):
        s3.delete_object(Bucket=BUCKET, Key=key)
    put(s3, "again", b"made again")
    put(s3, "new", b"new")
    put(s3, "was gone", b"back")
    there = {key: f"{key} before".encode() for key in ("same", "deleted", "again", "twice")}
    return then, there | {"overwritten": b"overwritten twice before"}


def at(when, *, account=ACCOUNT):
    return BucketMoment(LAB, account, BUCKET, when, datetime.now(UTC))


def held(s3, bucket):
    every = s3.list_objects_v2(Bucket=bucket).get("Contents", [])
    return {each["Key"]: s3.get_object(Bucket=bucket, Key=each["Key"])["Body"].read() for each in every}


def everything(s3):
    page = s3.list_object_versions(Bucket=BUCKET)
    return page.get("Versions"), page.get("DeleteMarkers")


def test_every_object_comes_back_beside_as_it_was_then_and_the_bucket_is_only_read(s3):
    then, there = story(s3)
    before = everything(s3)
    with at(then) as work:
        looked = work.look()
        done = work.into_bucket(BESIDE)
    assert held(s3, BESIDE) == there
    assert (looked.counts.there, looked.counts.unchanged, looked.counts.absent) == (5, 1, 2)
    assert looked.sure()
    assert (done.brought, done.in_place, done.proved, done.sampled) == (5, 0, {"etag": 5}, 5)
    assert done.well(looked.counts.there)
    assert everything(s3) == before
    with at(then) as work:
        work.look()
        again = work.into_bucket(BESIDE)
    assert (again.brought, again.in_place, again.proved) == (0, 5, {"etag": 5})


def test_metadata_tags_type_and_key_of_encryption_come_along(s3):
    key = boto3.client("kms", region_name="us-east-1").create_key()["KeyMetadata"]["Arn"]
    s3.put_bucket_encryption(
        Bucket=BUCKET,
        ServerSideEncryptionConfiguration={
            "Rules": [
                {
                    "ApplyServerSideEncryptionByDefault": {
                        "SSEAlgorithm": "aws:kms",
                        "KMSMasterKeyID": key,
                    }
                }
            ]
        },
    )
    secured = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    put(s3, "k", b"x", ContentType="text/csv", Metadata={"owner": "sis"}, Tagging="a=1&b=2+3", **secured)
    with at(later()) as work:
        work.look()
        assert work.into_bucket(BESIDE).well(1)
    head = s3.head_object(Bucket=BESIDE, Key="k")
    assert (head["ContentType"], head["Metadata"]) == ("text/csv", {"owner": "sis"})
    assert (head["ServerSideEncryption"], head["SSEKMSKeyId"]) == ("aws:kms", key)
    tags = s3.get_object_tagging(Bucket=BESIDE, Key="k")["TagSet"]
    assert {each["Key"]: each["Value"] for each in tags} == {"a": "1", "b": "2 3"}


def in_parts(s3, key, *bodies, **beside):
    begun = s3.create_multipart_upload(Bucket=BUCKET, Key=key, **beside)["UploadId"]
    which = {"Bucket": BUCKET, "Key": key, "UploadId": begun}
    parts = [
        {"PartNumber": number, "ETag": s3.upload_part(**which, PartNumber=number, Body=body)["ETag"]}
        for number, body in enumerate(bodies, 1)
    ]
    return s3.complete_multipart_upload(**which, MultipartUpload={"Parts": parts})


def test_an_object_too_large_for_one_request_keeps_what_is_beside_its_bytes(s3):
    beside = {"ContentType": "text/csv", "Metadata": {"owner": "sis"}, "Tagging": "a=1&b=2+3"}
    whole = in_parts(s3, "large", b"a" * PART, b"b" * 100, **beside)
    size = PART + 100
    of = Original(BUCKET, "large", whole["VersionId"], size, whole["ETag"])
    copy_in_parts(s3_client("us-east-1"), of, BESIDE)
    head = s3.head_object(Bucket=BESIDE, Key="large")
    assert (head["ContentLength"], head["ContentType"], head["Metadata"]) == (
        size,
        "text/csv",
        {"owner": "sis"},
    )
    tags = s3.get_object_tagging(Bucket=BESIDE, Key="large")["TagSet"]
    assert {each["Key"]: each["Value"] for each in tags} == {"a": "1", "b": "2 3"}
    read = [objects.read(s3, bucket, "large")[1] for bucket in (BUCKET, BESIDE)]
    assert read[0] == read[1]


def test_a_copy_in_parts_that_fails_leaves_nothing_begun(s3):
    whole = in_parts(s3, "large", b"a" * PART, b"b")
    wrong = Original(BUCKET, "large", whole["VersionId"], 3 * PART, whole["ETag"])
    with pytest.raises(ClientError):
        copy_in_parts(s3_client("us-east-1"), wrong, BESIDE)
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=BESIDE)
    assert held(s3, BESIDE) == {}


def test_an_object_whose_etag_is_no_checksum_is_compared_by_its_bytes(s3):
    in_parts(s3, "large", b"a" * PART, b"b" * 100)
    with at(datetime.now(UTC) + timedelta(hours=1)) as work:
        looked = work.look()
        done = work.into_bucket(BESIDE)
    assert looked.doubted.first == [
        ("large", "its upload in parts began before the moment; when it ended is not kept")
    ]
    assert sum(done.proved.values()) == 1
    assert done.well(1)


def test_a_version_that_goes_meanwhile_and_a_wrong_copy_are_said(s3, monkeypatch):
    version = put(s3, "gone", b"x")
    put(s3, "wrong", b"good")
    with at(later()) as work:
        work.look()
        s3.delete_object(Bucket=BUCKET, Key="gone", VersionId=version)

        def bad(client, of, to):
            copy_version(client, of, to)
            return s3.put_object(Bucket=to, Key=of.key, Body=b"evil")["ETag"]

        monkeypatch.setattr(into_bucket, "copy_version", bad)
        done = work.into_bucket(BESIDE)
    assert done.failed.first == [("gone", "the version is gone")]
    assert done.wrong.first[0] == ("wrong", "differs in checksum")
    assert not done.well(2)


def test_what_lies_in_the_other_bucket_is_never_written_over(s3):
    put(s3, "k", b"good")
    s3.put_object(Bucket=BESIDE, Key="k", Body=b"evil")
    s3.put_object(Bucket=BESIDE, Key="theirs", Body=b"x")
    with at(later()) as work:
        work.look()
        with pytest.raises(SourceError, match="holds 2 objects that are not of this moment: theirs, k"):
            work.into_bucket(BESIDE)
    assert held(s3, BESIDE) == {"k": b"evil", "theirs": b"x"}


def test_a_null_version_that_was_written_over_is_not_guessed(s3):
    put(s3, "k", b"versioned")
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"first")
    then = moment()
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"second")
    with at(then) as work:
        looked = work.look()
        done = work.into_bucket(BESIDE)
    assert looked.counts.unknown == 1
    assert "versioning was off" in looked.unknown.first[0][1]
    assert (done.brought, held(s3, BESIDE)) == (0, {})


def test_a_bucket_without_versions_another_account_and_a_missing_target_are_refused(s3):
    other = ACCOUNT.model_copy(update={"account_id": "999999999999"})
    refused = pytest.raises(SourceError, match="credentials are for account 123456789012")
    with at(later(), account=other) as work, refused:
        work.look()
    with at(later()) as work, pytest.raises(UsageError, match="nowhere is no bucket of account 123456789012"):
        work.refuse_bucket("nowhere", declared=False)
    s3.create_bucket(Bucket="plain")
    refused = pytest.raises(SourceError, match="plain keeps no versions")
    with BucketMoment(LAB, ACCOUNT, "plain", later(), later()) as work, refused:
        work.look()


def test_what_the_lifecycle_may_have_taken_is_unknown_and_said(s3):
    put(s3, "k", b"x")
    rule = {
        "ID": "old",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
    }
    s3.put_bucket_lifecycle_configuration(Bucket=BUCKET, LifecycleConfiguration={"Rules": [rule]})
    now = datetime.now(UTC) + timedelta(days=31)
    with BucketMoment(LAB, ACCOUNT, BUCKET, datetime.now(UTC) - timedelta(days=1), now) as work:
        looked = work.look()
    assert looked.counts.unknown == 1
    assert "lifecycle" in looked.unknown.first[0][1]
    assert "missing without a trace" in looked.gaps[0]


HOSTILE = {
    "../escape": b"1",
    "/etc/passwd": b"2",
    "a": b"3",
    "a/b": b"4",
    "Case/x": b"5",
    "case/X": b"6",
    "folder/": b"",
    "n" * 300: b"7",
    "back\\slash": b"8",
    "drplan-index.jsonl": b"9",
    "plain/é.txt": b"10",
}


def index_of(folder):
    lines = (folder / "drplan-index.jsonl").read_text().splitlines()
    return {each["key"]: each for each in map(json.loads, lines[1:])}


def test_a_folder_gets_every_object_under_a_name_that_cannot_harm_it(s3, tmp_path):
    for key, body in HOSTILE.items():
        put(s3, key, body, ContentType="text/csv")
    folder = tmp_path / "out"
    with at(later()) as work:
        looked = work.look()
        done = work.into_folder(folder)
    assert looked.counts.there == len(HOSTILE)
    assert done.well(len(HOSTILE))
    index = index_of(folder)
    assert {key: (folder / index[key]["file"]).read_bytes() for key in HOSTILE} == HOSTILE
    assert {key for key in HOSTILE if index[key]["file"] == key} == {"a", "Case/x", "plain/é.txt"}
    assert done.renamed.count == len(HOSTILE) - 3
    assert index["a"]["sha256"] == hashlib.sha256(b"3").hexdigest()
    assert index["a"]["ContentType"] == "text/csv"
    assert [each.name for each in tmp_path.iterdir()] == ["out"]
    assert (folder / "a").stat().st_mode & 0o077 == 0


def test_a_folder_is_finished_where_it_was_left_and_only_for_the_same_moment(s3, tmp_path):
    then, there = story(s3)
    folder = tmp_path / "out"
    with at(then) as work:
        work.look()
        work.into_folder(folder)
    kept = (folder / "same").stat().st_mtime_ns
    (folder / "deleted").unlink()
    (folder / "again").write_bytes(b"x" * len(there["again"]))
    with at(then) as work:
        work.look()
        done = work.into_folder(folder)
    assert (done.brought, done.in_place, done.well(5)) == (2, 3, True)
    assert {key: (folder / key).read_bytes() for key in there} == there
    assert (folder / "same").stat().st_mtime_ns == kept
    assert set(index_of(folder)) == set(there)
    with at(later()) as work, pytest.raises(UsageError, match="nor one with the same bucket"):
        work.refuse_folder(folder)


def test_a_link_in_the_folder_leads_nobody_out_of_it(s3, tmp_path):
    put(s3, "a/b", b"x")
    then, folder = later(), tmp_path / "out"
    with at(then) as work:
        work.look()
        work.into_folder(folder)
    (folder / "a" / "b").unlink()
    (folder / "a").rmdir()
    (folder / "a").symlink_to(tmp_path)
    with at(then) as work:
        work.look()
        with pytest.raises(SourceError, match="leads out of the folder"):
            work.into_folder(folder)
    assert not (tmp_path / "b").exists()


def test_an_object_of_parts_is_known_again_by_its_parts(s3, tmp_path):
    in_parts(s3, "large", b"a" * PART, b"b" * 100)
    then = later()
    for brought in (1, 0):
        with at(then) as work:
            work.look()
            done = work.into_folder(tmp_path / "out")
        assert (done.brought, done.proved) == (brought, {"etag": 1})


def test_the_command_says_what_was_there_where_it_went_and_what_showed_it(s3, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("DRPLAN_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(wiring, "enter", Access)
    s3.create_bucket(Bucket=DECLARED)
    s3.put_bucket_versioning(Bucket=DECLARED, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket=DECLARED, Key="k", Body=b"x")
    time.sleep(1.02 - time.time() % 1)
    words = ["hs-transcripts-bucket", "--at", datetime.now(UTC).isoformat(), "--into", BESIDE]
    done = CliRunner().invoke(cli, ["restore", "bucket", *words])
    assert done.exit_code == 0, done.output
    assert f"1 objects (1 bytes) brought to {BESIDE}" in done.stdout
    assert "as they were: 1 by etag; 1 read whole" in done.stdout
    again = CliRunner().invoke(cli, ["restore", "bucket", *words, "--format", "json"])
    assert json.loads(again.stdout)["done"]["in_place"] == 1
