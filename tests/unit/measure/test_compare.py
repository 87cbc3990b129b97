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
    compared = compare(KEPT, found)
    assert compared.verdict.outcome == "fail"
    assert compared.verdict.because == (why,)
    assert compared.matched == 1 + why.endswith("was not there at backup time")


def test_an_empty_manifest_proves_nothing():
    assert compare({}, {}).verdict.because == ("the manifest is empty",)


def test_a_canary_that_was_never_kept_fails():
    found = compare(KEPT, KEPT, canaries=("/srv/canary",))
    assert found.verdict.because == ("canary /srv/canary is not in the manifest",)


def test_a_canary_that_came_back_sings():
    assert compare(KEPT, KEPT, canaries=("/srv/a",)).verdict.outcome == "pass"


def test_many_differences_are_counted_not_listed():
    kept = {f"/srv/{n}": {"size": n} for n in range(100)}
    because = compare(kept, {}).verdict.because
    assert because[-1] == "and 95 more differences"


def test_a_hostile_name_cannot_break_a_line():
    (line,) = compare(KEPT, KEPT | {"/srv/x\ny": {}}).verdict.because
    assert "\n" not in line


LOG: dict[str, str | int] = {"type": "file", "size": 3, "volatile": "a log"}


def test_a_volatile_file_need_only_be_there_and_be_a_file():
    kept = KEPT | {"/srv/log": LOG}
    grown = KEPT | {"/srv/log": LOG | {"size": 9}}
    assert (compare(kept, grown).verdict.outcome, compare(kept, grown).matched) == ("pass", 3)
    assert compare(kept, KEPT).verdict.because == ("/srv/log is missing",)
    link = compare(kept, KEPT | {"/srv/log": {"type": "link", "target": "a"}})
    assert (link.verdict.outcome, link.matched) == ("fail", 2)
    assert link.verdict.because[0].startswith("/srv/log differs in ")


def test_volatile_files_alone_prove_nothing_whatever_folder_they_lie_in():
    kept: dict[str, dict[str, str | int]] = {"/srv": {"type": "folder"}, "/srv/log": LOG, "/srv/other": LOG}
    verdict = compare(kept, kept).verdict
    assert verdict.outcome == "no-evidence"
    assert verdict.because == ("no content was compared: all 2 files are declared as volatile",)
    assert compare(kept | KEPT, kept | KEPT).verdict.outcome == "pass"


def test_what_could_not_be_read_at_backup_time_never_came_back():
    kept = KEPT | {"/srv/c": {"type": "file", "unread": "permission denied"}}
    there, gone = compare(kept, kept), compare(kept, KEPT)
    assert (there.verdict.outcome, there.matched) == ("fail", 2)
    assert there.verdict.because == ("/srv/c could not be read at backup time (permission denied)",)
    assert gone.verdict.because == (
        "/srv/c is missing (it could not be read at backup time: permission denied)",
    )


@pytest.mark.parametrize(("count", "shown"), [(5, 5), (6, 6), (7, 6)])
def test_the_first_five_differences_are_named(count, shown):
    because = compare({f"/srv/{n}": {"size": n} for n in range(count)}, {}).verdict.because
    assert len(because) == shown
    assert (because[-1] == f"and {count - 5} more differences") is (count > 5)


FACTS = st.dictionaries(st.sampled_from(["size", "sha256", "mode"]), st.integers(0, 3), min_size=1)
ENTRIES = st.dictionaries(st.sampled_from(["/a", "/b", "/c"]), FACTS)


@given(ENTRIES, ENTRIES)
def test_only_equal_and_not_empty_passes(kept, found):
    passed = compare(kept, found).verdict.outcome == "pass"
    assert passed == (kept == found and bool(kept))


@given(ENTRIES, ENTRIES)
def test_the_digest_tells_manifests_apart(one, other):
    assert (manifest_digest(one) == manifest_digest(other)) == (one == other)


def test_folders_with_nothing_in_them_are_no_evidence_of_anything():
    kept = {"/srv": {"type": "folder", "mode": "0755"}, "/srv/lost+found": {"type": "folder", "mode": "0700"}}
    found = compare(kept, kept)
    assert (found.verdict.outcome, found.matched) == ("no-evidence", 2)
    assert compare({**kept, "/srv/a": {"type": "link", "target": "b"}}, {**kept}).verdict.outcome == "fail"
    link = {"/srv/a": {"type": "link", "target": "b"}}
    assert compare({**kept, **link}, {**kept, **link}).verdict.outcome == "pass"


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ({"table a": {"rows": 0, "checksum": "0"}, "schema": {"sha256": "aa"}}, "all 1 tables are empty"),
        (
            {"/srv": {"type": "folder"}, "/srv/a": {"type": "file", "size": 0, "sha256": "e3"}},
            "all 1 files are empty, or declared as volatile",
        ),
        (
            {"/a": {"type": "file", "size": 0}, "/b": {"type": "file", "size": 9, "volatile": "log"}},
            "all 2 files are empty, or declared as volatile",
        ),
    ],
)
def test_what_holds_nothing_is_equal_to_itself_and_proves_nothing(entries, why):
    verdict = compare(entries, entries).verdict
    assert (verdict.outcome, verdict.because) == ("no-evidence", (f"no content was compared: {why}",))


@pytest.mark.parametrize(
    "entries",
    [
        {"table a": {"rows": 0}, "table b": {"rows": 1}},
        {"table a": {"rows": 0}, "/srv/a.csv": {"type": "file", "size": 7}},
        {"/a": {"type": "file", "size": 0}, "/b": {"type": "file", "size": 1}},
        {"/a": {"type": "link", "target": "/b"}},
    ],
)
def test_one_row_or_one_byte_that_came_back_is_content(entries):
    assert compare(entries, entries).verdict.outcome == "pass"
