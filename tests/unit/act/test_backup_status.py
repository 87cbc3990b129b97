from datetime import timedelta

import pytest

from drplan import BackupPolicy, Notify, Repository, Secret
from drplan.act.backup_status import Messenger, backup_status, tell
from drplan.errors import RepositoryLocked, Unreachable
from drplan.explain.backup_status import message
from drplan.measure.changes import Standing
from drplan.plan.drill import data_sets_of

DAY = timedelta(days=1)


def with_second_copy(world):
    place = Repository(name="offsite", location="/y", site="hs", media="disk", password=Secret.env("Y"))
    policy = BackupPolicy(name="nightly", copies=("onsite", "offsite"), cadence=DAY)
    repositories = (*world.declared.repositories, place)
    world.declared = world.declared.model_copy(update={"repositories": repositories, "policies": (policy,)})
    return world


@pytest.fixture
def world(make_world, make_service):
    return with_second_copy(make_world(make_service("files", "host-a"), make_service("mail", "host-b")))


def look(world):
    chosen = data_sets_of(world.declared.sites[0])
    return backup_status(world.declared, chosen, world.all_points, world.now())


def test_each_repository_is_asked_once_for_all_data_sets(world):
    asked, honest = [], world.all_points

    def listening(repository):
        asked.append(repository.name)
        return honest(repository)

    world.all_points = listening
    found = look(world)
    assert sorted(asked) == ["offsite", "onsite"]
    places = [(each.data_set, each.copy) for each in found]
    assert places == [(data, copy) for data in ("files-data", "mail-data") for copy in ("onsite", "offsite")]
    assert all(each.freshness.well for each in found)


def test_a_copy_that_cannot_be_asked_is_unknown_and_the_others_are_judged(world):
    honest = world.all_points

    def half(repository):
        if repository.name == "offsite":
            raise RepositoryLocked("locked", next_step="wait")
        return honest(repository)

    world.all_points = half
    bands = {(each.copy, each.freshness.band) for each in look(world)}
    assert bands == {("onsite", "within"), ("offsite", "unknown")}


def test_what_a_copy_does_not_hold_is_none_whatever_it_holds_of_others(world):
    world.no_points = {"mail-data"}
    assert {(each.data_set, each.freshness.band) for each in look(world)} == {
        ("files-data", "within"),
        ("mail-data", "none"),
    }


class People:
    """Remembers what it was told in a dictionary, and takes messages while it is reachable."""

    def __init__(self):
        self.known, self.got, self.reachable = {}, [], True

    def told(self, name):
        return self.known.get(name, {})

    def remember(self, name, told):
        self.known[name] = dict(told)

    def send(self, to, said):
        if not self.reachable:
            raise Unreachable(f"the message to {to.name} was not taken", next_step="wait")
        self.got.append((to.name, said))


@pytest.fixture
def people():
    return People()


OPS = Notify(name="ops", url=Secret.env("OPS_URL"))
CHIEF = Notify(name="chief", url=Secret.env("CHIEF_URL"), worse_than="up-to-2x", about=("age",))


def inform(world, people, *wanting, site=None):
    states = [each for each in look(world) if site is None or each.data_set == site]
    return tell(states, wanting or (OPS,), Messenger(people, message, people), world.now().date())


def test_nobody_is_told_while_all_is_well_nor_twice_of_the_same(world, people):
    inform(world, people)
    assert people.got == []
    world.taken_at -= 2 * DAY
    inform(world, people)
    inform(world, people)
    ((name, said),) = people.got
    assert (name, said.title, said.worse) == ("ops", "Backups: 4 worse", True)


def test_the_recovery_is_told_too(world, people):
    good = world.taken_at
    world.taken_at -= 2 * DAY
    inform(world, people)
    world.taken_at = good
    inform(world, people)
    assert people.got[1][1].title == "Backups: 4 better"
    assert not people.got[1][1].worse


def test_what_was_not_delivered_is_tried_again_and_said(world, people):
    world.taken_at -= 2 * DAY
    people.reachable = False
    (failed,) = inform(world, people)
    assert failed.error is not None
    assert people.known == {}
    people.reachable = True
    (sent,) = inform(world, people)
    assert sent.error is None
    assert len(people.got) == 1


def test_one_who_cannot_be_reached_keeps_no_other_from_hearing(world, people):
    world.taken_at -= 9 * DAY
    honest = people.send

    def picky(to, said):
        people.reachable = to.name != "ops"
        honest(to, said)

    people.send = picky
    failed, sent = inform(world, people, OPS, CHIEF)
    assert (failed.error is None, sent.error is None) == (False, True)
    assert [name for name, _ in people.got] == ["chief"]


def test_each_hears_of_what_it_wants_only(world, people):
    world.taken_at -= DAY
    inform(world, people, OPS, CHIEF)
    assert [name for name, _ in people.got] == ["ops"]
    world.taken_at -= 9 * DAY
    inform(world, people, OPS, CHIEF)
    assert [name for name, _ in people.got] == ["ops", "ops", "chief"]


def test_a_look_at_part_of_the_copies_leaves_the_others_as_they_were_told(world, people):
    world.taken_at -= 2 * DAY
    inform(world, people)
    inform(world, people, site="files-data")
    assert len(people.got) == 1
    assert people.known["ops"]["mail-data", "onsite"] == Standing("up-to-4x")
