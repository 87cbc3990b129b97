"""The same duties on a real S3 server with object lock: SeaweedFS, which evaluates policies of its own.

SeaweedFS 4.48 takes no Deny in a user's policy, so only the statements that allow are given there. It
evaluates a bucket's policy with its Deny and its exemptions by user name, for administrators too. It knows
no ``aws:PrincipalArn``, so the operator's exemption is not tried.
"""

import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.config import Config

from drplan.adapters.access import Access
from drplan.adapters.aws.unhide import BucketUnhider
from drplan.adapters.lab.servers import INNER
from drplan.adapters.lab.tools import require
from drplan.declare import Repository, Secret
from drplan.plan.cloud.permissions import bucket_statements, policy_for
from tests.contract.copies_desk import Desk, free_port
from tests.permissions_tried import ACCOUNT, BUCKET, NEEDS, RANSOM, fill, tried

SESSION = boto3.session.Session()
ADMIN = ("storage-admin", "owns-the-account")
Keys = tuple[str, str]


class Environment:
    """Reads secrets from the environment."""

    def read(self, secret: Secret) -> str:
        return os.environ[secret.reference[0]]


class Locked:
    """The server, its administrator, and a user for each duty with the policy generated for it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        s3, iam = self.client("s3", ADMIN), self.client("iam", ADMIN)
        s3.create_bucket(Bucket=BUCKET.name, ObjectLockEnabledForBucket=True)
        lock = {"Mode": "COMPLIANCE", "Days": BUCKET.lock_days}
        s3.put_object_lock_configuration(
            Bucket=BUCKET.name,
            ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": lock}},
        )
        self.versions = fill(s3)
        self.keys = {duty: self._user(iam, duty) for duty in ("writer", "restorer", "pruner")}
        policy = {"Version": "2012-10-17", "Statement": bucket_statements(ACCOUNT, BUCKET)}
        s3.put_bucket_policy(Bucket=BUCKET.name, Policy=json.dumps(policy))

    def client(self, service: str, keys: Keys) -> Any:
        return SESSION.client(  # type: ignore[call-overload]
            service,
            endpoint_url=self.desk.url,
            aws_access_key_id=keys[0],
            aws_secret_access_key=keys[1],
            region_name="us-east-1",
            config=Config(s3={"addressing_style": "path"}),
        )

    @staticmethod
    def _user(iam: Any, duty: Any) -> Keys:
        """Make a user, of the restorer too, which on AWS is a role."""
        name = getattr(BUCKET, duty)
        policy = policy_for(ACCOUNT, duty, BUCKET)
        allowed = [each for each in policy["Statement"] if each["Effect"] == "Allow"]
        iam.create_user(UserName=name)
        iam.put_user_policy(
            UserName=name, PolicyName="drplan", PolicyDocument=json.dumps({**policy, "Statement": allowed})
        )
        made = iam.create_access_key(UserName=name)["AccessKey"]
        return made["AccessKeyId"], made["SecretAccessKey"]

    def repository(self, monkeypatch: pytest.MonkeyPatch) -> Repository:
        """Return it as it is declared, with the writer's and the pruner's keys in the environment."""
        for name, duty in (("T_WRITER", "writer"), ("T_PRUNER", "pruner")):
            monkeypatch.setenv(name, self.keys[duty][0])
            monkeypatch.setenv(f"{name}_SECRET", self.keys[duty][1])
        return Repository(
            name="offsite",
            location=f"s3:{self.desk.url}/{BUCKET.name}/hosts",
            site="hs",
            media="object-storage",
            password=Secret.env("T_PASSWORD"),
            user=Secret.env("T_WRITER"),
            user_secret=Secret.env("T_WRITER_SECRET"),
            prune_user=Secret.env("T_PRUNER"),
            prune_secret=Secret.env("T_PRUNER_SECRET"),
        )

    def restic(self, duty: str, *words: str) -> Any:
        access, secret = self.keys[duty]
        place = self.desk.place(
            f"s3:{self.desk.url}/{BUCKET.name}/hosts",
            AWS_ACCESS_KEY_ID=access,
            AWS_SECRET_ACCESS_KEY=secret,
        )
        return self.desk.restic(place, *words)


@pytest.fixture(scope="module")
def locked() -> Iterator[Locked]:
    desk = Desk()
    try:
        known = {
            "name": ADMIN[0],
            "credentials": [{"accessKey": ADMIN[0], "secretKey": ADMIN[1]}],
            "actions": ["Admin"],
        }
        (desk.folder / "identities.json").write_text(json.dumps({"identities": [known]}))
        (desk.folder / "weed").mkdir()
        port, doors = free_port(), {part: free_port(10_000) for part in INNER}
        desk.start(
            port,
            *(require("weed"), "mini", "-dir=weed", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"),
            *("-webdav=false", "-admin.ui=false", "-s3.port.iceberg=0", "-s3.port.lance=0"),
            *("-master.telemetry=false", "-filer.localSocket=filer.sock", "-s3.localSocket=s3.sock"),
            *(f"-s3.port={port}", "-s3.config=identities.json", "-s3.iam.readOnly=false"),
            *(f"-{part}.port={number}" for part, number in doors.items()),
        )
        desk.url = f"http://127.0.0.1:{port}"
        yield Locked(desk)
    finally:
        desk.close()


def test_restic_does_all_for_a_host_with_the_writers_key_forgets_nothing_and_the_pruner_unhides(
    locked: Locked, monkeypatch: pytest.MonkeyPatch
) -> None:
    (locked.desk.folder / "kept").write_text("grades")
    for words in (("init",), ("backup", str(locked.desk.folder / "kept")), ("check",), ("unlock",)):
        done = locked.restic("writer", *words)
        assert done.returncode == 0, (words, done.stderr)
    (made,) = json.loads(locked.restic("writer", "snapshots", "--json").stdout)
    locked.restic("writer", "forget", made["id"], "--prune")
    assert [each["id"] for each in json.loads(locked.restic("writer", "snapshots", "--json").stdout)] == [
        made["id"]
    ]
    restored = locked.restic("restorer", "--no-lock", "dump", made["id"], str(locked.desk.folder / "kept"))
    assert restored.stdout == "grades"
    # S3 tells times to the second.
    time.sleep(1.1)
    since = datetime.now(UTC).replace(microsecond=0)
    assert locked.restic("pruner", "forget", made["id"], "--prune").returncode == 0
    assert json.loads(locked.restic("pruner", "snapshots", "--json").stdout) == []
    BucketUnhider(Access(), Environment()).walk(locked.repository(monkeypatch), since, apply=True)
    locked.restic("pruner", "unlock", "--remove-all")
    restored = locked.restic("restorer", "--no-lock", "dump", made["id"], str(locked.desk.folder / "kept"))
    assert restored.stdout == "grades"


@pytest.mark.parametrize("duty", ["writer", "restorer", "pruner"])
def test_each_duty_can_do_what_it_needs_on_a_bucket_under_lock(locked: Locked, duty: str) -> None:
    versions = fill(locked.client("s3", ADMIN))
    assert tried(locked.client("s3", locked.keys[duty]), NEEDS[duty], versions) == {*NEEDS[duty]}


@pytest.mark.parametrize(
    ("duty", "allowed"),
    [
        ("writer", set()),
        ("restorer", {"s3:ListBucketVersions"}),
        # It hides, and every version stays; to see and to unhide is what it is for.
        ("pruner", {"s3:DeleteObject", "s3:ListBucketVersions"}),
    ],
)
def test_no_duty_weakens_the_lock(locked: Locked, duty: str, allowed: set[str]) -> None:
    versions = fill(locked.client("s3", ADMIN))
    assert tried(locked.client("s3", locked.keys[duty]), RANSOM, versions) == allowed


def test_the_buckets_own_policy_keeps_even_an_administrator_from_a_version_and_from_the_settings(
    locked: Locked,
) -> None:
    versions = fill(locked.client("s3", ADMIN))
    kept = ("s3:DeleteObjectVersion", "s3:PutBucketObjectLockConfiguration", "s3:PutLifecycleConfiguration")
    calls = {name: RANSOM[name] for name in kept} | {"unhide": NEEDS["pruner"]["unhide"]}
    assert tried(locked.client("s3", ADMIN), calls, versions) == set()
    assert tried(locked.client("s3", locked.keys["pruner"]), calls, versions) == {"unhide"}
