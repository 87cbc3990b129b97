"""Course backups built by Moodle's documented format: whole ones are counted, all others are named."""

import gzip
import hashlib
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.adapters.agent.content import read_content
from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.moodle_archive import read_backup
from drplan.adapters.agent.records_xml import records
from drplan.adapters.agent.unsound import Unsound
from tests.moodle_files import CONTENTS, as_tar, as_zip, content_path, course, indexed, lay_down

DAY = 86400.0
WHOLE = as_tar(indexed(course()))


def words(doubts):
    return [word for word, _ in doubts]


def wrong(tmp_path, content):
    path = tmp_path / "one.mbz"
    path.write_bytes(content)
    with pytest.raises(Unsound) as raised:
        read_backup(str(path))
    assert "Secretname" not in str(raised.value)
    return str(raised.value)


PACKED = time.time()
"""When the backups below are made: while tests are collected, long before some of them run."""


@pytest.mark.parametrize("packed", [as_tar(course()), as_tar(indexed(course())), as_zip(course())])
def test_a_whole_backup_is_read_to_its_end_and_counted(tmp_path, packed):
    path = tmp_path / "one.mbz"
    path.write_bytes(packed)
    found = read_backup(str(path))
    assert (found.course, found.activities, found.sections, found.files, found.users) == ("12", 2, 1, 3, True)
    assert abs(found.made - PACKED) < 60


@pytest.mark.parametrize("missing", [name for name in indexed(course()) if name != ".ARCHIVE_INDEX"])
def test_any_file_that_the_index_names_and_that_is_missing_is_seen(tmp_path, missing):
    files = indexed(course())
    del files[missing]
    assert wrong(tmp_path, as_tar(files))


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("moodle_backup.xml", "no moodle_backup.xml"),
        ("files.xml", "lacks files.xml"),
        ("users.xml", "lacks users.xml"),
        ("activities/page_2/module.xml", "lacks 1 of 4 activities, sections and courses"),
        ("sections/section_7/section.xml", "lacks 1 of 4"),
        ("course/course.xml", "lacks 1 of 4"),
        (content_path(CONTENTS[1]), "lacks 1 of 3 contents"),
    ],
)
def test_without_an_index_what_the_backup_says_of_itself_must_be_there(tmp_path, missing, said):
    files = course()
    del files[missing]
    assert said in wrong(tmp_path, as_zip(files))


def test_a_content_that_is_not_what_its_name_says_is_seen(tmp_path):
    files = course()
    files[content_path(CONTENTS[0])] = b"another thing"
    assert "1 contents that are not what their names say" in wrong(tmp_path, as_zip(files))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_flipped_byte_is_refused_or_changes_nothing_of_what_is_inside(tmp_path_factory, at, flip):
    path = tmp_path_factory.mktemp("flipped") / "one.mbz"
    spoiled = bytearray(WHOLE)
    spoiled[at] ^= flip
    path.write_bytes(spoiled)
    try:
        found = read_backup(str(path))
    except Unsound:
        return
    # gzip's header holds a time that nothing sums up, and deflate may say the same in other bits.
    assert gzip.decompress(bytes(spoiled)) == gzip.decompress(WHOLE)
    assert (found.course, found.files) == ("12", 3)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, len(WHOLE) - 1))
def test_a_backup_that_breaks_off_anywhere_is_refused(tmp_path_factory, length):
    path = tmp_path_factory.mktemp("short") / "one.mbz"
    path.write_bytes(WHOLE[:length])
    with pytest.raises(Unsound):
        read_backup(str(path))


def test_xml_that_declares_a_document_type_is_refused(tmp_path):
    files = course()
    files["moodle_backup.xml"] = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert "document type" in wrong(tmp_path, as_zip(files))


@pytest.mark.parametrize("number", ["²", "", "9" * 5000])
def test_a_number_that_is_none_is_refused(tmp_path, number):
    files = course()
    files[".ARCHIVE_INDEX"] = f"Moodle archive file index. Count: {number}\n".encode()
    assert "number that is none" in wrong(tmp_path, as_zip(files))


def test_a_text_made_of_references_costs_no_more_than_another():
    text = b"<r><information><name>" + b"&#65;" * 30_000 + b"</name></information></r>"
    begun = time.process_time()
    ((_, fields),) = records(iter([text]), {"information"})
    assert fields["name"] == "A" * 30_000
    # Counted one by one, each with all before it, they took six seconds.
    assert time.process_time() - begun < 1


def test_a_folder_is_counted_by_course_and_its_newest_backup_counts(tmp_path):
    folder = lay_down(tmp_path / "backups", 3, 4)
    (folder / "older").mkdir()
    older = as_zip(course(4, made=time.time() - 30 * DAY, activities=5))
    (folder / "older/course-4.mbz").write_bytes(older)
    content = read_content("moodle", str(folder), {})
    assert content.doubts == []
    assert content.entries["courses"] == {"count": 2}
    assert content.entries["archives"] == {"count": 3}
    assert content.entries["course 4"] == {"activities": 2, "sections": 1, "files": 3, "users": 1}


def test_one_damaged_backup_is_named_and_the_others_are_counted(tmp_path):
    folder = lay_down(tmp_path / "backups", 3, 4)
    (folder / "broken.mbz").write_bytes(WHOLE[:-9])
    content = read_content("moodle", str(folder), {})
    assert words(content.doubts) == ["partial"]
    assert content.doubts[0][1].startswith("broken.mbz ")
    assert content.entries["courses"] == {"count": 2}


def test_backups_that_stopped_coming_are_stale_and_so_are_single_courses_where_that_is_declared(tmp_path):
    folder = lay_down(tmp_path / "backups", 3, made=time.time() - 20 * DAY)
    assert words(read_content("moodle", str(folder), {}).doubts) == ["stale"]
    assert read_content("moodle", str(folder), {"fresh_within": "P30D"}).doubts == []
    lay_down(folder, 4)
    assert read_content("moodle", str(folder), {}).doubts == []
    behind = read_content("moodle", str(folder), {"each_course_within": "P9D"}).doubts
    assert behind == [("stale", "1 of 2 courses have no backup of the last 9 days")]


def test_a_backup_from_the_future_does_not_hide_that_the_others_are_old(tmp_path):
    folder = lay_down(tmp_path / "backups", 3, made=time.time() - 20 * DAY)
    (folder / "future.mbz").write_bytes(as_zip(course(3, made=time.time() + 900 * DAY, activities=9)))
    content = read_content("moodle", str(folder), {})
    assert words(content.doubts) == ["stale"]
    assert content.entries["course 3"]["activities"] == 9


def test_a_large_backup_is_read_in_bounded_memory(tmp_path):
    files = course()
    film = bytes(range(256)) * (1 << 17)
    files[content_path(film)] = film
    (tmp_path / "one.mbz").write_bytes(as_tar(files))
    del files, film
    tracemalloc.start()
    try:
        read_backup(str(tmp_path / "one.mbz"))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 4 << 20


def test_a_folder_without_backups_is_empty(tmp_path):
    with pytest.raises(Fault, match="no course backup"):
        read_content("moodle", str(tmp_path), {})


def test_the_builder_names_contents_by_their_sha1():
    assert content_path(b"") == "files/da/" + hashlib.sha1(b"", usedforsecurity=False).hexdigest()
