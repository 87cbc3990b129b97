"""A bucket of many versions comes back in little memory, and goes on where it was cut off.

The bucket is a fake; tests/contract/test_copies_locked.py has a real one.
"""

import io
import tracemalloc
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from botocore.response import StreamingBody

from drplan.adapters.access import Access
from drplan.adapters.aws import unhide
from drplan.declare import Repository, Secret
from drplan.errors import SourceError
from drplan.plan.cloud.version import Version

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
BEFORE, AFTER = NOON - timedelta(hours=1), NOON + timedelta(hours=1)
PLACE = Repository(
    name="offsite",
    location="s3:https://s3.example/copies/cedar",
    site="x",
    media="disk",
    password=Secret.env("P"),
    user=Secret.env("U"),
    user_secret=Secret.env("S"),
    prune_user=Secret.env("PU"),
    prune_secret=Secret.env("PS"),
)


class Secrets:
    def read(self, secret):
        return secret.reference[0]


class Cut(Exception):
    """The line went dead."""


class Fake:
    """Keeps files by key as lists of (version, time, marker, etag), newest last; breaks after some calls."""

    def __init__(self, files, breaks=None):
        self.files, self.breaks, self.calls, self.copied = files, breaks, 0, {}

    def _call(self):
        self.calls += 1
        if self.breaks is not None and self.calls > self.breaks:
            raise Cut

    def versions(self, _client, _bucket, prefix):
        for key in self.files:
            if key.startswith(prefix):
                for version, at, marker, etag in reversed(self.files[key]):
                    yield Version(key, version, at, False, marker, 1, etag)

    def head_object(self, **asked):
        return {"Metadata": self.copied.get((asked["Key"], asked["VersionId"]), {})}

    def get_object(self, **asked):
        data = self.bytes_of(asked["Key"], asked["VersionId"])
        return {"Body": StreamingBody(io.BytesIO(data), len(data))}

    def bytes_of(self, key, version):
        """Return what a version holds: a copy what its original does, a thief's (``w…``) noise."""
        said = self.copied.get((key, version), {}) if version.startswith("copy") else {}
        return said.get("drplan-unhide-of", version).encode()

    def copy_object(self, **asked):
        self._call()
        versions = self.files[asked["Key"]]
        version = f"copy{len(versions)}"
        # As under SSE-KMS: the ETag of a copy is not that of what it is a copy of.
        versions.append((version, AFTER + timedelta(hours=1), False, f"etag of {version}"))
        self.copied[asked["Key"], version] = asked["Metadata"]

    def delete_objects(self, **asked):
        self._call()
        for each in asked["Delete"]["Objects"]:
            kept = [one for one in self.files[each["Key"]] if one[0] != each["VersionId"]]
            self.files[each["Key"]] = kept
        return {}


def bucket(files, overwritten=0):
    found = {}
    for number in range(files):
        versions = [(f"v{number}", BEFORE, False, "a"), (f"m{number}", AFTER, True, "")]
        if number < overwritten:
            versions.insert(1, (f"w{number}", AFTER, False, "b"))
        found[f"cedar/data/{number:06}"] = versions
    return found | {"cedar/locks/aa": [("l", BEFORE, False, "a"), ("lm", AFTER, True, "")]}


@pytest.fixture
def walk(monkeypatch):
    def run(fake, **words):
        @contextmanager
        def at(_):
            yield fake

        monkeypatch.setattr(unhide, "s3_at", at)
        monkeypatch.setattr(unhide, "versions", fake.versions)
        return unhide.BucketUnhider(Access(), Secrets()).walk(PLACE, NOON, **words)

    return run


def shown(fake):
    return {key: versions[-1][0] for key, versions in fake.files.items() if not versions[-1][2]}


def test_every_file_comes_back_and_locks_stay_hidden(walk):
    fake = Fake(bucket(3_000, overwritten=5))
    done = walk(fake, apply=True)
    assert (done.of("hidden"), done.of("overwritten"), done.markers) == (2_995, 5, 3_000)
    assert len(shown(fake)) == 3_000
    assert fake.files["cedar/locks/aa"][-1][2]
    assert walk(fake, apply=False).changes == 0


def test_a_thief_who_writes_what_our_copies_say_is_not_taken_for_one(walk):
    fake = Fake(bucket(3, overwritten=1))
    fake.copied["cedar/data/000000", "w0"] = {"drplan-unhide-of": "v0"}
    assert walk(fake, apply=False).of("overwritten") == 1
    walk(fake, apply=True)
    key = "cedar/data/000000"
    assert fake.bytes_of(key, shown(fake)[key]) == b"v0"
    assert walk(fake, apply=False).changes == 0


def test_nothing_is_changed_by_looking(walk):
    fake = Fake(bucket(50, overwritten=5))
    assert walk(fake, apply=False).changes == 50
    assert fake.calls == 0


@pytest.mark.parametrize("breaks", [0, 1, 4, 6])
def test_cut_off_anywhere_the_same_call_goes_on_and_copies_nothing_twice(walk, breaks):
    fake = Fake(bucket(2_500, overwritten=5), breaks)
    with pytest.raises(Cut):
        walk(fake, apply=True)
    fake.breaks = None
    walk(fake, apply=True)
    assert len(shown(fake)) == 2_500
    copies = [one for versions in fake.files.values() for one in versions if one[0].startswith("copy")]
    assert len(copies) == 5


def peak(walk, files):
    """Return the most memory, in bytes, that a look at so many files of two versions takes."""
    fake = Fake(bucket(files))
    tracemalloc.start()
    try:
        walk(fake, apply=False)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_three_times_the_versions_take_no_more_memory(walk):
    assert peak(walk, 6_000) < 1.5 * peak(walk, 2_000)


def test_a_bucket_that_lists_out_of_order_is_left_alone(walk):
    held = [("v", BEFORE, False, "a"), ("m", AFTER, True, "")]
    fake = Fake({"cedar/data/b": [*held], "cedar/data/a": [*held]})
    with pytest.raises(SourceError, match="order of their keys"):
        walk(fake, apply=True)
    assert fake.calls == 0
