"""Manifests as files: what is written is read again, counted right, and never taken for whole when cut."""

import os
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.adapters.agent.afterwards import with_doubts
from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.figures import Figures
from drplan.adapters.agent.judge import judge
from drplan.adapters.agent.manifest import Entry, content_of, describe, facts_of
from drplan.adapters.agent.manifest_file import entry_of, line_at, line_of, read_manifest, sort_key
from drplan.adapters.agent.manifest_past import Shelf
from drplan.adapters.agent.manifest_readers import Readers
from drplan.adapters.agent.manifest_walk import Patterns, apart, order, walk
from drplan.adapters.agent.snapshots import write_manifest
from drplan.measure.compare import compare

NAMES = st.one_of(
    st.binary(min_size=1, max_size=6).map(os.fsdecode), st.text('ab"\\/\n-ö', min_size=1, max_size=6)
)
CONTENTS = st.fixed_dictionaries(
    {"sha256": st.sampled_from(["aa" * 32, "bb" * 32, "cc" * 32])}, optional={"dense": st.just(1)}
)
ENTRIES = st.dictionaries(NAMES, CONTENTS, max_size=12)


def write(folder, entries, **words):
    path = str(folder / "manifests" / "files.jsonl")
    return path, *write_manifest(path, "files", kind="test", entries=entries, signing_key=None, **words)


@settings(max_examples=40)
@given(entries=ENTRIES)
def test_what_is_written_is_read_again_whatever_the_names(tmp_path_factory, entries):
    path, counts, _ = write(tmp_path_factory.mktemp("m"), entries)
    with Path(path).open("rb") as file:
        manifest = read_manifest(file, "files")
    assert manifest.entries == entries
    assert list(manifest.entries) == sorted(entries, key=sort_key)
    assert manifest.figures == counts.figures


@settings(max_examples=40)
@given(before=ENTRIES, now=ENTRIES)
def test_counts_against_the_last_good_manifest_are_those_of_plain_sets(tmp_path_factory, before, now):
    folder = tmp_path_factory.mktemp("m")
    path, *_ = write(folder, before)
    Shelf(path).accept()
    _, counts, _ = write(folder, now)
    both = before.keys() & now.keys()
    changed = [name for name in both if before[name] != now[name]]
    figures = counts.figures
    assert figures.entries == len(now)
    assert (figures.new, figures.vanished) == (
        len(now.keys() - before.keys()),
        len(before.keys() - now.keys()),
    )
    assert figures.changed == len(changed)
    assert figures.grew_dense == sum("dense" in now[name] and "dense" not in before[name] for name in changed)


def test_entries_that_only_changed_their_name_are_told_from_new_ones(tmp_path):
    old = {str(number): {"sha256": f"{number:064x}"} for number in range(10)}
    path, *_ = write(tmp_path, old)
    Shelf(path).accept()
    _, counts, _ = write(
        tmp_path, {f"moved-{name}": facts for name, facts in old.items()} | {"x": {"sha256": "f" * 64}}
    )
    assert (counts.figures.new, counts.figures.vanished, counts.figures.moved) == (11, 10, 10)


def test_a_doubted_manifest_is_not_what_the_next_one_is_counted_against(tmp_path):
    path, *_ = write(tmp_path, {"a": {"sha256": "aa"}, "b": {"sha256": "bb"}})
    Shelf(path).accept()
    for _ in range(2):
        _, counts, _ = write(tmp_path, {"a": {"sha256": "aa"}})
        assert counts.figures.vanished == 1
    Shelf(path).accept()
    _, counts, _ = write(tmp_path, {"a": {"sha256": "aa"}})
    assert counts.figures.vanished == 0


def test_a_manifest_that_was_altered_on_this_host_is_no_longer_trusted(tmp_path):
    path, *_ = write(tmp_path, {"a": {"sha256": "aa"}})
    Shelf(path).accept()
    Path(path).write_bytes(Path(path).read_bytes().replace(b'"aa"', b'"ab"'))
    assert Shelf(path).good() == ("", b"")


def test_canaries_are_told_as_they_are_and_as_they_were(tmp_path):
    path, *_ = write(tmp_path, {"a": {"sha256": "aa"}, "b": {"sha256": "bb"}})
    Shelf(path).accept()
    _, counts, _ = write(tmp_path, {"a": {"sha256": "ff"}}, canaries=("a", "b", "c"))
    assert counts.canaries == {
        "a": ({"sha256": "ff"}, {"sha256": "aa"}),
        "b": (None, {"sha256": "bb"}),
        "c": (None, None),
    }


