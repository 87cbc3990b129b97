"""Buckets that come back beside themselves in one account: moto's server, spoken to over HTTP on loopback."""

import hashlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from drplan import AwsAccount, ObjectProbe, wiring
from drplan.adapters.access import Access
from drplan.adapters.aws import scratch as aws_scratch
from drplan.adapters.aws import session as aws_session
from drplan.adapters.aws.bucket import S3BucketSource
from drplan.adapters.aws.scratch import Mark
from drplan.adapters.aws.session import client, s3_client, watched
from drplan.adapters.aws.settings import SETTINGS, Place, current_value
from drplan.adapters.aws.sight import ObjectSight
from drplan.adapters.scratch import claims
from drplan.adapters.scratch.account import Claim, ScratchAccount, guard_of
from drplan.adapters.scratch.accounts import working_on
from drplan.adapters.scratch.lease import new_lease
from drplan.adapters.scratch.room_accounts import RoomAccounts, ScratchAwsEnforcer, ScratchProber
from drplan.errors import LabError, SourceError
from drplan.measure.compare import compare
from drplan.plan.scratch_buckets import scratch_name
from drplan.wiring.scratch_accounts import sweep_accounts

ROOT = Path(__file__).parents[2]
BUCKET = "cedar-transcripts"
OBJECTS = {f"2026/{number}.txt": b"transcript %d\n" % number * 40 for number in range(12)}
OBJECTS["canary.txt"] = b"the canary sings\n"
CANARY = ObjectProbe(account="cloud", bucket=BUCKET, key="canary.txt", contains="the canary sings")
LAB = Access(where="loopback lab")
ACCOUNT = AwsAccount(
    name="cloud", account_id="123456789012", region="us-east-1", owner="director", buckets=(BUCKET,)
)
MARK = Mark("0a1b2c3d", datetime(2036, 1, 1, tzinfo=UTC), "here")
NAME = f"drplan-scratch-0a1b2c3d-{BUCKET}"


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    program = [str(Path(sys.executable).parent / "moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while socket.socket().connect_ex(("127.0.0.1", port)) and time.monotonic() < until:
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


@pytest.fixture(scope="module")
def environment(moto):
    """Lead this module's clients, which are made once, to that server."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [each for each in os.environ if each.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("AWS_ENDPOINT_URL", moto)
        patch.setenv("AWS_ACCESS_KEY_ID", "lab")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "lab")
        yield moto


@pytest.fixture(scope="module")
def thief(environment):
    """Return a client that no guard ever saw: it is not our process's."""
    return boto3.client("s3", region_name="us-east-1")


@pytest.fixture
def cloud(environment, thief):
    """Return the account with its bucket filled, as production is."""
    urllib.request.urlopen(urllib.request.Request(f"{environment}/moto-api/reset", method="POST")).close()
    thief.create_bucket(Bucket=BUCKET)
    thief.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    for key, body in OBJECTS.items():
        thief.put_object(Bucket=BUCKET, Key=key, Body=body)
    return ACCOUNT


@pytest.fixture(scope="module")
def guard(environment):
    """Return the guard over every client that this module's adapters make."""
    made = guard_of([ACCOUNT], frozenset({BUCKET}))
    with watched(made.watch):
        yield made


@pytest.fixture
def there(cloud, guard):
    """Return the account as a drill works on it, behind its guard."""
    guard.ending = False
    claim = Claim(cloud, {BUCKET: NAME}, MARK, frozenset({BUCKET}))
    return ScratchAccount(claim, LAB, guard, ROOT / "deploys")


def everything():
    """Return every version of every object of production's bucket, with its settings."""
    page = s3_client("us-east-1").list_object_versions(Bucket=BUCKET)
    versions = [(v["Key"], v["VersionId"], v["ETag"], v["IsLatest"]) for v in page.get("Versions", [])]
    own = (setting for name, setting in SETTINGS.items() if name.startswith("bucket-"))
    settings = [current_value(setting, Place(ACCOUNT, BUCKET)) for setting in own]
    return versions, page.get("DeleteMarkers", []), settings


def buckets():
    return sorted(each["Name"] for each in s3_client("us-east-1").list_buckets()["Buckets"])


def test_a_bucket_comes_back_beside_itself_byte_for_byte_and_is_only_read(there):
    expected, versions = S3BucketSource(LAB).describe(ACCOUNT, BUCKET)
    before = everything()
    assert there.check(first=True)[0] == []
    assert "empty and marked until 2036-01-01 00:00 UTC" in there.blank()
    held = {each.name.split(" (")[0]: each for each in there.hold()}
    assert {held[f"bucket-{each} {NAME}"].outcome for each in ("versioning", "public-access")} == {"changed"}
    assert held["password-policy account"].outcome == "not-applicable"
    assert there.restore(BUCKET, versions) == [f"13 objects copied from their versions in {BUCKET} to {NAME}"]
    found, _ = there.read(BUCKET)
    assert compare(expected, found).verdict.outcome == "pass"
    assert found["canary.txt"]["sha256"] == hashlib.sha256(OBJECTS["canary.txt"]).hexdigest()
    assert there.check(first=False)[0] == []
    assert there.remove() == [f"{NAME}: removed with 13 versions"]
    assert buckets() == [BUCKET]
    assert everything() == before


def test_what_a_thief_overwrote_and_deleted_comes_back_from_its_versions(there, thief):
    expected, versions = S3BucketSource(LAB).describe(ACCOUNT, BUCKET)
    for key in ("canary.txt", "2026/1.txt"):
        thief.put_object(Bucket=BUCKET, Key=key, Body=b"encrypted")
    there.restore(BUCKET, versions)
    assert there.read(BUCKET)[0] == expected


def test_an_object_that_is_another_and_one_too_many_fail(there, thief):
    expected, versions = S3BucketSource(LAB).describe(ACCOUNT, BUCKET)
    there.restore(BUCKET, versions)
    thief.put_object(Bucket=NAME, Key="2026/3.txt", Body=OBJECTS["2026/4.txt"])
    thief.put_object(Bucket=NAME, Key="more.txt", Body=b"x")
    verdict = compare(expected, there.read(BUCKET)[0]).verdict
    assert verdict.outcome == "fail"
    assert verdict.because == ("2026/3.txt differs in sha256", "more.txt was not there at backup time")
    # The next recovery point begins with an empty bucket.
    there.restore(BUCKET, versions)
    assert there.read(BUCKET)[0] == expected


def test_a_version_that_is_gone_is_said_and_its_object_missing(there, thief):
    expected, versions = S3BucketSource(LAB).describe(ACCOUNT, BUCKET)
    thief.delete_object(Bucket=BUCKET, Key="canary.txt", VersionId=versions["canary.txt"])
    assert there.restore(BUCKET, versions)[1] == "1 versions are gone: canary.txt"
    verdict = compare(expected, there.read(BUCKET)[0], canaries=("canary.txt",)).verdict
    assert (verdict.outcome, verdict.because) == ("fail", ("canary.txt is missing",))


def test_a_bucket_of_that_name_without_our_mark_is_refused_and_stays_whole(there, thief):
    thief.create_bucket(Bucket=NAME)
    thief.put_object(Bucket=NAME, Key="theirs.txt", Body=b"x")
    assert there.check(first=True)[0] == [f"{NAME} is there already, and is not of this drill"]
    assert there.check(first=False)[0] == [f"{NAME} is there already, and is not of this drill"]
    for work in (there.blank, lambda: there.restore(BUCKET, {})):
        with pytest.raises(SourceError, match="does not carry this drill's mark"):
            work()
    assert there.remove() == []
    gone, left = there.sweep([MARK.drill], datetime(2040, 1, 1, tzinfo=UTC))
    assert (gone, left) == (
        [],
        [f"{NAME} begins like a scratch bucket and carries no drill's mark: left alone"],
    )
    assert s3_client("us-east-1").get_object(Bucket=NAME, Key="theirs.txt")["Body"].read() == b"x"


CHANGES: dict[str, dict[str, Any]] = {
    "put_object": {"Key": "x", "Body": b""},
    "delete_object": {"Key": "canary.txt"},
    "delete_objects": {"Delete": {"Objects": [{"Key": "canary.txt"}]}},
    "copy_object": {"Key": "x", "CopySource": f"{NAME}/x"},
    "create_multipart_upload": {"Key": "x"},
    "put_bucket_versioning": {"VersioningConfiguration": {"Status": "Suspended"}},
    "put_bucket_policy": {"Policy": "{}"},
    "put_object_acl": {"Key": "canary.txt", "ACL": "public-read"},
    "delete_bucket": {},
    "delete_public_access_block": {},
}


@pytest.mark.parametrize("bucket", [BUCKET, "somebodys", f"x{NAME}", "drplan-scratc"])
def test_every_change_of_any_other_bucket_is_refused_before_it_is_sent(guard, bucket):
    sent: list[str] = []

    def seen(request, **_):
        sent.append(request.url)

    s3 = s3_client("us-east-1")
    s3.meta.events.register_first("before-send.*", seen)
    try:
        for change, words in CHANGES.items():
            with pytest.raises(LabError, match="only scratch buckets may be changed"):
                getattr(s3, change)(Bucket=bucket, **words)
    finally:
        s3.meta.events.unregister("before-send.*", seen)
    assert sent == []


def test_other_services_are_only_read_and_what_slips_by_the_words_is_held_at_the_wire(there):
    with pytest.raises(LabError, match="UpdateAccountPasswordPolicy on iam was refused"):
        client("iam", "us-east-1").update_account_password_policy(MinimumPasswordLength=6)
    before, s3 = everything(), s3_client("us-east-1")

    def astray(request, **_):
        request.url = request.url.replace(NAME, BUCKET)

    there.blank()
    s3.meta.events.register_first("before-send.*", astray)
    try:
        with pytest.raises(LabError, match=f"PutObject on {BUCKET} was refused"):
            s3.put_object(Bucket=NAME, Key="canary.txt", Body=b"x")
    finally:
        s3.meta.events.unregister("before-send.*", astray)
    assert everything() == before


def test_without_a_guard_the_check_says_so(cloud, guard, monkeypatch):
    claim = Claim(cloud, {BUCKET: NAME}, MARK, frozenset({BUCKET}))
    monkeypatch.setattr(aws_session, "_watches", [])
    aws_session._client.cache_clear()
    unguarded = ScratchAccount(claim, LAB, guard, ROOT / "deploys")
    try:
        assert unguarded.check(first=True)[0] == ["changes outside the scratch buckets are not refused"]
    finally:
        aws_session._client.cache_clear()


@pytest.mark.parametrize(
    ("name", "fault"),
    [(BUCKET, "is a declared bucket"), ("other-0a1b2c3d-x", "does not begin with drplan-scratch-0a1b2c3d-")],
)
def test_a_scratch_bucket_by_another_name_is_found_out_before_anything_is_made(cloud, guard, name, fault):
    claim = Claim(cloud, {BUCKET: name}, MARK, frozenset({BUCKET}))
    there = ScratchAccount(claim, LAB, guard, ROOT / "deploys")
    assert [each for each in there.check(first=True)[0] if fault in each]


def test_nothing_is_copied_where_the_baseline_cannot_be_held(there, tmp_path):
    (tmp_path / "aws").mkdir()
    (tmp_path / "aws" / "baseline.py").write_text(
        "def account_settings(account): return []\n"
        "def bucket_settings(account, bucket): return [('bucket-transport', 'CIS 2.1.1', {'Sid': 'x'})]\n"
    )
    there._deploys = tmp_path
    with pytest.raises(SourceError, match="nothing was copied"):
        there.restore(BUCKET, {"canary.txt": "null"})
    assert "Contents" not in s3_client("us-east-1").list_objects_v2(Bucket=NAME)


def test_nothing_comes_into_a_scratch_bucket_once_the_drill_ends(there):
    _, versions = S3BucketSource(LAB).describe(ACCOUNT, BUCKET)
    there.restore(BUCKET, versions)
    there._guard.ending = True
    with pytest.raises(LabError, match="the drill is ending"):
        there.restore(BUCKET, versions)
    there.remove()
    assert buckets() == [BUCKET]


def order(until, drill):
    told = {
        "account": ACCOUNT.model_dump(mode="json"),
        "buckets": {BUCKET: scratch_name(ACCOUNT, BUCKET, drill)},
    }
    return {
        "claims": [told],
        "declared": [BUCKET],
        "drill": drill,
        "until": until.isoformat(),
        "host": "here",
        "access": asdict(LAB),
        "deploys": str(ROOT / "deploys"),
    }


def test_the_drills_ground_baselines_data_and_probes_lead_to_the_scratch_bucket(cloud, guard, thief):
    _, versions = S3BucketSource(LAB).describe(cloud, BUCKET)
    with working_on(order(MARK.until, MARK.drill)) as accounts:
        room = RoomAccounts(accounts, {"cloud": {BUCKET: NAME}})
        sight: Any = ObjectSight()
        probing = ScratchProber(sight, sight, room)
        assert room.check(first=True)[0] == []
        assert not probing.look(CANARY).healthy
        room.blank(cloud)
        (held,) = ScratchAwsEnforcer(room).apply([cloud])
        assert held.error is None
        left = {each.name.split(" (")[0] for each in held.operations if each.outcome == "not-applicable"}
        assert {"password-policy account", "volume-encryption account"} <= left
        assert not any(BUCKET in each for each in left)
        assert not probing.look(CANARY).healthy
        thief.put_object(Bucket=BUCKET, Key="canary.txt", Body=b"production is another now")
        room.recover(cloud, BUCKET, versions)
        assert probing.look(CANARY).healthy
        assert not probing.look(CANARY.model_copy(update={"bucket": "another"})).healthy
        accounts.end_changes()
        accounts.ask("remove", "cloud")
    assert buckets() == [BUCKET]
    with pytest.raises(LabError, match="has ended"):
        accounts.ask("blank", "cloud")


OWNER = """
import json, sys, time
from datetime import UTC, datetime, timedelta
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from drplan.adapters.scratch import claims
from drplan.adapters.scratch.accounts import working_on
from drplan.adapters.scratch.lease import new_lease
from tests.contract.test_scratch_buckets import ACCOUNT, BUCKET, order
until = datetime.now(UTC) + timedelta(hours=1)
lease = new_lease("hs", until, 0, Path("/nowhere"))
claims.write(Path(sys.argv[1]), lease, ACCOUNT, "production")
with working_on(order(until, claims.token(lease))) as accounts:
    accounts.ask("blank", "cloud")
    print(claims.token(lease), flush=True)
    versions = json.loads(sys.stdin.readline())
    accounts.ask("restore", "cloud", bucket=BUCKET, versions=versions)
"""


def test_after_kill_9_amid_copying_gc_takes_that_bucket_and_no_other(cloud, there, tmp_path, monkeypatch):
    monkeypatch.setenv("DRPLAN_STATE", str(tmp_path))
    held = new_lease("hs", datetime.now(UTC) + timedelta(hours=1), 0, tmp_path)
    claims.write(tmp_path, held, cloud, "production")
    kept = scratch_name(cloud, BUCKET, claims.token(held))
    aws_scratch.make(cloud, kept, Mark(claims.token(held), held.until), LAB)
    _, versions = S3BucketSource(LAB).describe(cloud, BUCKET)
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path), str(ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        assert owner.stdin
        assert owner.stdout
        name = scratch_name(cloud, BUCKET, owner.stdout.readline().strip())
        owner.stdin.write(json.dumps(versions) + "\n")
        owner.stdin.flush()
        until = time.monotonic() + 20
        while "Contents" not in s3_client("us-east-1").list_objects_v2(Bucket=name):
            assert time.monotonic() < until
            time.sleep(0.01)
    finally:
        owner.kill()
        owner.wait()
    swept = sweep_accounts()
    assert swept.silent == []
    assert [line.partition(" removed with ")[0] for line in swept.gone] == [f"{name}: its drill is gone:"]
    # That of a drill at work stays, and so does its note.
    assert buckets() == sorted([BUCKET, kept])
    noted = [path.name for path in (tmp_path / claims.CLAIMS).iterdir()]
    assert noted == [f"{claims.token(held)}-cloud.json"]
    assert sweep_accounts().gone == []


def test_a_bucket_of_another_machine_stays_until_its_time_is_over(there):
    there.blank()
    assert there.sweep([], MARK.until - timedelta(seconds=1)) == ([], [])
    gone, _ = there.sweep([], MARK.until)
    assert gone == [f"{NAME}: its time is over: removed with 0 versions"]
    assert buckets() == [BUCKET]


def test_a_note_of_a_lab_that_is_gone_goes_and_one_of_production_waits_for_the_lab_to(monkeypatch, tmp_path):
    monkeypatch.setenv("DRPLAN_STATE", str(tmp_path))
    over = new_lease("hs", datetime(2020, 1, 1, tzinfo=UTC), 0, tmp_path)
    monkeypatch.setattr(wiring, "enter", Access)
    claims.write(tmp_path, over, ACCOUNT, "lab")
    assert sweep_accounts().gone == ["cloud: its lab is gone, and the scratch buckets in it"]
    assert not (tmp_path / claims.CLAIMS).exists()
    monkeypatch.setattr(wiring, "enter", lambda: LAB)
    claims.write(tmp_path, over, ACCOUNT, "production")
    assert "and a lab is up" in sweep_accounts().silent[0].message
    assert len(claims.dead(tmp_path, datetime.now(UTC))) == 1
