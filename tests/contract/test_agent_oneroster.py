"""OneRoster exports on a real restic: what is promised is kept, counted, and asked again after a restore."""

import json
import os
import time

import pytest

from tests.contract.test_agent import Desk
from tests.roster_files import STUDENTS, lay_down, roster

QUESTIONS = [
    {"name": "students", "query": "select count(*) from users where role = 'student'", "at_least": 30},
    {
        "name": "classes-without-a-teacher",
        "query": "select count(*) from classes where sourcedId not in"
        " (select classSourcedId from enrollments where role = 'teacher')",
        "at_most": 0,
    },
]


@pytest.fixture
def desk(tmp_path, repository_folder, restic_program):
    made = Desk(tmp_path, restic_program)
    lay_down(made.source, roster("1.1"))
    return made


def words(desk, **more):
    return {"source": {"kind": "oneroster", "path": str(desk.source), **more}}


def protect(desk, **more):
    (kept,) = desk.ask("protect-oneroster", copies=[desk.repository], **words(desk, **more))
    return kept


def recover(desk, kept, **more):
    return desk.ask(
        "recover-oneroster", repository=desk.repository, snapshot=kept["snapshot"], **words(desk, **more)
    )


def test_an_export_comes_back_file_by_file_row_by_row_and_answer_by_answer(desk):
    kept = protect(desk, questions=QUESTIONS)
    assert kept["suspect"] == []
    desk.empty()
    came = recover(desk, kept, questions=QUESTIONS)
    assert came["found"] == came["expected"]
    assert came["found"]["table users.csv"]["rows"] == STUDENTS + 2
    assert came["found"]["question students"]["answer"] == STUDENTS
    assert came["found"][str(desk.source / "users.csv")]["type"] == "file"
    assert "Family" not in json.dumps([kept, came])


def test_a_restore_into_a_folder_is_loaded_and_asked_too(desk):
    kept = protect(desk, questions=QUESTIONS)
    told = {"repository": desk.repository, "snapshot": kept["snapshot"], **words(desk, questions=QUESTIONS)}
    came = desk.ask("restore-to", to=str(desk.folder / "beside"), **told)
    assert came["found"] == came["expected"]
    assert came["found"]["question classes-without-a-teacher"]["answer"] == 0
    (desk.folder / "empty").mkdir()
    proved = desk.ask("prove-scratch", into=str(desk.folder / "empty"), **told)
    assert proved["found"] == proved["expected"]
    assert proved["found"]["question students"]["answer"] == STUDENTS


def test_a_question_declared_since_then_is_not_compared_and_that_is_noted(desk):
    kept = protect(desk, questions=QUESTIONS[:1])
    came = recover(desk, kept, questions=QUESTIONS[1:])
    assert came["found"] == came["expected"]
    assert not any(name.startswith("question") for name in came["expected"])
    assert sum("not compared" in note for note in came["notes"]) == 2


def test_a_roster_that_lost_half_of_its_users_is_suspect_until_they_are_there_again(desk):
    whole = roster("1.1")
    # Results make up most of the rows: of all of them together too little is missing to be doubted.
    whole["results.csv"] = "sourcedId,lineItemSourcedId,studentSourcedId\n" + "".join(
        f"x{number},,\n" for number in range(500)
    )
    whole["manifest.csv"] = whole["manifest.csv"].replace("file.results,absent", "file.results,bulk")
    lay_down(desk.source, whole)
    assert protect(desk)["suspect"] == []
    gone = tuple(f"u{number}," for number in range(1, STUDENTS - 10))
    users = [line for line in whole["users.csv"].splitlines(keepends=True) if not line.startswith(gone)]
    (desk.source / "users.csv").write_text("".join(users))
    doubted = protect(desk)
    assert doubted["suspect"] == ["shrunk", "partial"]
    assert "table users.csv: 13 where there were 42 in the last good one" in doubted["doubts"]
    assert "29 records of enrollments.userSourcedId lead nowhere" in doubted["doubts"]
    (desk.source / "users.csv").write_text(whole["users.csv"])
    assert protect(desk)["suspect"] == []


def test_an_export_that_has_stopped_coming_is_suspect_unless_it_may_pause_so_long(desk):
    for path in desk.source.iterdir():
        os.utime(path, (time.time() - 6 * 86400,) * 2)
    assert protect(desk)["suspect"] == ["stale"]
    assert protect(desk, fresh_within="P14D")["suspect"] == []


def test_an_export_that_is_not_whole_is_not_kept(desk):
    (desk.source / "users.csv").unlink()
    fault = desk.fault("protect-oneroster", copies=[desk.repository], **words(desk))
    assert fault["kind"] == "source-not-whole"
    assert "promises users.csv" in fault["message"]
    assert desk.ask("points", repository=desk.repository) == []


def test_a_tenants_export_is_kept_as_its_folder_is(desk):
    (kept,) = desk.ask("protect-tenant-export", copies=[desk.repository], **words(desk))
    desk.empty()
    came = desk.ask(
        "recover-tenant-export", repository=desk.repository, snapshot=kept["snapshot"], **words(desk)
    )
    assert came["found"] == came["expected"]
    assert str(desk.source / "users.csv") in came["found"]
