"""Which version was current at a moment: against a bucket that is replayed change by change."""

import tracemalloc
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.plan.cloud.point_in_time import Counts, Expiry, Then, then
from drplan.plan.cloud.version import Version

FIRST = "not there yet: its first version is of 2026-11-20 06:00:10 UTC"
START = datetime(2026, 11, 20, 6, 0, 0, tzinfo=UTC)


def at(second):
    return START + timedelta(seconds=second)


@dataclass
class Bucket:
    """A naive bucket: keeps what S3 keeps, and remembers what S3 forgets."""

    versioned: bool = True
    stored: dict[str, list[tuple[str, int, bool, str]]] = field(default_factory=dict)
    truth: list[tuple[int, str, str | None]] = field(default_factory=list)
    serial: int = 0

    def change(self, second, key, *, delete):
        """Put or delete a key; the newest of a key comes first."""
        self.serial += 1
        held = self.stored.setdefault(key, [])
        name = f"v{self.serial}" if self.versioned else "null"
        held[:] = [each for each in held if each[0] != "null" or name != "null"]
        held.insert(0, (name, second, delete, f"{self.serial:032x}"))
        self.truth.append((second, key, None if delete else f"{self.serial:032x}"))

    def current(self, second):
        """Return what each key was after the last change of that second."""
        return {key: what for when, key, what in self.truth if when <= second}

    def listing(self):
        for key, held in sorted(self.stored.items()):
            for place, (name, second, delete, etag) in enumerate(held):
                yield Version(key, name, at(second), place == 0, delete, 1, etag)


CHANGES = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from("abc"), st.sampled_from(["put", "put", "delete", "switch"])),
    max_size=25,
)


def replayed(changes, *, may_suspend):
    bucket, second = Bucket(), 0
    for pause, key, what in changes:
        second += pause
        if what == "switch":
            bucket.versioned = bucket.versioned != may_suspend
        else:
            bucket.change(second, key, delete=what == "delete")
    return bucket


@given(CHANGES, st.integers(-1, 60))
def test_with_versions_on_every_key_is_known_and_right(changes, second):
    bucket = replayed(changes, may_suspend=False)
    for one in then(bucket.listing(), at(second)):
        assert one.state != "unknown"
        held = one.version.etag if one.version and one.state == "there" else None
        assert held == bucket.current(second).get(one.key)


@given(CHANGES, st.integers(-1, 60))
def test_with_versions_off_for_a_while_what_is_not_called_unknown_is_right(changes, second):
    bucket = replayed(changes, may_suspend=True)
    for one in then(bucket.listing(), at(second)):
        held = one.version.etag if one.version and one.state == "there" else None
        assert one.state == "unknown" or held == bucket.current(second).get(one.key)
        if one.state == "unknown":
            assert any(name == "null" and when > second for name, when, *_ in bucket.stored[one.key])


@given(CHANGES, st.integers(-1, 60), st.integers(0, 60))
def test_what_a_lifecycle_removed_is_never_taken_for_absent(changes, second, kept_since):
    bucket = replayed(changes, may_suspend=False)
    for held in bucket.stored.values():
        # A version goes when the one after it is old enough, oldest first; the current one stays.
        held[:] = [each for place, each in enumerate(held) if place == 0 or held[place - 1][1] > kept_since]
    found = {one.key: one for one in then(bucket.listing(), at(second), [Expiry("", at(kept_since))])}
    for key, one in found.items():
        held = one.version.etag if one.version and one.state == "there" else None
        assert one.state == "unknown" or held == bucket.current(second).get(key)


@given(CHANGES, st.integers(-1, 60))
def test_every_key_is_told_once_and_counted_once(changes, second):
    told, counts = list(then(replayed(changes, may_suspend=True).listing(), at(second))), Counts()
    for one in told:
        counts.add(one)
    assert len({one.key for one in told}) == len(told)
    assert counts.there + counts.absent + counts.unknown == len(told)


def one(*versions, moment, expiries=()):
    (found,) = then(versions, moment, expiries)
    return found


def version(name, second, *, latest=False, **more):
    return Version("k", name, at(second), latest, **more)


