import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.measure.compare import compare, manifest_digest

KEPT: dict[str, dict[str, str | int]] = {
    "/srv/a": {"type": "file", "size": 3, "sha256": "aa", "mode": "0o644"},
    "/srv/b": {"type": "link", "target": "a"},
}


def test_equal_entries_pass():
    found = compare(KEPT, dict(KEPT))
    assert (found.verdict.outcome, found.entries, found.matched) == ("pass", 2, 2)


@pytest.mark.parametrize(
    ("found", "why"),
    [
        ({"/srv/a": KEPT["/srv/a"]}, "/srv/b is missing"),
        (KEPT | {"/srv/c": {}}, "/srv/c was not there at backup time"),
        (KEPT | {"/srv/a": KEPT["/srv/a"] | {"sha256": "bb"}}, "/srv/a differs in sha256"),
        (KEPT | {"/srv/a": KEPT["/srv/a"] | {"mode": "0o600"}}, "/srv/a differs in mode"),
        (KEPT | {"/srv/b": {"type": "link"}}, "/srv/b differs in target"),
        (KEPT | {"/srv/a": KEPT["/srv/a"] | {"xattrs": "cc"}}, "/srv/a differs in xattrs"),
    ],
)
def test_every_difference_fails_and_is_named(found, why):
    verdict = compare(KEPT, found).verdict
    assert verdict.outcome == "fail"
    assert verdict.because == (why,)


def test_an_empty_manifest_proves_nothing():
    assert compare({}, {}).verdict.because == ("the manifest is empty",)


def test_a_canary_that_was_never_kept_fails():
    found = compare(KEPT, KEPT, canaries=("/srv/canary",))
    assert found.verdict.because == ("canary /srv/canary is not in the manifest",)


def test_many_differences_are_counted_not_listed():
    kept = {f"/srv/{n}": {"size": n} for n in range(100)}
    because = compare(kept, {}).verdict.because
    assert because[-1] == "and 95 more differences"


def test_a_hostile_name_cannot_break_a_line():
    (line,) = compare(KEPT, KEPT | {"/srv/x\ny": {}}).verdict.because
    assert "\n" not in line


FACTS = st.dictionaries(st.sampled_from(["size", "sha256", "mode"]), st.integers(0, 3), min_size=1)
ENTRIES = st.dictionaries(st.sampled_from(["/a", "/b", "/c"]), FACTS)


@given(ENTRIES, ENTRIES)
def test_only_equal_and_not_empty_passes(kept, found):
    passed = compare(kept, found).verdict.outcome == "pass"
    assert passed == (kept == found and bool(kept))


@given(ENTRIES, ENTRIES)
def test_the_digest_tells_manifests_apart(one, other):
    assert (manifest_digest(one) == manifest_digest(other)) == (one == other)
