"""A host's credentials in an intruder's hands, at a real S3 server with object lock, and the way back."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from tests.contract.attacked_desk import DAYS, LOCKED, AttackedDesk

BUCKET = LOCKED


@pytest.fixture(scope="module")
def desk():
    made = AttackedDesk()
    try:
        made.serve_s3()
        made.offsite = made.bucket(LOCKED)
        made.ask("open", repository=made.offsite, create=True)
        made.good = made.protect(made.offsite)
        made.declare_bucket(LOCKED)
        made.keygen()
        yield made
    finally:
        made.close()


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
    s3 = desk.s3()
    held, _ = versions(s3)
    pack = next(each for each in held if each["Key"].startswith("data/"))
    told = weakenings(s3, pack["Key"], pack["VersionId"])
    allowed = [what for what, (call, words) in told.items() if not refused(call, **words)]
    assert allowed == []
    assert [each["VersionId"] for each in versions(s3)[0]] == [each["VersionId"] for each in held]


def test_the_accounts_own_administrator_cannot_delete_a_version_either(desk):
    s3 = desk.s3("storage-admin", "owns-the-account")
    pack = next(each for each in versions(s3)[0] if each["Key"].startswith("data/"))
    told = weakenings(s3, pack["Key"], pack["VersionId"])
    for what in [*told][:5]:
        call, words = told[what]
        assert refused(call, **words), what


def test_an_attack_is_refused_or_only_hides_and_leaves_restics_data_alone(desk):
    before = desk.held(LOCKED)
    # Part of it only: this server is none that is known to keep a bucket that somebody wants deleted.
    told = desk.report("backup", "check", "--attack", *desk.runbooks(), code=3)
    (seen,) = told["record"]["repositories"]
    tried = {each["what"]: each["came"] for each in seen["attack"]["attempts"]}
    assert tried.pop("delete-bucket") == "not-tried"
    hidden = {what for what, came in tried.items() if came == "hidden"}
    assert hidden == {"overwrite", "delete", "prune"}
    assert {came for what, came in tried.items() if what not in hidden} == {"refused"}
    assert desk.held(LOCKED) == before
    # What a lock holds stays until it ends, and is said with its date.
    assert seen["attack"]["left"] > 0
    ends = datetime.fromisoformat(seen["attack"]["until"])
    assert timedelta(days=DAYS - 1) < ends - datetime.now(UTC) < timedelta(days=DAYS + 1)


def test_after_an_attack_commands_alone_bring_everything_back_to_identical_files(desk):
    since = desk.theft(LOCKED, desk.offsite)
    # It is noticed.
    assert "no-evidence" in desk.drplan("backup", "check", *desk.runbooks(), code=2).stdout
    planned = desk.report("backup", "unhide", "onsite", "--dry-run", *desk.runbooks())
    assert planned["files"]["overwritten"] == {"data": 1}
    assert planned["since"] >= since.replace("Z", "+00:00")
    assert desk.restic(desk.offsite, "cat", "config", "--no-lock").returncode != 0
    told = desk.report("backup", "unhide", "onsite", "--since", since, *desk.runbooks())
    (seen,) = told["record"]["repositories"]
    assert (seen["verdict"]["outcome"], seen["unhidden"]["overwritten"]) == ("pass", 1)
    assert desk.restic(desk.bucket(LOCKED, "T_PRUNE"), "unlock", "--remove-all").returncode == 0
    desk.drplan("backup", "check", "--all", *desk.runbooks())
    assert desk.verdict(desk.offsite, desk.good) == "pass"


def test_dropping_old_ones_says_that_their_versions_stay(desk):
    desk.declare_bucket(LOCKED, retention="daily=1")
    (desk.source / "more").write_text("y")
    newer = desk.protect(desk.offsite)
    done = desk.drplan("backup", "retain")
    assert "stays in older versions until their lock ends and a lifecycle rule expires them" in done.stdout
    assert desk.ids(desk.offsite) == {newer}
    held, markers = versions(desk.s3())
    assert f"snapshots/{desk.good}" in {each["Key"] for each in held}
    assert f"snapshots/{desk.good}" in {each["Key"] for each in markers}