@pytest.mark.parametrize("cut", [0, 1, 2, 3])
def test_a_manifest_without_its_end_or_an_entry_is_none(tmp_path, cut):
    path, *_ = write(tmp_path, {"a": {"sha256": "aa"}, "b": {"sha256": "bb"}})
    lines = Path(path).read_bytes().splitlines(keepends=True)
    for damaged in (lines[:cut], [*lines[:cut], *lines[cut + 1 :]], [*lines, lines[cut]]):
        with pytest.raises(Fault):
            read_manifest(damaged, "files")


def test_a_stream_is_the_size_of_its_data_set(tmp_path):
    streams = {"sis.pgdump": {"size": 5000, "sha256": "aa"}}
    _, counts, _ = write(tmp_path, {"table t": {"rows": 3, "checksum": "9"}}, streams=streams)
    assert counts.figures == Figures(entries=1, new=1, rows=3, bytes=5000)


def test_a_manifest_is_for_its_owners_eyes(tmp_path):
    path, *_ = write(tmp_path, {})
    assert oct(Path(path).stat().st_mode)[-3:] == "600"
    assert oct(Path(path).parent.stat().st_mode)[-3:] == "700"
    assert [each.name for each in Path(path).parent.iterdir()] == ["files.jsonl", "files.jsonl.sig"]


@given(st.lists(st.binary(min_size=1, max_size=4).map(lambda b: b"/" + b.replace(b"\0", b"")), max_size=8))
def test_lines_sort_as_a_walk_goes(paths):
    assert sorted(paths, key=order) == sorted(paths, key=lambda path: path.split(b"/"))


