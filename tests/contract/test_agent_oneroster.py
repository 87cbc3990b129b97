"""OneRoster exports on a real restic: all that is promised is kept, and what leads nowhere is said."""

import os
import time

import pytest

from tests.contract.test_agent import Desk

FILES = {
    "manifest.csv": (
        "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\nfile.orgs,bulk\nfile.users,bulk\n"
        "file.roles,bulk\nfile.classes,bulk\nfile.enrollments,bulk\nfile.demographics,absent\n"
    ),
    "orgs.csv": "sourcedId,name,parentSourcedId\nd1,District,\nhs,High School,d1\n",
    "users.csv": 'sourcedId,primaryOrgSourcedId,agentSourcedIds\nu1,hs,u2\nu2,hs,"u1,u3"\nu3,,\n',
    "roles.csv": "sourcedId,userSourcedId,orgSourcedId\nr1,u1,hs\n",
    "classes.csv": "sourcedId,schoolSourcedId\nc1,hs\n",
    "enrollments.csv": "sourcedId,classSourcedId,schoolSourcedId,userSourcedId\ne1,c1,hs,u1\n",
}


@pytest.fixture
def desk(tmp_path, repository_folder, restic_program):
    made = Desk(tmp_path, restic_program)
    for name, content in FILES.items():
        (made.source / name).write_text(content)
    return made


def words(desk):
    return {"source": {"path": str(desk.source)}}


def protect(desk):
    (kept,) = desk.ask("protect-oneroster", copies=[desk.repository], **words(desk))
    return kept


def test_an_export_comes_back_file_by_file_and_row_by_row(desk):
    kept = protect(desk)
    assert kept["suspect"] == []
    desk.empty()
    came = desk.ask("recover-oneroster", repository=desk.repository, snapshot=kept["snapshot"], **words(desk))
    assert came["found"] == came["expected"]
    assert came["found"]["table users.csv"]["rows"] == 3
    assert came["found"][str(desk.source / "users.csv")]["type"] == "file"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("users.csv", "u1,hs,u2", "u1,gone,u2"),
        ("users.csv", '"u1,u3"', '"u1,gone"'),
        ("enrollments.csv", "e1,c1", "e1,gone"),
        ("roles.csv", "r1,u1", "r1,gone"),
    ],
)
def test_records_that_lead_nowhere_make_it_suspect(desk, name, old, new):
    path = desk.source / name
    path.write_text(path.read_text().replace(old, new))
    assert protect(desk)["suspect"] == ["partial"]


def test_an_export_that_has_stopped_coming_is_suspect(desk):
    for path in desk.source.iterdir():
        os.utime(path, (time.time() - 6 * 86400,) * 2)
    assert protect(desk)["suspect"] == ["stale"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda s: (s / "users.csv").unlink(), "promises users.csv"),
        (lambda s: (s / "manifest.csv").unlink(), "manifest.csv is not there"),
        (lambda s: (s / "manifest.csv").write_text("propertyName,value\n"), "none of OneRoster's"),
        (lambda s: (s / "demographics.csv").write_text("sourcedId\n"), "is absent, and it is there"),
        (lambda s: (s / "users.csv").write_text(FILES["users.csv"][:-4]), "users.csv breaks off"),
        (lambda s: (s / "users.csv").write_text('sourcedId\n"u1'), "users.csv cannot be read"),
        (lambda s: (s / "users.csv").write_bytes(b"sourcedId\n\xff\n"), "users.csv cannot be read"),
        (lambda s: (s / "users.csv").write_text(""), "no first line"),
    ],
)
def test_an_export_that_is_not_whole_is_not_kept(desk, spoil, said):
    spoil(desk.source)
    fault = desk.fault("protect-oneroster", copies=[desk.repository], **words(desk))
    assert fault["kind"] == "source-not-whole"
    assert said in fault["message"]
    assert desk.ask("points", repository=desk.repository) == []


def test_a_tenants_export_is_kept_as_its_folder_is(desk):
    (kept,) = desk.ask("protect-tenant-export", copies=[desk.repository], **words(desk))
    desk.empty()
    came = desk.ask(
        "recover-tenant-export", repository=desk.repository, snapshot=kept["snapshot"], **words(desk)
    )
    assert came["found"] == came["expected"]
    assert str(desk.source / "users.csv") in came["found"]


def test_an_export_that_lost_most_of_its_rows_is_suspect_until_they_are_there_again(desk):
    path = desk.source / "users.csv"
    whole = FILES["users.csv"] + "".join(f"p{number},hs,\n" for number in range(60))
    path.write_text(whole)
    assert protect(desk)["suspect"] == []
    path.write_text(FILES["users.csv"])
    doubted = protect(desk)
    assert doubted["suspect"] == ["shrunk"]
    assert "rows where 68 are usual" in doubted["doubts"][0]
    path.write_text(whole)
    assert protect(desk)["suspect"] == []
