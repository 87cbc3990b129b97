"""Dropping and copying against copies that misbehave on order; the real ones are in tests/contract."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from drplan.act.fill import fill
from drplan.act.retain import Retained, Retainer, carry_out, plan_retention
from drplan.custody import Snapshot
from drplan.declare import Repository, Retention, Secret
from drplan.declare.lookup import data_sets, written_copies
from drplan.errors import PruneRefused, Unreachable
from drplan.plan.retention import keep, together

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
NAME = "files-data"


def snapshot(name, days, *tags, **more):
    taken = NOW - timedelta(days=days)
    told = {"paths": (f"/manifests/{NAME}.jsonl",), "files": 1, **more}
    return Snapshot(name, taken, taken, taken, tags or ("drplan", f"data-set:{NAME}"), **told)


class Shelves:
    """Implements ``Custody`` and ``Looks`` over lists of snapshots; what it is told to do, it writes down."""

    def __init__(self, **held):
        self.held = {name: [*some] for name, some in held.items()}
        self.did = []
        self.announced = []
        self.down = set()
        self.refuses = False
        self.loses_tags = False
        self.looks = {}

    def last(self, repository):
        return self.looks.get(repository.name)

    def remember(self, repository, seen):
        self.looks[repository.name] = seen

    def say(self, subject, message):
        pass

    def announce(self, to_forget):
        self.announced.append(to_forget)

    def snapshots(self, repository):
        if repository.name in self.down:
            raise Unreachable(f"{repository.name} does not answer", next_step="start it")
        return [*self.held[repository.name]]

    def identity(self, repository, password):
        raise NotImplementedError

    def check_pruner(self, repository):
        if self.refuses:
            raise PruneRefused("it is the writers'", next_step="declare another")

    def forget(self, repository, snapshots):
        self.did.append(("forget", [each.id for each in snapshots]))
        self.held[repository.name] = [e for e in self.held[repository.name] if e not in snapshots]

    def prune(self, repository):
        self.did.append(("prune", repository.name))

    def copy(self, source, target, snapshots):
        self.did.append(("copy", [each.id for each in snapshots]))
        for each in snapshots:
            tags = () if self.loses_tags else each.tags
            came = replace(each, id=f"{each.id}-copied", tags=tags, original=each.id)
            self.held[target.name].append(came)


@pytest.fixture
def district(make_world):
    declared = make_world().declared
    far = Repository(
        name="far", location="/y", site="hs", media="disk", password=Secret.env("Y"), filled_from="onsite"
    )
    policy = declared.policies[0].model_copy(
        update={"copies": ("onsite", "far"), "retention": Retention(daily=1)}
    )
    return declared.model_copy(update={"repositories": (*declared.repositories, far), "policies": (policy,)})


def retain(district, shelves):
    retainer = Retainer(district, shelves, shelves, shelves, NOW)
    return carry_out(retainer, plan_retention(retainer, data_sets(district)), shelves.announce)


def copied(district, shelves):
    return fill(Retainer(district, shelves, shelves, shelves, NOW), data_sets(district))[0]


def test_a_recovery_point_goes_before_its_stream_and_only_then_is_space_freed(district):
    stream = snapshot("stream", 9, "drplan-stream", f"stream-of:{NAME}", "run:a")
    old = snapshot("old", 9, "drplan", f"data-set:{NAME}", "run:a")
    shelves = Shelves(onsite=[stream, snapshot("new", 1), old], far=[])
    found = retain(district, shelves)
    assert shelves.did == [("forget", ["old"]), ("forget", ["stream"]), ("prune", "onsite"), ("prune", "far")]
    assert all(each.pruned for each in found)
    assert [{name: {*ids} for name, ids in told.items()} for told in shelves.announced] == [
        {"onsite": {"old", "stream"}}
    ]


def test_a_copy_that_cannot_be_read_keeps_no_other_from_being_done(district):
    shelves = Shelves(onsite=[snapshot("new", 1), snapshot("old", 9)], far=[])
    shelves.down = {"onsite"}
    onsite, far = retain(district, shelves)
    assert (onsite.error is None, onsite.pruned, far.pruned) == (False, False, True)


def test_without_a_pruner_nothing_is_tried(district):
    shelves = Shelves(onsite=[snapshot("new", 1), snapshot("old", 9)], far=[])
    shelves.refuses = True
    assert not any(each.pruned for each in retain(district, shelves))
    assert shelves.did == []
    assert shelves.announced == [{}]


def test_a_policy_without_a_retention_is_left_alone(district):
    policy = district.policies[0].model_copy(update={"retention": None})
    kept = district.model_copy(update={"policies": (policy,)})
    shelves = Shelves(onsite=[], far=[])
    assert plan_retention(Retainer(kept, shelves, shelves, shelves, NOW), data_sets(kept)) == ()


def test_hosts_do_not_write_to_a_filled_copy(district):
    assert [each.name for each in written_copies(district, district.policies[0])] == ["onsite"]


def test_what_the_retention_would_drop_is_not_copied_back_and_forth(district):
    shelves = Shelves(onsite=[snapshot("old", 9), snapshot("new", 1)], far=[])
    assert copied(district, shelves).copied == 1
    assert shelves.did == [("copy", ["new"])]
    assert [each.going for each in retain(district, shelves) if each.repository == "far"] == [()]


def test_a_copy_that_came_without_its_tags_is_an_error(district):
    shelves = Shelves(onsite=[snapshot("new", 1)], far=[])
    shelves.loses_tags = True
    error = copied(district, shelves).error
    assert error is not None
    assert "did not come, or not with its time and tags" in error.message


def test_streams_are_copied_before_the_recovery_point_that_commits_them(district):
    stream = snapshot("stream", 1, "drplan-stream", f"stream-of:{NAME}", "run:a")
    shelves = Shelves(onsite=[snapshot("new", 1, "drplan", f"data-set:{NAME}", "run:a"), stream], far=[])
    copied(district, shelves)
    assert shelves.did == [("copy", ["stream"]), ("copy", ["new"])]


def test_what_is_slipped_in_under_an_old_date_after_a_look_never_counts(district):
    shelves = Shelves(onsite=[snapshot("old", 3), snapshot("new", 1)], far=[])
    retain(district, shelves)
    shelves.held["onsite"].append(snapshot("forged", 1 / 24 + 0.01))
    for _ in range(2):
        (onsite, _) = retain(district, shelves)
        assert [decision.snapshot.id for _, decision in onsite.odd] == ["forged"]
        assert onsite.going == ()
    assert copied(district, shelves).copied == 1
    assert [each.original for each in shelves.held["far"]] == ["new"]


def shared(name, days, *names):
    tags = ("drplan", *(f"data-set:{each}" for each in names))
    return snapshot(name, days, *tags, paths=tuple(f"/manifests/{each}.jsonl" for each in names))


DECLARED = {"files-data", "mail-data"}


def decided(found, *names):
    each = [(name, one) for name in names for one in keep(found, name, Retention(daily=1), NOW)]
    return {(name, one.snapshot.id): one for name, one in together(each, DECLARED)}


def test_a_snapshot_that_several_share_goes_when_all_of_them_let_it_go():
    both = ("files-data", "mail-data")
    found = [shared("old", 9, *both), shared("new", 1, *both)]
    done = decided(found, *both)
    assert {key: one.stays for key, one in done.items()} == {
        ("files-data", "old"): False,
        ("files-data", "new"): True,
        ("mail-data", "old"): False,
        ("mail-data", "new"): True,
    }


def test_one_that_still_needs_it_holds_it_for_the_other():
    both = ("files-data", "mail-data")
    found = [shared("old", 9, *both), shared("new", 1, "files-data")]
    done = decided(found, *both)
    assert done["files-data", "old"].because == ("it also holds mail-data",)
    assert all(one.stays for one in done.values())


def test_one_that_was_not_asked_about_holds_it_and_one_nobody_declares_does_not():
    found = [shared("old", 9, "files-data", "mail-data"), shared("older", 19, "files-data", "gone-data")]
    found.append(shared("new", 1, "files-data"))
    done = decided(found, "files-data")
    assert {key[1]: one.stays for key, one in done.items()} == {"old": True, "older": False, "new": True}


def test_a_shared_snapshot_is_dropped_once(district):
    both = [shared("old", 9, *sorted(DECLARED))]
    shelves = Shelves(onsite=both, far=[])
    decisions = tuple(
        (name, replace(one, stays=False)) for name in DECLARED for one in keep(both, name, None, NOW)
    )
    retainer = Retainer(district, shelves, shelves, shelves, NOW)
    (done,) = carry_out(retainer, [Retained("onsite", decisions)], shelves.announce)
    assert (done.error, len(done.going), done.staying) == (None, 1, 0)
    assert shelves.held["onsite"] == []
    assert shelves.announced == [{"onsite": ["old"]}]
