"""An older recovery point brought to where a newer one was: what lies there is the older one's alone."""

import os

import pytest

from drplan.measure.compare import compare
from tests.contract.test_agent import Desk


class OlderDesk(Desk):
    """A desk with two snapshots, the newer of which was brought back already."""

    def keep(self, *more):
        folders = [str(self.source), *map(str, more)]
        (kept,) = self.ask("protect-paths", source={"paths": folders}, copies=[self.repository])
        return kept["snapshot"]

    def instead_of(self, newer, older, *, listed=(), **source):
        return self.ask(
            "recover-paths",
            repository=self.repository,
            snapshot=older,
            source={"paths": [str(self.source)], **source},
            instead_of=[{"repository": self.repository, "snapshot": newer, "paths": listed, "run": ""}],
        )

    def judged(self, came):
        return compare(came["expected"], came["found"]).verdict


@pytest.fixture
def desk(tmp_path, repository_folder, restic_program):
    return OlderDesk(tmp_path, restic_program)


def older_then_newer(desk):
    (desk.source / "essays").mkdir()
    (desk.source / "essays/one").write_text("one")
    (desk.source / "turned").write_text("a file")
    (desk.source / "plain").write_text("plain")
    (desk.source / "other").write_text("other")
    older = desk.keep()
    (desk.source / "essays/two").write_text("only the newer one has it")
    (desk.source / "new folder").mkdir()
    (desk.source / "new folder/three").write_text("three")
    (desk.source / "essays/away").symlink_to(desk.folder)
    (desk.source / "turned").unlink()
    (desk.source / "turned").mkdir()
    (desk.source / "turned/inside").write_text("inside")
    (desk.source / "other").unlink()
    os.link(desk.source / "plain", desk.source / "other")
    return older, desk.keep()


def test_only_what_the_older_point_names_lies_there_afterwards(desk):
    older, newer = older_then_newer(desk)
    outside = desk.folder / "outside"
    outside.write_text("nobody's")
    came = desk.instead_of(newer, older)
    assert desk.judged(came).outcome == "pass"
    assert sorted(each.name for each in desk.source.rglob("*")) == [
        "essays",
        "one",
        "other",
        "plain",
        "turned",
    ]
    assert (desk.source / "turned").read_text() == "a file"
    assert (desk.source / "other").read_text() == "other"
    assert outside.read_text() == "nobody's"


def test_what_is_left_of_the_newer_point_fails_where_nothing_may_be_removed(desk):
    older, _ = older_then_newer(desk)
    (desk.source / "turned/inside").unlink()
    (desk.source / "turned").rmdir()
    verdict = desk.judged(desk.recover(older))
    assert verdict.outcome == "fail"
    assert any("two was not there at backup time" in line for line in verdict.because)


def test_what_the_declaration_leaves_out_stays_where_it_is(desk):
    older, newer = older_then_newer(desk)
    (desk.source / "new folder/keep.tmp").write_text("never in a backup")
    came = desk.instead_of(newer, older, excludes=["*.tmp"])
    assert (desk.source / "new folder/keep.tmp").read_text() == "never in a backup"
    assert not (desk.source / "new folder/three").exists()
    assert any("new folder was not there" in line for line in desk.judged(came).because)


def test_what_the_newer_point_brought_outside_the_declared_folders_is_left_and_fails_it(desk):
    (desk.source / "one").write_text("one")
    older = desk.keep()
    beside = desk.folder / "beside"
    beside.mkdir()
    (beside / "two").write_text("two")
    came = desk.instead_of(desk.keep(beside), older)
    assert (beside / "two").exists()
    assert any("beside/two was not there at backup time" in line for line in desk.judged(came).because)


def test_a_newer_point_that_can_no_longer_be_asked_is_noted(desk):
    older, newer = older_then_newer(desk)
    (desk.folder / "repository/snapshots" / newer).unlink()
    came = desk.instead_of(newer, older)
    assert desk.judged(came).outcome == "pass"
    assert any("only the declared folders were looked through" in note for note in came["notes"])


def test_what_a_listing_told_of_the_newer_point_is_not_asked_for_again(desk):
    (desk.source / "one").write_text("one")
    older = desk.keep()
    beside = desk.folder / "beside"
    beside.mkdir()
    (beside / "two").write_text("two")
    newer = desk.keep(beside)
    (desk.folder / "repository/snapshots" / newer).unlink()
    came = desk.instead_of(newer, older, listed=[str(desk.source), str(beside)])
    assert came["notes"] == desk.recover(older)["notes"]
    assert any("beside was not there at backup time" in line for line in desk.judged(came).because)
