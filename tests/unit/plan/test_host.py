"""What goes down with one server, and what does not."""

from ipaddress import IPv4Address
from pathlib import Path

import pytest

from drplan import FileProbe, HttpProbe
from drplan.adapters.inventory import load_district
from drplan.declare.lookup import data_sets_on, server_named, services
from drplan.errors import UsageError
from drplan.plan.host import guests_of, plan_host, services_on, showing_loss

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def example():
    return load_district(ROOT / "inventories")


def planned(district, name):
    return plan_host(district, server_named(district, name), {})


def changed(district, name, **more):
    """Return the district with one service of the high school changed."""
    hs = next(site for site in district.sites if site.code == "hs")
    told = tuple(s.model_copy(update=more) if s.name == name else s for s in hs.services)
    others = tuple(site for site in district.sites if site is not hs)
    return district.model_copy(update={"sites": (hs.model_copy(update={"services": told}), *others)})


def test_what_runs_on_a_server_comes_back_with_it_in_the_order_of_dependencies(example):
    plan = planned(example, "hs-file1")
    assert [[s.name for s in wave] for wave in plan.waves] == [["hs-files"], ["hs-learning"]]
    assert [asset.name for asset in plan.assets] == ["hs-file1"]
    assert plan.site.code == "hs"


def test_a_service_that_only_keeps_data_on_a_server_comes_back_with_it_too(example):
    away = changed(example, "hs-gradebook", runs_on=("hs-file1",))
    assert [s.name for s in services_on(away, "hs-db1")] == ["hs-gradebook"]
    (gradebook,) = planned(away, "hs-db1").services
    assert planned(away, "hs-db1").ground_of(gradebook) == ("hs-db1",)


def test_only_data_that_lies_on_the_server_comes_back(example):
    files = next(s for s in services(example) if s.name == "hs-files")
    gradebook = next(s for s in services(example) if s.name == "hs-gradebook")
    both = changed(example, "hs-files", data_sets=(*files.data_sets, *gradebook.data_sets))
    plan = planned(both, "hs-file1")
    (found,) = [s for s in plan.services if s.name == "hs-files"]
    assert [data.name for data in plan.data_of(found)] == ["hs-school-files"]
    assert [data.name for data in data_sets_on(example, "hs-file1")] == ["hs-school-files"]


def test_a_server_that_carries_nothing_is_refused(example):
    bare = changed(example, "hs-gradebook", runs_on=(), data_sets=())
    with pytest.raises(UsageError, match="no service and no data set is on hs-db1"):
        planned(bare, "hs-db1")


def test_virtual_machines_on_a_server_are_named(example):
    assert guests_of(example, "hs-db1") == ()
    assert len(guests_of(example, "do-hv1")) > 1
    assert "do-hv1" not in guests_of(example, "do-hv1")


def test_a_router_that_a_service_runs_on_as_well_cannot_carry_it_alone(example):
    plan = planned(changed(example, "hs-gradebook", runs_on=("hs-db1", "hs-rtr1")), "hs-db1")
    assert plan.beside == {}


def test_of_a_service_on_two_servers_only_probes_that_look_at_the_lost_one_show_its_loss(example):
    address = server_named(example, "hs-db1").address
    here = FileProbe(server="hs-db1", path="/x", contains="x")
    there = FileProbe(server="hs-file1", path="/x", contains="x")
    page = HttpProbe(url=f"http://{address}:8080/x", contains="x")
    elsewhere = HttpProbe(url=f"http://{IPv4Address('192.0.2.1')}/{address}", contains="x")
    probes = (here, there, page, elsewhere)
    twice = changed(example, "hs-gradebook", runs_on=("hs-db1", "hs-file1"), probes=probes)
    plan = planned(twice, "hs-db1")
    (gradebook,) = plan.services
    assert plan.beside == {"hs-gradebook": ("hs-file1",)}
    assert showing_loss(plan, gradebook).probes == (here, page)


def test_of_a_service_on_one_server_every_probe_shows_its_loss(example):
    plan = planned(example, "hs-db1")
    (gradebook,) = plan.services
    assert showing_loss(plan, gradebook) == gradebook
