"""One host lost in a drill: what goes down with it, what does not, and what its recovery shows."""

import pytest

from drplan import FileProbe
from drplan.act.account import drill_record
from drplan.act.drill import conduct
from drplan.act.host import prepare_host
from drplan.declare.lookup import server_named
from tests.unit.act.conftest import ABOUT


def look_at(host, name):
    return FileProbe(server=host, path=f"/srv/{name}", contains="x")


def judged(record, name="files"):
    found = next(s for s in record.services if s.name == name)
    return found.verdict.outcome, "; ".join(found.verdict.because)


@pytest.fixture
def rehearse(limits):
    def run(world, host="host-a"):
        plan = prepare_host(server_named(world.declared, host), world.ports())
        return drill_record(conduct(plan, world.ports(), limits), ABOUT)

    return run


def test_one_lost_host_takes_nothing_else_with_it(make_world, make_service, rehearse):
    world = make_world(make_service("files", "host-a"), make_service("mail", "host-b"))
    record = rehearse(world)
    assert record.verdict.outcome == "pass"
    assert [s.name for s in record.services] == ["files"]
    assert [s.subject for s in record.steps if s.action in ("destroy", "blank")] == ["host-a", "host-a"]
    assert (record.host, record.site, record.kind) == ("host-a", "hs", "functional")
    assert record.id.endswith("-host-a")


def test_what_a_lost_host_depends_on_still_stands_and_its_recovery_time_is_known(
    make_world, make_service, rehearse
):
    world = make_world(make_service("network", "host-b"), make_service("files", "host-a", ("network",)))
    (files,) = rehearse(world).services
    assert files.critical_path == ("host-a", "files")
    assert files.verdict.outcome == "pass"


def test_data_on_another_host_is_not_touched(make_world, make_service, rehearse):
    away = make_service("other", "host-b").data_sets
    files = make_service("files", "host-a")
    world = make_world(files.model_copy(update={"data_sets": (*files.data_sets, *away)}))
    world.unrestorable = {"other-data"}
    record = rehearse(world)
    assert [data.name for data in record.services[0].data_sets] == ["files-data"]
    assert judged(record) == ("pass", "")


def test_a_service_that_stays_up_on_its_other_server_is_never_called_recovered(
    make_world, make_service, rehearse
):
    told = {"runs_on": ("host-a", "host-b"), "probes": (look_at("host-b", "files"),), "data_sets": ()}
    record = rehearse(make_world(make_service("files", "host-a", **told)))
    outcome, why = judged(record)
    assert outcome == "no-evidence"
    assert why == "it runs on host-b too, and no probe of it looks at host-a: nothing shows its part there"
    assert record.services[0].rta_seconds is None
    assert record.verdict.outcome == "no-evidence"


def test_a_probe_that_looks_at_the_lost_server_shows_the_part_that_came_back(
    make_world, make_service, rehearse
):
    probes = (look_at("host-a", "files"), look_at("host-b", "files"))
    world = make_world(
        make_service("files", "host-a", runs_on=("host-a", "host-b"), probes=probes, data_sets=())
    )
    record = rehearse(world)
    assert judged(record) == ("pass", "")
    assert record.services[0].critical_path == ("host-a", "files")


def test_a_probe_of_the_lost_server_that_stays_healthy_fails(make_world, make_service, rehearse):
    told = {"runs_on": ("host-a", "host-b"), "probes": (look_at("host-a", "files"),)}
    world = make_world(make_service("files", "host-a", **told))
    world.always_healthy = {"files"}
    outcome, why = judged(rehearse(world))
    assert outcome == "fail"
    assert "was not broken" in why
