"""``drplan restore bucket`` as it is typed: what it refuses, what it prints, how it ends."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan import wiring
from drplan.adapters.access import Access
from drplan.cli import cli
from drplan.errors import UsageError
from drplan.plan.cloud.brought import Brought, Looked
from drplan.plan.cloud.point_in_time import Then
from drplan.plan.cloud.version import Version

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BUCKET = "cedarvalley-transcripts"
VERSION = Version("k", "v1", NOW, latest=True, size=7)


class FakeMoment:
    """A bucket that held one object, and brings it well; remembers what it was asked."""

    def __init__(self):
        self.asked, self.looked = [], Looked()
        self.looked.add(Then("k", "there", "", VERSION))

    def __call__(self, account, bucket, moment):
        self.asked.append((account.name, bucket, moment.isoformat()))
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def refuse_bucket(self, to, *, declared):
        self.asked.append(("bucket", to, declared))

    def refuse_folder(self, folder):
        self.asked.append(("folder", str(folder)))

    def look(self):
        return self.looked

    def into_bucket(self, to):
        return Brought(brought=1, size=7, sampled=1, proved={"etag": 1})

    into_folder = into_bucket


@pytest.fixture
def fake(monkeypatch):
    made = FakeMoment()
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(wiring, "enter", Access)
    monkeypatch.setattr(wiring, "clock", type("Clock", (), {"now": lambda self: NOW}))
    monkeypatch.setattr(wiring, "bucket_moment", made)
    return made


def typed(*words):
    return CliRunner().invoke(cli, ["restore", "bucket", *words])


AT = ("--at", "2026-11-22T06:10:00Z")


def test_a_bucket_is_named_by_its_data_set_or_by_its_account_and_told_where_it_went(fake):
    data_set = next(
        data.name
        for service in wiring.district(ROOT / "inventories").sites
        for each in service.services
        for data in each.data_sets
        if getattr(data.source, "bucket", "") == BUCKET
    )
    for subject in (data_set, f"district-aws/{BUCKET}"):
        done = typed(subject, *AT, "--into", "beside", "--format", "json")
        assert done.exit_code == 0, done.output
        said = json.loads(done.stdout)
        assert (said["schema"], said["bucket"]) == ("drplan/restore-bucket/1", f"district-aws/{BUCKET}")
        assert (said["plan"]["there"], said["done"]["proved_by"], said["well"]) == (1, {"etag": 1}, True)
    assert fake.asked[0] == ("district-aws", BUCKET, "2026-11-22T06:10:00+00:00")
    assert fake.asked[1] == ("bucket", "beside", False)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("2026-11-22T06:10", "2026-11-22T06:10:00+00:00"),
        ("2026-11-22T00:10:00-06:00", "2026-11-22T06:10:00+00:00"),
        ("2026-11-21", "2026-11-21T00:00:00+00:00"),
    ],
)
def test_a_moment_has_its_offset_or_is_utc(fake, given, meant):
    assert typed(f"district-aws/{BUCKET}", "--at", given, "--plan").exit_code == 0
    assert fake.asked == [("district-aws", BUCKET, meant)]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("district-aws/elsewhere", *AT, "--plan"), "elsewhere"),
        (("hs-hosts", *AT, "--plan"), "hs-hosts"),
        ((f"district-aws/{BUCKET}", *AT), "brought to one place"),
        ((f"district-aws/{BUCKET}", *AT, "--plan", "--into", "beside"), "brought to one place"),
        ((f"district-aws/{BUCKET}", *AT, "--into", BUCKET), "is the bucket itself"),
        ((f"district-aws/{BUCKET}", "--at", "2026-11-22T12:00:01Z", "--plan"), "has not come yet"),
        ((f"district-aws/{BUCKET}", "--at", "yesterday", "--plan"), "is no moment"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_read(fake, words, message):
    done = typed(*words)
    assert isinstance(done.exception, UsageError)
    assert message in done.exception.message
    assert all(asked[0] == "district-aws" for asked in fake.asked)


def test_a_declared_bucket_is_told_apart(fake):
    typed(f"district-aws/{BUCKET}", *AT, "--into", "cedarvalley-offsite-copy")
    declared = {
        b
        for s in wiring.district(ROOT / "inventories").sites
        for a in s.assets
        for b in getattr(a, "buckets", ())
    }
    assert fake.asked[1][2] is ("cedarvalley-offsite-copy" in declared)


def test_what_cannot_be_known_ends_with_one_and_is_named(fake):
    fake.looked.add(Then("lost", "unknown", "what it wrote over is gone", VERSION))
    fake.looked.add(Then("near", "there", "", VERSION, "changed in that very second"))
    done = typed(f"district-aws/{BUCKET}", *AT, "--plan")
    assert done.exit_code == 1
    assert (
        "cannot be known, not brought: 1\n    'lost': what it wrote over is gone; left is version v1"
        in done.stdout
    )
    assert "in doubt: 1\n    'near': changed in that very second" in done.stdout


def test_a_moment_before_the_first_version_is_refused_and_nothing_is_written(fake):
    fake.looked = Looked()
    fake.looked.add(Then("k", "absent", "not there yet"))
    done = typed(f"district-aws/{BUCKET}", *AT, "--to", "/nonexistent/out")
    assert isinstance(done.exception, UsageError)
    assert "held nothing at that moment" in done.exception.message
    assert not Path("/nonexistent").exists()
