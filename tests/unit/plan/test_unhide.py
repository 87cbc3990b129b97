"""What comes back after an attack is decided file by file: what was there at the moment, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.plan.cloud.version import Version
from drplan.plan.unhide import Moments, Tally, decide, is_restics

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SINCE = NOON


def version(minutes, etag="a", path="data/aa/aa", size=1):
    at = NOON + timedelta(minutes=minutes)
    return Version(path, f"{etag}{minutes}", at, latest=False, size=size, etag=etag)


def marker(minutes, path="data/aa/aa"):
    return Version(path, f"marker{minutes}", NOON + timedelta(minutes=minutes), latest=False, marker=True)


CASES = {
    "left alone": ([version(-5)], "untouched", 0, None),
    "deleted": ([version(-5), marker(5)], "hidden", 1, None),
    "deleted twice": ([version(-5), marker(5), marker(6)], "hidden", 2, None),
    "deleted at the very moment": ([version(-5), marker(0)], "hidden", 1, None),
    "written over": ([version(-5), version(5, "b")], "overwritten", 0, "a-5"),
    "written over and deleted": ([version(-5), version(5, "b"), marker(6)], "overwritten", 1, "a-5"),
    "deleted and written over": ([version(-5), marker(5), version(6, "b")], "overwritten", 1, "a-5"),
    "brought back already": ([version(-5), version(5, "b"), version(9)], "untouched", 0, None),
    "deleted long before": ([version(-9), marker(-5)], "deleted", 0, None),
    "deleted, made anew since and deleted": (
        [version(-9), marker(-5), version(5), marker(6)],
        "hidden",
        1,
        None,
    ),
    "made since": ([version(5)], "untouched", 0, None),
    "made since and deleted": ([version(5), marker(6)], "hidden", 1, None),
    "made since and written over": ([version(5), version(6, "b")], "overwritten", 0, "a5"),
    "no version left": ([marker(5)], "gone", 0, None),
}


@pytest.mark.parametrize("name", CASES)
def test_one_file_comes_back_as_it_was(name):
    held, state, markers, top = CASES[name]
    found = decide(held[0].key, held, SINCE)
    told = (found.state, len(found.markers), found.top.version if found.top else None)
    assert told == (state, markers, top)


def applied(held, decision):
    """Return the versions of a file after what was decided was done to it."""
    left = [each for each in held if each not in decision.markers]
    if decision.top:
        left.append(
            Version(
                decision.path,
                "copy",
                NOON + timedelta(days=9),
                latest=True,
                size=decision.top.size,
                etag=decision.top.etag,
            )
        )
    return left


@given(
    st.lists(
        st.tuples(st.integers(-50, 50), st.sampled_from(["a", "b", None])),
        min_size=1,
        max_size=8,
        unique_by=lambda each: each[0],
    ),
    st.integers(-60, 60),
)
def test_whatever_was_done_the_second_run_finds_nothing_to_do_and_nothing_before_the_moment_is_touched(
    events, minutes
):
    held = [marker(at) if etag is None else version(at, etag) for at, etag in events]
    since = NOON + timedelta(minutes=minutes)
    decision = decide(held[0].key, held, since)
    assert all(each.at >= since for each in decision.markers)
    left = applied(held, decision)
    if left:
        again = decide(left[0].key, left, since)
        assert (again.markers, again.top) == ((), None)
    before = [each for each in held if each.at < since]
    if before and not max(before, key=lambda each: each.at).marker:
        top = max(left, key=lambda each: each.at)
        assert not top.marker
        assert top.etag == max(before, key=lambda each: each.at).etag


def moments(*files):
    found = Moments()
    for held in files:
        found.add(held[0].key, held)
    return found.proposed()


def test_all_snapshots_hidden_propose_the_first_of_what_was_hidden_with_them():
    snapshot = [version(-60, path="snapshots/a"), marker(30, path="snapshots/a")]
    pack = [version(-60), marker(10)]
    assert moments(snapshot, pack) == NOON + timedelta(minutes=10)


def test_a_retention_that_leaves_snapshots_proposes_nothing():
    dropped = [version(-60, path="snapshots/a"), marker(30, path="snapshots/a")]
    kept = [version(-60, path="snapshots/b")]
    assert moments(dropped, kept, [version(-60), marker(31)]) is None


@pytest.mark.parametrize(
    "odd",
    [
        [version(-60, path="config"), marker(5, path="config")],
        [version(-60, path="keys/a"), marker(5, path="keys/a")],
        [version(-60), version(5, "b")],
        [version(-60), version(5, "b"), marker(9)],
    ],
)
def test_what_no_retention_does_proposes_its_moment(odd):
    kept = [version(-60, path="snapshots/b")]
    assert moments(kept, odd) == NOON + timedelta(minutes=5)


def test_a_pruning_of_last_week_is_not_taken_for_the_attack():
    week = 7 * 24 * 60
    pruned = [version(-2 * week, path="data/bb/bb"), marker(-week, path="data/bb/bb")]
    taken = [version(-60, path="config"), marker(5, path="config")]
    assert moments(pruned, taken) == NOON + timedelta(minutes=5)


def test_nothing_hidden_proposes_nothing():
    assert moments([version(-5)], [version(-5, path="config")]) is None


@pytest.mark.parametrize("path", ["locks/aa", "drplan-attack-00/delete", "else"])
def test_locks_scratch_prefixes_and_strangers_are_not_brought_back(path):
    assert not is_restics(path)


def test_a_tally_names_a_few_and_counts_all_and_misses_what_it_never_saw():
    tally = Tally(missing={"s0", "s1", "gone"})
    for number in range(50):
        path = f"snapshots/s{number}"
        tally.add(decide(path, [version(-5, path=path), marker(5, path=path)], SINCE))
    assert (tally.of("hidden"), len(tally.names["hidden"]), tally.markers) == (50, 20, 50)
    assert tally.missing == {"gone"}
