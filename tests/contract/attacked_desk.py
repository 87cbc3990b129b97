"""A real S3 server with a locked bucket and one without, whom it knows, and a thief with a host's keys."""

import json
from datetime import UTC, datetime

import boto3
from botocore.config import Config

from drplan.adapters.access import Access, write_access
from drplan.adapters.aws.lock import LockedBucket, create
from drplan.adapters.lab.servers import INNER
from drplan.adapters.lab.tools import require
from tests.contract.copies_desk import SECRETS, Desk, free_port

LOCKED, OPEN = "copies", "plain"
DAYS = 30
LOOSE = ("loose", "may-write-and-more")
"""Whom the server's own word for writing admits: more than it takes to write."""

_LOOK = (
    "ListBucket ListBucketVersions GetBucketLocation GetBucketVersioning GetLifecycleConfiguration"
    " GetBucketObjectLockConfiguration GetBucketPolicy GetBucketPublicAccessBlock"
)
_WRITE = "GetObject GetObjectVersion GetObjectRetention PutObject DeleteObject"


def policy(name, *also):
    """Return a policy that reads and writes both buckets and changes no setting of them."""
    buckets = [f"arn:aws:s3:::{each}" for each in (LOCKED, OPEN)]
    said = (
        (_LOOK.split(), buckets),
        ([*_WRITE.split(), *also], [f"{each}/*" for each in buckets]),
    )
    allowed = [
        {"Effect": "Allow", "Action": [f"s3:{each}" for each in actions], "Resource": where}
        for actions, where in said
    ]
    return {"name": name, "content": json.dumps({"Version": "2012-10-17", "Statement": allowed})}


def identity(user, secret, **more):
    return {"name": user, "credentials": [{"accessKey": user, "secretKey": secret}], **more}


def known():
    rough = [f"{action}:{LOCKED}" for action in ("Read", "Write", "List", "Tagging")]
    return {
        "policies": [policy("writer"), policy("pruner", "DeleteObjectVersion")],
        "identities": [
            identity(SECRETS["T_USER"], SECRETS["T_USER_SECRET"], policyNames=["writer"]),
            identity(SECRETS["T_PRUNE_USER"], SECRETS["T_PRUNE_SECRET"], policyNames=["pruner"]),
            identity(*LOOSE, actions=rough),
            identity("storage-admin", "owns-the-account", actions=["Admin"]),
        ],
    }


class AttackedDesk(Desk):
    """A desk with an S3 server; ``offsite`` is what a host knows of the locked bucket."""

    def serve_s3(self):
        (self.folder / "identities.json").write_text(json.dumps(known()))
        (self.folder / "weed").mkdir()
        self.port = free_port()
        doors = {part: free_port(10_000) for part in INNER}
        self.start(
            self.port,
            *(require("weed"), "mini", "-dir=weed", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"),
            *("-webdav=false", "-admin.ui=false", "-s3.port.iceberg=0", "-s3.port.lance=0"),
            *("-master.telemetry=false", "-filer.localSocket=filer.sock", "-s3.localSocket=s3.sock"),
            *(f"-s3.port={self.port}", "-s3.config=identities.json"),
            *(f"-{part}.port={port}" for part, port in doors.items()),
        )
        self.url = f"http://127.0.0.1:{self.port}"
        for bucket, days in ((LOCKED, DAYS), (OPEN, 0)):
            create(LockedBucket(self.url, bucket, days, "storage-admin", "owns-the-account"))

    def bucket(self, name, who="T"):
        """Return a bucket's repository as a host sees it, or as the pruner (``T_PRUNE``)."""
        secret = "T_USER_SECRET" if who == "T" else f"{who}_SECRET"
        return self.place(
            f"s3:{self.url}/{name}",
            AWS_ACCESS_KEY_ID=SECRETS[f"{who}_USER"],
            AWS_SECRET_ACCESS_KEY=SECRETS[secret],
        )

    def declare_bucket(self, name, asked="**ASKED", **more):
        self.declare(
            f'Repository(name="onsite", location="s3:{self.url}/{name}", immutable_days={DAYS},'
            f" **COMMON, **PRUNED, {asked})",
            **more,
        )

    def s3(self, user=SECRETS["T_USER"], secret=SECRETS["T_USER_SECRET"]):
        return boto3.client(
            "s3",
            endpoint_url=self.url,
            aws_access_key_id=user,
            aws_secret_access_key=secret,
            region_name="us-east-1",
            config=Config(s3={"addressing_style": "path"}),
        )

    def held(self, bucket):
        """Return every version below restic's own folders, as key and id."""
        pages = self.s3().get_paginator("list_object_versions").paginate(Bucket=bucket)
        found = [(each["Key"], each["VersionId"]) for page in pages for each in page.get("Versions", ())]
        return {each for each in found if not each[0].startswith(("drplan-attack-", "locks/"))}

    def runbooks(self):
        return ("--runbooks", str(self.folder / "runbooks"))

    def keygen(self):
        self.drplan("evidence", "keygen", *self.runbooks())

    def theft(self, bucket, place):
        """Do what a thief does with a host's keys; return the moment before it, as S3 tells times."""
        s3, since = self.s3(), datetime.now(UTC).replace(microsecond=0)
        pack = next(key for key, _ in self.held(bucket) if key.startswith("data/"))
        assert self.restic(place, "forget", "--prune", *self.ids(place)).returncode == 0
        s3.put_object(Bucket=bucket, Key=pack, Body=b"pay us")
        s3.delete_object(Bucket=bucket, Key="config")
        s3.put_object(Bucket=bucket, Key=f"locks/{'a' * 64}", Body=b"pay us")
        return f"{since:%Y-%m-%dT%H:%M:%SZ}"

    def raise_lab(self):
        """Say that these servers are a lab's, as a lab that is up does."""
        location = f"s3:{self.url}/{LOCKED}"
        write_access(self.state, Access(where="loopback lab", locations={location: location}))
