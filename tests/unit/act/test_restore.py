"""Which recovery point comes back into a folder, and what is said of it."""

from datetime import timedelta

import pytest

from drplan.act.restore import Wanted, restore_to
from drplan.errors import UsageError
from drplan.ports import Recovered, RecoveryPoint
from tests.unit.act.conftest import KEPT, START


class Copy:
    """A vault with one good recovery point and a newer suspect one."""

    def __init__(self, *suspect):
        self.said = []
        self.notes: tuple[str, ...] = ()
        self.kept = [self.point("aaaaaaaa11", 30), self.point("bbbbbbbb22", 6, *suspect)]

    def point(self, snapshot, hours, *suspect):
        taken = START - timedelta(hours=hours)
        return RecoveryPoint("files-data", "onsite", snapshot, taken, 1, 1, suspect=suspect)

    def points(self, data_set, repository):
        return self.kept

    def restore_to(self, data_set, point, repository, folder):
        return Recovered(KEPT, KEPT, 1, self.notes)

    def say(self, subject, message):
        self.said.append(message)


@pytest.fixture
def restore(make_world, tmp_path):
    declared = make_world().declared

    def run(copy, snapshot=None):
        (data_set,) = declared.sites[0].services[0].data_sets
        wanted = Wanted(START, snapshot)
        return restore_to(declared, data_set, copy, tmp_path / "to", wanted=wanted, progress=copy)

    return run


def test_a_suspect_one_is_walked_back_from(restore):
    copy = Copy("encrypted")
    assert restore(copy).point.snapshot == "aaaaaaaa11"
    assert "the newest is suspect (encrypted" in copy.said[0]


def test_a_suspect_one_comes_back_when_it_is_named(restore):
    copy = Copy("encrypted")
    assert restore(copy, "bbbbbbbb").point.snapshot == "bbbbbbbb22"
    assert "though it is suspect (encrypted" in copy.said[0]


def test_a_name_that_is_not_there_brings_nothing_back(restore):
    with pytest.raises(UsageError, match="no snapshots of it begin with cccccccc"):
        restore(Copy(), "cccccccc")


def test_nothing_but_suspect_ones_brings_nothing_back_and_says_how(restore):
    copy = Copy("shrunk")
    copy.kept = copy.kept[1:]
    with pytest.raises(UsageError, match="every recovery point is suspect") as caught:
        restore(copy)
    assert "--snapshot" in caught.value.next_step


def test_what_equals_a_manifest_that_is_not_to_be_trusted_is_no_pass(restore):
    copy = Copy()
    copy.notes = ("signature not trusted: the manifest is not signed",)
    found = restore(copy).comparison
    assert (found.verdict.outcome, found.verdict.because) == ("no-evidence", copy.notes)
    assert found.matched == found.entries


def test_a_signature_that_nothing_here_can_check_is_a_note_and_takes_no_pass_away(restore):
    copy = Copy()
    copy.notes = ("signature not checked: the manifest is not signed",)
    assert restore(copy).comparison.verdict.outcome == "pass"
    assert copy.notes[0] in copy.said
