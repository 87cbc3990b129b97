"""A drill goes back from what is doubted or damaged, and says from what, why, and what that cost."""

from datetime import timedelta

import pytest

from drplan.errors import SourceError
from drplan.explain.walked import walked_lines
from drplan.ports import Recovered, RecoveryPoint, Told
from drplan.record.canonical import read_record, record_bytes
from drplan.record.drill import DrillRecord
from tests.unit.act.conftest import KEPT, START, World


class OlderWorld(World):
    """A world whose copy has a recovery point for each of some days before, the newest first."""

    def __init__(self, declared, days=4):
        super().__init__(declared)
        self.snapshots = [f"day-{n}" for n in range(days)]
        self.damaged, self.other = set(), set()
        self.notes = {}
        self.recovered, self.cleared = [], []

    def points(self, data_set, repository):
        return [self.point(data_set, name) for name in self.snapshots]

    def point(self, data_set, name):
        taken_at = START - timedelta(days=int(name[4:]) if name[:3] == "day" else 0, hours=1)
        return RecoveryPoint(data_set.name, "onsite", name, taken_at, 1, 1)

    def manifest(self, data_set, point, repository):
        return Told(KEPT, tuple(self.notes.get(point.snapshot, ())))

    def recover(self, data_set, point, repository, *, instead_of=()):
        self.recovered.append(point.snapshot)
        self.cleared.append([each.snapshot for each in instead_of])
        if point.snapshot in self.damaged:
            raise SourceError("restic restore (exit 1): pack is damaged", next_step="try another copy")
        self.restored.add(data_set.name)
        return Recovered(KEPT, {} if point.snapshot in self.other else KEPT, 3)


@pytest.fixture
def world(make_world):
    return OlderWorld(make_world().declared)


def doubt(world, *names):
    world.notes |= dict.fromkeys(names, ("doubted when it was made: encrypted",))


def only(record):
    (service,) = record.services
    return service


def data_set_of(record):
    return only(record).data_sets[0]


class TwinWorld(OlderWorld):
    """A world whose one copy is at fault, and its twin in another one is dated so many minutes from now."""

    def __init__(self, declared, minutes):
        site = declared.sites[0]
        onsite, policy = declared.repositories[0], declared.policies[0]
        offsite = onsite.model_copy(update={"name": "offsite", "location": "/y"})
        both = policy.model_copy(update={"copies": ("onsite", "offsite")})
        copies = {"repositories": (onsite, offsite), "policies": (both,)}
        super().__init__(declared.model_copy(update={**copies, "sites": (site,)}))
        self.twin = timedelta(minutes=minutes)
        self.damaged.add("day-0")

    def points(self, data_set, repository):
        early = RecoveryPoint(data_set.name, "onsite", "day-0", START - timedelta(minutes=20), 1, 1)
        twin = RecoveryPoint(data_set.name, "offsite", "twin", START + self.twin, 1, 1)
        return [early] if repository.name == "onsite" else [twin]


def test_a_damaged_points_twin_of_before_the_loss_is_brought_back(make_world, drill):
    world = TwinWorld(make_world().declared, -10)
    record = drill(world)
    assert world.recovered == ["day-0", "twin"]
    assert only(record).rpa_seconds >= 0


def test_a_twin_that_says_it_was_made_after_the_loss_is_never_brought_back(make_world, drill):
    world = TwinWorld(make_world().declared, +30)
    record = drill(world)
    assert world.recovered == ["day-0"]
    assert only(record).rpa_seconds is None
    assert record.verdict.outcome == "fail"


def test_a_clean_point_is_not_walked_back_from(world, drill):
    record = drill(world)
    assert record.verdict.outcome == "pass"
    assert data_set_of(record).walked_back == ()
    assert [step.action for step in record.steps if step.subject == "files-data"] == ["restore"]


def test_doubted_content_is_never_restored_and_the_older_point_counts(world, drill):
    doubt(world, "day-0")
    world.declared = _with_rpo(world.declared, timedelta(hours=48))
    record = drill(world)
    assert world.recovered == ["day-1"]
    assert record.verdict.outcome == "pass"
    (passed,) = data_set_of(record).walked_back
    assert (passed.snapshot, passed.damaged) == ("day-0", False)
    assert "encrypted" in passed.because[0]
    assert only(record).rpa_seconds == pytest.approx(25 * 3600, abs=60)