def test_an_object_deleted_twice_and_made_again_is_absent_in_between():
    listing = [
        version("v4", 40, latest=True),
        version("m2", 30, marker=True),
        version("m1", 20, marker=True),
        version("v1", 10),
    ]
    states = [one(*listing, moment=at(second)).state for second in (5, 15, 25, 35, 45)]
    assert states == ["absent", "there", "absent", "absent", "there"]
    assert one(*listing, moment=at(35)).because == "deleted on 2026-11-20 06:00:30 UTC"
    assert one(*listing, moment=at(5)).because == FIRST


def test_of_two_changes_in_one_second_the_listing_says_which_was_last():
    listing = [version("v2", 10), version("v1", 10)]
    found = one(version("v3", 20, latest=True), *listing, moment=at(15))
    assert (found.version.version, found.doubt) == ("v2", "")


def test_a_put_and_a_delete_in_one_second_are_unknown_when_the_listing_does_not_order_them():
    put, gone = version("v1", 10, ordered=False), version("m1", 10, marker=True, ordered=False)
    later = version("v2", 20, latest=True)
    assert one(later, gone, put, moment=at(15)).state == "unknown"
    assert one(later, gone, put, moment=at(25)).state == "there"
    sure = version("m1", 10, marker=True, latest=True, ordered=False)
    assert one(sure, put, moment=at(15)).state == "absent"


def test_a_change_in_the_very_second_counts_as_made_and_is_in_doubt():
    found = one(version("v2", 10, latest=True), version("v1", 5), moment=at(10) + timedelta(milliseconds=3))
    assert (found.version.version, found.doubt) == ("v2", "changed in that very second")


def test_an_upload_in_parts_that_ended_after_a_later_put_does_not_come_before_it():
    # Its time is when it began; the listing shows that it was stored after the put.
    parts, put = version("parts", 10, latest=True, etag="abc-2"), version("put", 50)
    assert one(parts, put, moment=at(30)).state == "absent"
    found = one(parts, put, moment=at(60))
    assert found.version.version == "parts"
    assert found.doubt == "its upload in parts began before the moment; when it ended is not kept"
    assert one(parts, put, moment=at(60) + timedelta(days=1)).doubt == ""


@pytest.mark.parametrize("marker", [False, True])
def test_what_a_later_null_version_wrote_over_is_gone_and_that_is_said(marker):
    later, held = version("null", 20, latest=True, marker=marker), version("v1", 10)
    found = one(later, held, moment=at(15))
    assert (found.state, found.version) == ("unknown", held)
    assert "versioning was off" in found.because
    assert one(later, moment=at(15)).state == "unknown"
    assert one(later, held, moment=at(25)).state == ("absent" if marker else "there")


def test_a_key_with_newer_versions_only_is_unknown_where_a_lifecycle_may_have_removed_the_one_before():
    rule = [Expiry("k", at(25))]
    assert one(version("v9", 20, latest=True), moment=at(10), expiries=rule).state == "unknown"
    assert one(version("v9", 30, latest=True), moment=at(10), expiries=rule).state == "absent"
    assert (
        one(version("v9", 20, latest=True), moment=at(10), expiries=[Expiry("z", at(25))]).state == "absent"
    )
    found = one(version("v9", 20, latest=True), version("v8", 5), moment=at(10), expiries=rule)
    assert found.doubt.startswith("replaced longer ago")


def test_five_thousand_versions_of_one_key_take_no_more_memory_than_ten():
    def listing(number):
        return (version(f"v{n}", number - n, latest=n == 0) for n in range(number))

    def most(number):
        tracemalloc.start()
        list(then(listing(number), at(3)))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    most(10)
    assert most(5_000) < most(10) + 10_000


def test_counts_tell_what_is_current_still():
    counts = Counts()
    counts.add(Then("a", "there", "", version("v1", 1, latest=True, size=7)))
    counts.add(Then("b", "there", "", version("v1", 1, size=5), "changed in that very second"))
    assert (counts.there, counts.size, counts.unchanged, counts.doubted) == (2, 12, 1, 1)
