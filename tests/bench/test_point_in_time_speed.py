"""A bucket of 10,000 objects as of a moment, beside a plain boto3 loop that knows the answers already.

Both copy within one S3 server on loopback, with as many threads, as processes of their own and in interleaved
rounds; ours also finds out which version each object had, compares every copy, and reads a few whole.
"""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from drplan.adapters.lab.servers import INNER
from drplan.adapters.lab.tools import require
from tests.bench.pace import ROUNDS, pick
from tests.contract.copies_desk import Desk, free_port

ROOT = Path(__file__).parents[2]
OBJECTS = int(os.environ.get("DRPLAN_BENCH_OBJECTS", pick("10000", "2000")))
STORIES = (
    *("same", "overwritten before", "overwritten after", "deleted after", "deleted before"),
    *("made again after", "deleted and made again before", "deleted before, made after", "new after"),
)


def client():
    return boto3.client("s3", region_name="us-east-1", config=Config(max_pool_connections=8))


@pytest.fixture(scope="module")
def server():
    """Yield the environment of a SeaweedFS server."""
    desk = Desk()
    admin = {"name": "a", "credentials": [{"accessKey": "a", "secretKey": "words"}], "actions": ["Admin"]}
    with pytest.MonkeyPatch.context() as patch:
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
            for name, value in {
                "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
                "AWS_ACCESS_KEY_ID": "a",
                "AWS_SECRET_ACCESS_KEY": "words",
            }.items():
                patch.setenv(name, value)
            await_known()
            yield desk
        finally:
            desk.close()


def await_known():
    until = time.monotonic() + 60
    while True:
        try:
            client().list_buckets()
        except ClientError:
            assert time.monotonic() < until
            time.sleep(0.1)
        else:
            return


@dataclass
class Filled:
    """A bucket, the moment, and the truth about it: each key's version and bytes then."""

    bucket: str
    moment: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    versions: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)


class Filler:
    """Writes every key's story, first what comes before the moment, then what comes after."""

    def __init__(self, bucket, number):
        self.s3, self.filled = client(), Filled(bucket)
        self.keys = [f"{each % 100:02}/{each:05}.txt" for each in range(number)]
        self.s3.create_bucket(Bucket=bucket)
        self.s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})

    def put(self, key, when):
        body = f"{key} {when} ".encode() * 20
        return body, self.s3.put_object(Bucket=self.filled.bucket, Key=key, Body=body)["VersionId"]

    def delete(self, key):
        self.s3.delete_object(Bucket=self.filled.bucket, Key=key)

    def first(self, each):
        if STORIES[each % len(STORIES)] != "new after":
            self.keep(each, "first")

    def keep(self, each, when):
        key = self.keys[each]
        self.filled.bodies[key], self.filled.versions[key] = self.put(key, when)

    def before(self, each):
        story, key = STORIES[each % len(STORIES)], self.keys[each]
        if story.startswith("deleted before"):
            self.delete(key)
            del self.filled.bodies[key], self.filled.versions[key]
        if story == "deleted and made again before":
            self.delete(key)
        if story in {"overwritten before", "deleted and made again before"}:
            self.keep(each, "again")

    def after(self, each):
        story, key = STORIES[each % len(STORIES)], self.keys[each]
        if story in {"deleted after", "made again after"}:
            self.delete(key)
        if story in {"overwritten after", "made again after", "deleted before, made after", "new after"}:
            self.put(key, "after")

    def fill(self):
        with ThreadPoolExecutor(8) as pool:
            for step in (self.first, self.before):
                list(pool.map(step, range(len(self.keys))))
            time.sleep(2)
            self.filled.moment = datetime.now(UTC)
            time.sleep(2)
            list(pool.map(self.after, range(len(self.keys))))
        return self.filled


@pytest.fixture(scope="module")
def filled(server):
    return Filler("records", OBJECTS).fill()


def once(way, filled, tmp_path, to):
    """Run one way in a process of its own; returns wall seconds and megabytes."""
    answers = tmp_path / "answers"
    answers.write_text("".join(f"{key}\t{version}\n" for key, version in sorted(filled.versions.items())))
    words = [way, filled.bucket, filled.moment.isoformat(), str(answers), str(to)]
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests/bench/point_in_time_once.py"), *words],
        env=dict(os.environ, PYTHONPATH=str(ROOT)),
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def there(bucket):
    """Return the bytes of every current object."""
    s3 = client()
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    keys = [each["Key"] for page in pages for each in page.get("Contents", [])]
    with ThreadPoolExecutor(8) as pool:
        return dict(pool.map(lambda key: (key, s3.get_object(Bucket=bucket, Key=key)["Body"].read()), keys))


def rounds(filled, tmp_path, ours, plain, place):
    """Measure both in turn, the other first each time; returns both walls, a round each."""
    costs: dict[str, list[dict[str, float]]] = {ours: [], plain: []}
    for turn in range(ROUNDS):
        for way in (ours, plain)[:: 1 if turn % 2 else -1]:
            costs[way].append(once(way, filled, tmp_path, place(way, turn)))
    return [(mine["wall"], its["wall"]) for mine, its in zip(costs[ours], costs[plain], strict=True)]


def bucket(way, turn):
    client().create_bucket(Bucket=f"{way}-{turn}")
    return f"{way}-{turn}"


def test_objects_come_back_beside_as_fast_as_a_loop_that_knows_the_answers(filled, tmp_path, report):
    pairs = rounds(filled, tmp_path, "ours", "plain", bucket)
    assert there("ours-0") == filled.bodies
    report.beside("point-bucket", pairs, f"{OBJECTS:,} objects")


def test_objects_come_into_a_folder_as_fast_as_by_a_loop_that_knows_the_answers(filled, tmp_path, report):
    pairs = rounds(
        filled, tmp_path, "ours-folder", "plain-folder", lambda way, turn: tmp_path / f"{way}-{turn}"
    )
    came = tmp_path / "ours-folder-0"
    files = (path for path in came.rglob("*.txt"))
    assert {str(path.relative_to(came)): path.read_bytes() for path in files} == filled.bodies
    report.beside("point-folder", pairs, f"{OBJECTS:,} objects")


def test_ten_times_the_objects_take_ten_times_as_long_and_hardly_more_memory(filled, tmp_path, report):
    few, found = Filler("few", OBJECTS // 10).fill(), {}
    for name, of in (("few", few), ("many", filled)):
        found[name] = [once("ours", of, tmp_path, bucket(f"{name}-beside", turn)) for turn in range(ROUNDS)]
    walls = (median(each["wall"] for each in found[name]) for name in ("few", "many"))
    report.grown("point-bucket", *walls, f"{OBJECTS // 10:,} → {OBJECTS:,} objects")
    little, much = (max(each["memory"] for each in found[name]) for name in ("few", "many"))
    report.say(f"peak memory: {little:.1f} MB at {OBJECTS // 10} objects, {much:.1f} MB at {OBJECTS}")
    assert much <= little + 8
