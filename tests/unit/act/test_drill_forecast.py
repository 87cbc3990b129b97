from datetime import timedelta

import pytest

from drplan.act.drill_forecast import course_of, foresee, sizes_asked
from drplan.errors import UsageError
from tests.unit.act.conftest import START

TB = 10**12


def sized(service, size, nightly):
    data = service.data_sets[0].model_copy(update={"size": size, "nightly_change": nightly})
    return service.model_copy(update={"data_sets": (data,)})


@pytest.fixture
def drilled(make_world, make_service, drill):
    def run(size, nightly):
        world = make_world(sized(make_service("files", "host-a"), size, nightly))
        return world, drill(world)

    return run


def ahead(world, records, seen=None):
    return foresee(world.declared, world.declared.sites[0], records, seen or {}, START)


def test_a_site_that_was_never_drilled_is_refused(make_world):
    with pytest.raises(UsageError, match="no drill of site hs"):
        ahead(make_world(), [])


def test_a_recorded_drill_takes_as_long_again(drilled):
    world, record = drilled(None, None)
    finish = course_of(record, world.declared.sites[0].services).finishes()["files"]
    assert finish.seconds == record.services[0].rta_seconds


def test_growing_data_is_foreseen_to_miss_its_objective(drilled):
    world, record = drilled(9000, 40)
    (files,) = ahead(world, [record])
    assert files.likely is not None
    assert files.earliest is not None
    assert files.earliest <= files.likely


def test_without_a_declared_growth_nobody_can_say(drilled):
    world, record = drilled(None, None)
    (files,) = ahead(world, [record])
    assert files.until is None


def test_sizes_of_the_copies_are_a_history_of_growth(drilled):
    world, record = drilled(None, None)
    seen = {"files-data": [(START - timedelta(days=n), 9000 - 40 * n) for n in range(30)]}
    (files,) = ahead(world, [record], seen)
    assert files.because == "30 sizes over 29 days"


def test_the_nearest_copy_is_asked_for_sizes(make_world):
    world = make_world()
    found = sizes_asked(world.declared, world.declared.sites[0], world, world)
    assert found == {"files-data": [(world.taken_at, 1)]}
