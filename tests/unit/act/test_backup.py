from datetime import timedelta

from drplan.act.backup import back_up, status
from drplan.errors import Unreachable
from drplan.plan.drill import data_sets_of


def test_one_data_set_that_fails_does_not_stop_the_others(make_world, make_service):
    world = make_world(make_service("files", "host-a"), make_service("mail", "host-b"))
    world.unrestorable = {"files-data"}
    failed, made = back_up(world.declared, data_sets_of(world.declared.sites[0]), world, world)
    assert failed.error is not None
    assert failed.points == ()
    assert [p.data_set for p in made.points] == ["mail-data"]


def test_an_old_recovery_point_is_due(make_world):
    world = make_world()
    world.taken_at -= timedelta(days=2)
    (found,) = status(world.declared, data_sets_of(world.declared.sites[0]), world, world.now())
    assert found.decision.due
    assert "54.0 h old" in found.decision.because


def test_a_copy_that_cannot_be_asked_is_not_known(make_world):
    world = make_world()

    def silent(data_set, repository):
        raise Unreachable("no answer", next_step="wait")

    world.points = silent
    (found,) = status(world.declared, data_sets_of(world.declared.sites[0]), world, world.now())
    assert found.error is not None
    assert found.newest is None