def test_data_lost_by_walking_back_can_miss_the_rpo(world, drill):
    doubt(world, "day-0", "day-1")
    record = drill(world)
    assert world.recovered == ["day-2"]
    assert record.verdict.outcome == "fail"
    assert any("RPO missed by" in line for line in record.verdict.because)
    passed = data_set_of(record).walked_back
    assert [(each.snapshot, each.damaged) for each in passed] == [("day-0", False), ("day-1", False)]


@pytest.mark.parametrize("how", ["damaged", "other"])
def test_a_damaged_copy_fails_the_drill_though_an_older_point_works(world, drill, how):
    getattr(world, how).add("day-0")
    world.declared = _with_rpo(world.declared, timedelta(hours=48))
    record = drill(world)
    assert world.recovered == ["day-0", "day-1"]
    assert world.cleared == [[], ["day-0"]]
    assert record.verdict.outcome == "fail"
    assert any("onsite, day-0" in line for line in record.verdict.because)
    assert only(record).rta_seconds is not None
    (passed,) = data_set_of(record).walked_back
    assert passed.damaged


def test_each_attempt_is_a_step_and_the_time_of_all_counts(world, drill):
    world.damaged.add("day-0")
    record = drill(world)
    own = [step for step in record.steps if step.subject == "files-data"]
    assert [(step.action, step.verdict.outcome) for step in own] == [
        ("restore", "fail"),
        ("walk-back", "pass"),
        ("restore", "pass"),
    ]
    back = ("blank", "deploy", "restore", "walk-back", "probe")
    took = [step.seconds for step in record.steps if step.action in back]
    assert only(record).rta_seconds == pytest.approx(sum(took))


def test_where_no_point_is_clean_the_drill_fails_and_nothing_is_restored(world, drill):
    doubt(world, *world.snapshots)
    record = drill(world)
    assert world.recovered == []
    assert record.verdict.outcome == "fail"
    assert any("none of the 4 recovery points" in line for line in record.verdict.because)
    assert any("encrypted" in line for line in record.verdict.because)
    (search,) = [step for step in record.steps if step.action == "walk-back"]
    assert search.verdict.outcome == "fail"
    assert only(record).rta_seconds is None


def test_a_repository_in_which_all_is_damaged_is_left_after_some_tries(world, drill):
    world.snapshots = [f"day-{n}" for n in range(20)]
    world.damaged |= {*world.snapshots}
    record = drill(world)
    assert len(world.recovered) == 5
    assert record.verdict.outcome == "fail"


def test_a_manifest_that_is_not_to_be_trusted_is_no_evidence_and_is_gone_back_from(world, drill):
    world.notes["day-0"] = ("signature not trusted: the manifest is not signed",)
    world.declared = _with_rpo(world.declared, timedelta(hours=48))
    record = drill(world)
    assert world.recovered == ["day-1"]
    assert record.verdict.outcome == "no-evidence"
    assert data_set_of(record).walked_back[0].damaged


def test_what_was_looked_into_and_accepted_is_not_doubted_again(make_world, make_service, drill):
    from datetime import date

    from drplan import Accepted

    told = make_service("files", "host-a")
    accepted = Accepted(snapshots=("da1e0000",), because="harmless", by_role="admin", on=date(2026, 3, 1))
    data = told.data_sets[0].model_copy(update={"accepted": (accepted,)})
    world = OlderWorld(make_world(told.model_copy(update={"data_sets": (data,)})).declared)
    world.snapshots = ["da1e0000"]
    doubt(world, "da1e0000")
    assert drill(world).verdict.outcome == "pass"


def test_what_was_gone_back_from_is_told_in_lines(world, drill):
    world.damaged.add("day-0")
    (line,) = walked_lines(drill(world))
    assert line.startswith("walked back: files-data: day-0 of 2026-03-02 11:00 UTC in onsite: damaged: ")


def test_a_record_of_a_walk_back_is_read_as_it_was_written(world, drill):
    doubt(world, "day-0")
    record = drill(world)
    assert read_record(record_bytes(record), DrillRecord) == record


def _with_rpo(declared, rpo):
    site = declared.sites[0]
    services = tuple(
        s.model_copy(update={"objectives": s.objectives.model_copy(update={"rpo": rpo})})
        for s in site.services
    )
    return declared.model_copy(update={"sites": (site.model_copy(update={"services": services}),)})
