"""A host's credentials in an intruder's hands, at a real S3 server with object lock, and the way back."""

import json
import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from drplan.adapters.aws.lock import LockedBucket, create
from drplan.adapters.lab.servers import INNER
from drplan.adapters.lab.tools import require
from tests.contract.copies_desk import SECRETS, Desk, free_port
from tests.e2e.command import ROOT

BUCKET = "copies"
PAGE = (ROOT / "docs" / "copies.md").read_text()
DAYS = 30


def identity(name, secret, *actions):
    return {
        "name": name,
        "credentials": [{"accessKey": name, "secretKey": secret}],
        "actions": [*actions],
    }


@pytest.fixture(scope="module")
def desk():
    made = Desk()
    try:
        writes = [f"{action}:{BUCKET}" for action in ("Read", "Write", "List", "Tagging")]
        known = [
            identity(SECRETS["T_USER"], SECRETS["T_USER_SECRET"], *writes),
            identity(SECRETS["T_PRUNE_USER"], SECRETS["T_PRUNE_SECRET"], *writes),
            identity("storage-admin", "owns-the-account", "Admin"),
        ]
        (made.folder / "identities.json").write_text(json.dumps({"identities": known}))
        (made.folder / "weed").mkdir()
        made.port = free_port()
        doors = {part: free_port(10_000) for part in INNER}
        made.start(
            made.port,
            *(require("weed"), "mini", "-dir=weed", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"),
            *("-webdav=false", "-admin.ui=false", "-s3.port.iceberg=0", "-s3.port.lance=0"),
            *("-master.telemetry=false", "-filer.localSocket=filer.sock", "-s3.localSocket=s3.sock"),
            *(f"-s3.port={made.port}", "-s3.config=identities.json"),
            *(f"-{part}.port={port}" for part, port in doors.items()),
        )
        url = f"http://127.0.0.1:{made.port}"
        create(LockedBucket(url, BUCKET, DAYS, "storage-admin", "owns-the-account"))
        made.url = url
        made.offsite = made.place(
            f"s3:{url}/{BUCKET}",
            AWS_ACCESS_KEY_ID=SECRETS["T_USER"],
            AWS_SECRET_ACCESS_KEY=SECRETS["T_USER_SECRET"],
        )
        made.ask("open", repository=made.offsite, create=True)
        made.good = made.protect(made.offsite)
        yield made
    finally:
        made.close()


def client(desk, user=SECRETS["T_USER"], secret=SECRETS["T_USER_SECRET"]):
    return boto3.client(
        "s3",
        endpoint_url=desk.url,
        aws_access_key_id=user,
        aws_secret_access_key=secret,
        region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}),
    )


def versions(s3):
    """Return every version and every delete marker of the bucket, oldest first."""
    pages = [*s3.get_paginator("list_object_versions").paginate(Bucket=BUCKET)]
    held = [each for page in pages for each in page.get("Versions", ())]
    markers = [each for page in pages for each in page.get("DeleteMarkers", ())]
    return sorted(held, key=lambda each: each["LastModified"]), markers


def refused(call, **words):
    """Return whether S3 forbade it: a request that it did not understand was no attempt."""
    try:
        call(Bucket=BUCKET, **words)
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"] in (403, 409)
    return False


def weakenings(s3, pack, version):
    """Return every call by which a lock could be weakened, with what it would do."""
    soon = datetime.now(UTC) + timedelta(seconds=1)
    open_to_all = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": f"arn:aws:s3:::{BUCKET}/*",
    }
    rule = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 1}}
    one = {"Key": pack, "VersionId": version}
    return {
        "delete the version": (s3.delete_object, one),
        "delete it past governance": (s3.delete_object, {**one, "BypassGovernanceRetention": True}),
        "shorten its retention": (
            s3.put_object_retention,
            {**one, "Retention": {"Mode": "COMPLIANCE", "RetainUntilDate": soon}},
        ),
        "turn it into governance": (
            s3.put_object_retention,
            {**one, "Retention": {"Mode": "GOVERNANCE", "RetainUntilDate": soon}},
        ),
        "suspend versions": (s3.put_bucket_versioning, {"VersioningConfiguration": {"Status": "Suspended"}}),
        "shorten what new ones get": (
            s3.put_object_lock_configuration,
            {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled", "Rule": rule}},
        ),
        "open the bucket to all": (
            s3.put_bucket_policy,
            {"Policy": json.dumps({"Version": "2012-10-17", "Statement": [open_to_all]})},
        ),
        "delete the bucket": (s3.delete_bucket, {}),
    }


def test_no_call_with_a_hosts_credentials_weakens_the_lock(desk):
    s3 = client(desk)
    held, _ = versions(s3)
    pack = next(each for each in held if each["Key"].startswith("data/"))
    told = weakenings(s3, pack["Key"], pack["VersionId"])
    allowed = [what for what, (call, words) in told.items() if not refused(call, **words)]
    assert allowed == []
    assert [each["VersionId"] for each in versions(s3)[0]] == [each["VersionId"] for each in held]


def test_the_accounts_own_administrator_cannot_delete_a_version_either(desk):
    s3 = client(desk, "storage-admin", "owns-the-account")
    pack = next(each for each in versions(s3)[0] if each["Key"].startswith("data/"))
    told = weakenings(s3, pack["Key"], pack["VersionId"])
    for what in [*told][:5]:
        call, words = told[what]
        assert refused(call, **words), what


def test_after_an_attack_the_documented_way_brings_the_recovery_point_back(desk):
    s3 = client(desk)
    before = {each["Key"] for each in versions(s3)[0]}
    # S3 tells times to the second.
    time.sleep(1.1)
    since = datetime.now(UTC).replace(microsecond=0)
    assert desk.restic(desk.offsite, "forget", "--prune", desk.good).returncode == 0
    assert desk.ids(desk.offsite) == set()
    for key in before:
        if not key.startswith("locks/"):
            s3.put_object(Bucket=BUCKET, Key=key, Body=b"pay us")
            s3.delete_object(Bucket=BUCKET, Key=key)
    s3.put_object(Bucket=BUCKET, Key=f"locks/{'a' * 64}", Body=b"pay us")
    assert desk.say("points", repository=desk.offsite)["error"]["kind"] != "source"
    documented()(client(desk, "storage-admin", "owns-the-account"), BUCKET, since)
    desk.restic(desk.offsite, "unlock", "--remove-all")
    assert desk.good in desk.ids(desk.offsite)
    checked = desk.restic(desk.offsite, "check", "--read-data")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert desk.verdict(desk.offsite, desk.good) == "pass"


def documented():
    """Return what docs/copies.md tells people to run."""
    (block,) = [
        each for each in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if "def bring_back" in each
    ]
    told: dict[str, Any] = {}
    exec(block, told)
    return told["bring_back"]


def test_dropping_old_ones_says_that_their_versions_stay(desk):
    desk.declare(
        f'Repository(name="onsite", location="s3:{desk.url}/{BUCKET}", immutable_days={DAYS}, **COMMON,'
        " **ASKED, **PRUNED)",
        retention="daily=1",
    )
    (desk.source / "more").write_text("y")
    newer = desk.protect(desk.offsite)
    done = desk.drplan("backup", "retain")
    assert "stays in older versions until their lock ends and a lifecycle rule expires them" in done.stdout
    assert desk.ids(desk.offsite) == {newer}
    held, markers = versions(client(desk))
    assert f"snapshots/{desk.good}" in {each["Key"] for each in held}
    assert f"snapshots/{desk.good}" in {each["Key"] for each in markers}