def test_a_walk_goes_in_the_order_of_the_bytes_and_down_before_on(tmp_path):
    for name in ("a-b", "a/x", "a.c", "ö", "\udcff", "\U0001f600", "a/x y"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    seen = [path for path, _, _ in walk([str(tmp_path)])]
    assert seen == sorted(seen, key=order)
    assert len(seen) == 9


def test_folders_below_others_are_walked_once():
    assert apart(["/srv/b/", "/srv/a", "/srv/a/x", "/srv/a-b", "/srv/a"]) == [
        b"/srv/a",
        b"/srv/a-b",
        b"/srv/b",
    ]


@pytest.fixture
def deep(tmp_path):
    """Folders in folders, deeper than Python calls go; shutil could not remove them."""
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    yield tmp_path
    subprocess.run(["rm", "-rf", str(tmp_path / "d")], check=True)


def test_a_deep_tree_is_walked_to_its_end(deep):
    assert len(list(walk([str(deep)]))) == 1501


@pytest.mark.parametrize(
    "bad", ["", "!a", "~a", "a/b", "/a/*", "/a/", "/a/../b", "[a]", "a**", "a\\b", "a\nb", ".."]
)
def test_a_pattern_that_restic_may_read_otherwise_is_refused(bad):
    with pytest.raises(Fault, match=r"restic|must be"):
        Patterns.read([bad])


@given(
    st.text("ab*?.", min_size=1, max_size=4).filter(lambda p: "**" not in p and p not in (".", "..")),
    st.text("ab.", min_size=1, max_size=4),
)
def test_a_name_pattern_hits_by_the_last_part_and_covers_by_any(pattern, name):
    from fnmatch import fnmatchcase

    patterns = Patterns.read([pattern])
    assert patterns.hit(f"/srv/{name}".encode()) == fnmatchcase(name, pattern)
    assert patterns.cover(f"/srv/{name}/zz".encode()) == any(
        fnmatchcase(n, pattern) for n in ("srv", name, "zz")
    )


def test_dense_is_what_looks_encrypted_beyond_a_formats_own_first_words(tmp_path):
    contents = {
        "encrypted": (b"PK" * 256 + os.urandom(4096), True),
        "text": (b"the pupils of room 12 " * 400, False),
        "short": (os.urandom(512), False),
        "zeros": (os.urandom(512) + bytes(8192), False),
    }
    for name, (content, dense) in contents.items():
        (tmp_path / name).write_bytes(content)
        assert ("dense" in content_of(os.fsencode(tmp_path / name), len(content))) == dense, name


def test_readers_answer_in_the_order_they_were_asked_and_end(tmp_path):
    for number in range(40):
        (tmp_path / str(number)).write_bytes(bytes([number]) * 1000 * number)
    places = [os.fsencode(tmp_path / str(number)) for number in range(40)]
    readers, found = Readers(), []
    try:
        for begin in range(0, 40, 10):
            if begin >= 10 * readers.ahead:
                found += readers.answer()
            readers.ask(places[begin : begin + 10])
        found += readers.answer() + readers.answer()
    finally:
        readers.end()
    assert found == [line_at(place) for place in places]


def test_what_was_not_read_never_passes_and_a_volatile_file_need_only_be_there():
    kept = {"type": "file", "unread": "Permission denied"}
    assert compare({"a": kept}, {"a": kept}).verdict.outcome == "fail"
    assert "could not be read at backup time" in compare({"a": kept}, {}).verdict.because[0]
    log: Entry = {"type": "file", "volatile": 1}
    there: Entry = {"type": "file", "size": 3, "sha256": "aa"}
    other: Entry = {"type": "file", "size": 1, "sha256": "bb"}
    assert compare({"a": log, "b": other}, {"a": there, "b": other}).verdict.outcome == "pass"
    assert compare({"a": log}, {"a": there}).verdict.outcome == "no-evidence"
    assert compare({"a": log}, {"a": {"type": "folder"}}).verdict.outcome == "fail"
    assert compare({"a": log}, {}).verdict.outcome == "fail"


def test_a_doubt_told_afterwards_falls_on_its_own_pass_alone():
    found = [
        {"id": "1", "tags": ["drplan", "data-set:a", "pass:11"]},
        {"id": "2", "tags": ["drplan", "data-set:a", "pass:22", "suspect:canary"]},
        {"id": "3", "tags": ["drplan", "data-set:a"]},
        {"id": "4", "tags": ["drplan-doubt", "data-set:a", "pass:22", "suspect:partial"]},
        {"id": "5", "tags": ["drplan-doubt", "data-set:a", "suspect:partial"]},
    ]
    told = {
        each["id"]: [tag for tag in each["tags"] if tag.startswith("suspect:")] for each in with_doubts(found)
    }
    assert told == {"1": [], "2": ["suspect:canary", "suspect:partial"], "3": []}


def test_unread_entries_are_a_doubt_with_their_names(tmp_path):
    entries = {name: {"type": "file", "unread": "Permission denied"} for name in ("a", "b\n")}
    _, counts, doubts = write(tmp_path, entries)
    assert doubts == judge(counts) == [("partial", '2 entries could not be read, such as a, "b\\n"')]


def test_an_entrys_line_holds_one_entry_whatever_its_name():
    line = line_of(b'/a"\\\n\xff', {"size": 1})
    assert line.count(b"\n") == 1
    assert entry_of(line) == ('/a"\\\n\udcff', {"size": 1})


def test_hard_links_are_told_by_their_first_name(tmp_path):
    (tmp_path / "a").write_text("x")
    os.link(tmp_path / "a", tmp_path / "b")
    found = describe([str(tmp_path)])
    assert found[f"{tmp_path}/b"]["same_as"] == f"{tmp_path}/a"
    assert "same_as" not in found[f"{tmp_path}/a"]


def test_a_key_that_cannot_sign_leaves_a_manifest_unsigned(tmp_path):
    (tmp_path / "key").write_text("not a key")
    path = str(tmp_path / "manifests" / "files.jsonl")
    write_manifest(path, "files", kind="test", entries={}, signing_key=str(tmp_path / "key"))
    assert Path(f"{path}.sig").read_bytes() == b""


def test_a_plain_files_line_is_what_the_encoder_would_write(tmp_path):
    for name, content in (("größe", b"text"), ("a\nb", os.urandom(9000)), ("empty", b"")):
        place = os.fsencode(tmp_path / name)
        Path(os.fsdecode(place)).write_bytes(content)
        facts = facts_of((place, os.lstat(place), ""), {})
        assert line_at(place) == line_of(place, facts), name


def test_a_file_that_is_longer_or_shorter_than_it_was_said_to_be_is_read_to_its_end(tmp_path):
    place, content = tmp_path / "file", os.urandom(10_000)
    place.write_bytes(content)
    for said in (0, 9_999, 10_000, 10_001, 1 << 20):
        assert content_of(os.fsencode(place), said)["sha256"] == sha256(content).hexdigest(), said
