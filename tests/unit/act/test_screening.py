"""What could not be held against an older recovery point was not screened, and nothing says that it was."""

import pytest

from drplan.act.screening import Subject, judged
from drplan.errors import SourceError
from drplan.ports import Recovered, Told
from tests.unit.act.conftest import KEPT
from tests.unit.act.pages import page_of
from tests.unit.act.test_walk_back import OlderWorld, TwinWorld


class ShelfWorld(OlderWorld):
    """A world in which some manifests cannot be read, and in which it is seen which ones were asked for."""

    def __init__(self, declared, days=4):
        super().__init__(declared, days)
        self.unreadable, self.asked = set(), []

    def manifest(self, data_set, point, repository):
        self.asked.append(point.snapshot)
        if point.snapshot in self.unreadable:
            raise SourceError("restic dump (exit 1): pack is gone", next_step="drplan backup check")
        return super().manifest(data_set, point, repository)


@pytest.fixture
def world(make_world):
    return ShelfWorld(make_world().declared)


def brought(record):
    return record.services[0], record.services[0].data_sets[0]


def test_an_older_point_that_cannot_be_read_leaves_no_evidence_in_record_and_page(world, drill):
    world.snapshots = ["day-0", "day-7"]
    world.unreadable = {"day-7"}
    record = drill(world)
    service, data = brought(record)
    why = "not screened for ransomware: nothing to hold it against, day-7 of 2026-02-23 cannot be read"
    assert world.recovered == ["day-0"]
    assert [each.verdict.outcome for each in (record, service, data)] == ["no-evidence"] * 3
    assert any(why in line for line in service.verdict.because)
    assert why in page_of(record)
    assert data.matched == data.entries
    assert data.walked_back == ()
    assert service.rta_seconds is not None


def test_the_next_oldest_is_held_against_where_the_oldest_cannot_be_read(world, drill):
    world.unreadable = {"day-3"}
    assert drill(world).verdict.outcome == "pass"
    assert world.asked == ["day-0", "day-3", "day-2"]


def test_a_forged_older_point_does_not_keep_content_from_being_held_against_a_true_one(world, drill):
    world.notes["day-3"] = ("signature not trusted: it is by nobody",)
    world.unreadable = {"day-2"}
    assert drill(world).verdict.outcome == "pass"
    assert world.asked == ["day-0", "day-3", "day-2", "day-1"]
    world.unreadable |= {"day-1"}
    assert drill(world).verdict.outcome == "no-evidence"


def test_the_first_recovery_point_is_screened_by_names_alone_and_the_step_says_so(world, drill):
    world.snapshots = ["day-0"]
    record = drill(world)
    assert record.verdict.outcome == "pass"
    (step,) = [each for each in record.steps if each.action == "restore"]
    assert "screened by names alone: no older recovery point to hold it against" in step.detail


def test_points_that_cannot_be_listed_leave_no_evidence_that_content_is_clean(world, drill, monkeypatch):
    data_set = world.declared.sites[0].services[0].data_sets[0]

    def refuse(data_set, repository):
        raise SourceError("onsite does not answer", next_step="see to it")

    monkeypatch.setattr(world, "all_points", lambda repository: [world.point(data_set, "day-0")])
    monkeypatch.setattr(world, "points", refuse)
    record = drill(world)
    assert record.verdict.outcome == "no-evidence"
    assert "the recovery points of onsite cannot be listed" in record.verdict.because[0]


def test_a_doubt_of_names_is_heard_though_no_older_point_can_be_read(world, drill):
    world.snapshots = ["day-0", "day-1"]
    world.unreadable = {"day-1"}
    world.notes["day-0"] = ("doubted when it was made: encrypted",)
    record = drill(world)
    assert world.recovered == []
    assert record.verdict.outcome == "fail"


MANY = {f"/srv/{n}": {"type": "file", "sha256": f"{n:064x}", "size": 5000} for n in range(40)}
WHOLE = KEPT | MANY


def test_content_unlike_that_of_weeks_ago_is_doubted_and_not_restored(world, drill, monkeypatch):
    told = {"day-0": KEPT, "day-1": WHOLE}
    world.snapshots = [*told]
    monkeypatch.setattr(world, "manifest", lambda data_set, point, repository: Told(told[point.snapshot]))
    record = drill(world)
    assert world.recovered == ["day-1"]
    (passed,) = record.services[0].data_sets[0].walked_back
    assert (passed.snapshot, passed.damaged) == ("day-0", False)
    assert "passed over: 1 entries are left of 41 on 2026-03-01" in passed.because


@pytest.fixture
def proven(world):
    """Judge what was read beside production of the newest of two points, whose elder held all."""

    def run(came):
        world.snapshots = ["day-0", "day-1"]
        world.manifest = lambda data_set, point, repository: Told(WHOLE)
        data_set = world.declared.sites[0].services[0].data_sets[0]
        subject = Subject(data_set, world.point(data_set, "day-0"))
        found, seen = judged(subject, came, world.ports())
        return found.verdict.outcome, seen.verdict.outcome, seen.held.outcome

    return run


def test_what_is_other_than_it_was_kept_fails_and_is_not_screened(proven):
    assert proven(Recovered(WHOLE, KEPT, 3)) == ("fail", "fail", "pass")


def test_what_is_as_it_was_kept_is_screened_whole_where_only_a_part_was_read(proven):
    assert proven(Recovered(WHOLE, WHOLE, 3)) == ("pass", "pass", "pass")
    assert proven(Recovered(KEPT, KEPT, 3, whole=WHOLE)) == ("pass", "pass", "pass")
    assert proven(Recovered(KEPT, KEPT, 3)) == ("pass", "not-applicable", "pass")
    assert proven(Recovered(WHOLE, WHOLE, 3, whole=KEPT)) == ("pass", "not-applicable", "pass")


def test_what_is_not_signed_by_its_machine_is_no_evidence_however_equal(proven):
    notes = ("signature not trusted: the manifest is not signed",)
    assert proven(Recovered(WHOLE, WHOLE, 3, notes))[1] == "no-evidence"


def test_what_nothing_could_be_held_against_is_whole_and_no_pass(world):
    world.snapshots, world.unreadable = ["day-0", "day-1"], {"day-1"}
    data_set = world.declared.sites[0].services[0].data_sets[0]
    came = Recovered(KEPT, KEPT, 3)
    found, seen = judged(Subject(data_set, world.point(data_set, "day-0")), came, world.ports())
    assert (found.verdict.outcome, found.matched, seen.verdict.outcome) == ("no-evidence", 1, "pass")


def test_a_manifest_is_asked_of_the_copy_that_holds_the_point(make_world, drill, monkeypatch):
    world, asked = TwinWorld(make_world().declared, -10), []
    monkeypatch.setattr(
        world,
        "manifest",
        lambda _, point, repository: asked.append((point.snapshot, repository.name)) or Told(KEPT),
    )
    drill(world)
    assert asked == [("day-0", "onsite"), ("twin", "offsite")]
