"""Scratch buckets at a real S3 server that keeps objects on a disk, and has not all of AWS's settings."""

import json
import time
from datetime import UTC, datetime

import boto3
import pytest
from botocore.exceptions import ClientError

from drplan import AwsAccount
from drplan.adapters.access import Access
from drplan.adapters.aws.bucket import S3BucketSource
from drplan.adapters.aws.scratch import Mark
from drplan.adapters.aws.session import watched
from drplan.adapters.lab.servers import INNER
from drplan.adapters.lab.tools import require
from drplan.adapters.scratch.account import Claim, ScratchAccount, guard_of
from drplan.errors import LabError, SourceError
from tests.contract.copies_desk import Desk, free_port
from tests.e2e.command import ROOT

LAB = Access(where="lab")
MARK = Mark("0a1b2c3d", datetime(2036, 1, 1, tzinfo=UTC), "here")
NAME = "drplan-scratch-0a1b2c3d-records"
ACCOUNT = AwsAccount(
    name="cloud", account_id="000000000000", region="us-east-1", owner="director", buckets=("records",)
)
HELD = """
def account_settings(account): return []
def bucket_settings(account, bucket):
    return [("bucket-versioning", "SH S3.14", "Enabled")]
"""


def await_known(s3):
    """Wait until the server has read whom it knows: it listens before that."""
    until = time.monotonic() + 60
    while True:
        try:
            s3.list_buckets()
        except ClientError:
            assert time.monotonic() < until
            time.sleep(0.1)
        else:
            return


@pytest.fixture
def server(monkeypatch):
    """Yield a client of a server that no guard stands over."""
    desk = Desk()
    admin = {"name": "a", "credentials": [{"accessKey": "a", "secretKey": "words"}], "actions": ["Admin"]}
    try:
        (desk.folder / "identities.json").write_text(json.dumps({"identities": [admin]}))
        (desk.folder / "weed").mkdir()
        port, doors = free_port(), {part: free_port(10_000) for part in INNER}
        desk.start(
            port,
            *(require("weed"), "mini", "-dir=weed", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"),
            *("-webdav=false", "-admin.ui=false", "-s3.port.iceberg=0", "-s3.port.lance=0"),
            *("-master.telemetry=false", "-filer.localSocket=filer.sock", "-s3.localSocket=s3.sock"),
            *(f"-s3.port={port}", "-s3.config=identities.json"),
            *(f"-{part}.port={inner}" for part, inner in doors.items()),
        )
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "words")
        # A session keeps the words that it found first: other tests may have had others.
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
        s3 = boto3.client("s3", region_name="us-east-1")
        await_known(s3)
        yield s3
    finally:
        desk.close()


def test_old_versions_come_back_beside_their_bucket_once_the_baseline_is_held(server, tmp_path):
    server.create_bucket(Bucket="records")
    server.put_bucket_versioning(Bucket="records", VersioningConfiguration={"Status": "Enabled"})
    for number in range(5):
        server.put_object(Bucket="records", Key=f"a/{number} ü", Body=b"%d" % number * 9_000)
    source = S3BucketSource(LAB)
    expected, versions = source.describe(ACCOUNT, "records")
    server.put_object(Bucket="records", Key="a/1 ü", Body=b"encrypted")
    server.delete_object(Bucket="records", Key="a/2 ü")
    guard = guard_of([ACCOUNT], frozenset({"records"}))
    claim = Claim(ACCOUNT, {"records": NAME}, MARK, frozenset({"records"}))
    with watched(guard.watch):
        there = ScratchAccount(claim, LAB, guard, ROOT / "deploys")
        assert there.check(first=True)[0] == []
        # This server knows no public access block: without it nothing is copied.
        with pytest.raises(SourceError, match=r"nothing was copied .* bucket-public-access"):
            there.restore("records", versions)
        assert server.list_objects_v2(Bucket=NAME)["KeyCount"] == 0
        (tmp_path / "aws").mkdir()
        (tmp_path / "aws" / "baseline.py").write_text(HELD)
        there = ScratchAccount(claim, LAB, guard, tmp_path)
        there.restore("records", versions)
        assert there.read("records")[0] == expected
        assert there.check(first=False)[0] == []
        with pytest.raises(LabError):
            source.recover(ACCOUNT, "records", versions)
        assert there.remove() == [f"{NAME}: removed with 5 versions"]
    assert [each["Name"] for each in server.list_buckets()["Buckets"]] == ["records"]
    assert server.get_object(Bucket="records", Key="a/1 ü")["Body"].read() == b"encrypted"
