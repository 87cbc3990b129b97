from drplan.act.backup import back_up
from drplan.plan.drill import data_sets_of


def test_one_data_set_that_fails_does_not_stop_the_others(make_world, make_service):
    world = make_world(make_service("files", "host-a"), make_service("mail", "host-b"))
    world.unrestorable = {"files-data"}
    failed, made = back_up(world.declared, data_sets_of(world.declared.sites[0]), world, world)
    assert failed.error is not None
    assert failed.points == ()
    assert [p.data_set for p in made.points] == ["mail-data"]
