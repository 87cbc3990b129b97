"""Moodle's backups and tenants' exports on a real restic: what is inside comes back as it was counted."""

import json

import pytest

from tests.contract.test_agent import Desk
from tests.moodle_files import lay_down
from tests.tenant_files import mailbox


@pytest.fixture
def desk(tmp_path, repository_folder, restic_program):
    return Desk(tmp_path, restic_program)


def protect(desk, kind, **more):
    source = {"kind": kind, "path": str(desk.source), **more}
    (kept,) = desk.ask(f"protect-{kind}", copies=[desk.repository], source=source)
    return kept


def recover(desk, kept, kind, **more):
    source = {"kind": kind, "path": str(desk.source), **more}
    told = {"repository": desk.repository, "snapshot": kept["snapshot"], "source": source}
    return desk.ask(f"recover-{kind}", **told)


def test_course_backups_come_back_with_every_course_counted(desk):
    lay_down(desk.source, *range(1, 6))
    kept = protect(desk, "moodle")
    assert kept["suspect"] == []
    desk.empty()
    came = recover(desk, kept, "moodle")
    assert came["found"] == came["expected"]
    assert came["found"]["courses"] == {"count": 5}
    assert came["found"]["course 4"] == {"activities": 2, "sections": 1, "files": 3, "users": 1}
    assert "Secretname" not in json.dumps([kept, came])


def test_a_folder_that_lost_most_of_its_courses_or_holds_a_broken_one_is_suspect(desk):
    lay_down(desk.source, *range(1, 6))
    assert protect(desk, "moodle")["suspect"] == []
    kept = sorted(desk.source.iterdir())
    for path in kept[:3]:
        path.unlink()
    kept[3].write_bytes(kept[3].read_bytes()[:-1])
    doubted = protect(desk, "moodle")
    assert doubted["suspect"] == ["shrunk", "partial"]
    assert any("breaks off" in each for each in doubted["doubts"])


def test_a_mailbox_comes_back_with_its_messages_and_one_kept_before_as_its_files(desk):
    desk.source.rmdir()
    mailbox(desk.source)
    before, kept = protect(desk, "tenant-export"), protect(desk, "tenant-export", form="gyb")
    assert (before["suspect"], kept["suspect"]) == ([], [])
    desk.empty()
    came = recover(desk, kept, "tenant-export", form="gyb")
    assert came["found"] == came["expected"]
    assert came["found"]["messages"] == {"count": 30}
    older = recover(desk, before, "tenant-export", form="gyb")
    assert older["found"] == older["expected"]
    assert "messages" not in older["found"]
