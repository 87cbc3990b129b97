"""Where a lab puts things, worked out from the declaration."""

from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import pytest

from drplan.adapters.inventory import load_district
from drplan.adapters.lab.layout import cable, lay_out
from drplan.adapters.lab.reach import known_host, ssh_config
from drplan.adapters.lab.routers import configuration
from drplan.adapters.lab.tools import prefix
from drplan.adapters.lab.wires import host_routes, lan_lines
from drplan.declare import Server
from drplan.declare.lookup import site_of
from drplan.errors import LabError


@pytest.fixture(scope="module")
def district():
    return load_district(Path(__file__).parents[3] / "inventories")


@pytest.fixture(scope="module")
def hs(district):
    return lay_out(district, site_of(district, "hs"))


def test_the_operator_stands_in_the_servers_network_at_an_address_nobody_has(hs, district):
    assert str(hs.operator) == "198.18.20.250/24"
    server = Server(name="hs-new1", address=IPv4Address("198.18.20.250"), owner="systems-administrator")
    site = hs.site.model_copy(update={"assets": (*hs.site.assets, server)})
    assert str(lay_out(district, site).operator) == "198.18.20.249/24"


def test_the_cloud_is_behind_the_neighbour_and_the_account_in_its_network(hs):
    assert hs.cloud_namespace == "drplan-do-rtr1"
    assert hs.cloud_port == "cloud0"
    assert hs.cloud == IPv4Network("203.0.113.0/24")
    assert hs.account == IPv4Address("203.0.113.20")
    assert [(str(d.address), d.port, d.path) for d in hs.offsite] == [
        ("203.0.113.10", 8333, "drplan-offsite")
    ]


def test_the_on_site_repository_is_on_the_lan_and_the_operators_address_comes_first(hs):
    assert [(str(d.address), d.port, d.path, d.beside) for d in hs.onsite] == [
        ("198.18.20.5", 8000, "drplan", ""),
        ("198.18.20.5", 8001, "drplan", "onsite"),
    ]
    assert [door.repository.append_only for door in hs.onsite] == [True, False]
    addresses = [line for line in lan_lines(hs) if line.startswith("addr add")]
    assert addresses == ["addr add 198.18.20.250/24 dev lan0", "addr add 198.18.20.5/24 dev lan0"]
    assert lan_lines(hs)[-1] == "route add default via 198.18.20.1"


def test_a_site_without_a_router_has_the_cloud_next_door(district):
    servers = tuple(a for a in site_of(district, "hs").assets if isinstance(a, Server))
    alone = lay_out(district, site_of(district, "hs").model_copy(update={"assets": servers}))
    assert alone.routers == ()
    assert alone.cloud_namespace == "drplan-lab"
    assert "addr add 203.0.113.10/32 dev lo" in lan_lines(alone)
    assert not [line for line in lan_lines(alone) if "default" in line]


def test_a_host_outside_the_servers_network_is_refused(district, hs):
    far = Server(name="hs-far1", address=IPv4Address("10.20.99.1"), owner="systems-administrator")
    with pytest.raises(LabError, match=r"hs-far1 .* is not in the servers' network"):
        lay_out(district, hs.site.model_copy(update={"assets": (*hs.site.assets, far)}))


def test_a_site_with_nothing_to_raise_is_refused(district, hs):
    with pytest.raises(LabError, match="declares nothing to raise"):
        lay_out(district, hs.site.model_copy(update={"assets": (), "networks": ()}))


def test_every_site_of_the_example_can_be_laid_out(district):
    for site in district.sites:
        assert lay_out(district, site).lan.prefixlen == 24


def test_the_neighbour_meets_the_router_on_the_uplink_only(hs):
    lines = configuration(hs.neighbour, hs.router).splitlines()
    assert lines[lines.index("interface wan0") + 1] == " ip ospf network point-to-point"
    assert {" passive-interface lan0", " passive-interface cloud0"} <= set(lines)
    assert " passive-interface wan0" not in lines
    assert " network 203.0.113.0/24 area 0" in lines


def test_cables_have_names_the_kernel_takes_and_none_is_shared():
    names = {cable(f"a-very-long-asset-name-{number}", "eth0") for number in range(500)}
    assert len(names) == 500
    assert max(map(len, names)) <= 15


def test_ssh_knows_a_host_by_name_and_address_and_asks_nobody(tmp_path):
    text = ssh_config(tmp_path, [("hs-db1", "198.18.20.11")])
    assert "Host hs-db1 198.18.20.11\n" in text
    assert "StrictHostKeyChecking yes" in text
    assert "ProxyCommand nsenter --net=/run/netns/drplan-lab nc %h %p" in text
    assert known_host("a", "10.0.0.1", "ssh-ed25519 KEY comment") == "a,10.0.0.1 ssh-ed25519 KEY\n"


def test_two_labs_share_no_name_in_the_kernel():
    assert prefix("") == "drplan"
    assert not prefix("second").startswith(f"{prefix('')}-")


@pytest.mark.parametrize("name", ["Second", "a-b", "../x", "a" * 13])
def test_a_lab_name_that_could_be_taken_for_another_is_refused(name):
    with pytest.raises(LabError, match="DRPLAN_LAB_NAME"):
        prefix(name)


def test_a_host_reaches_the_cloud_next_door_through_the_operator(hs, district):
    assert host_routes(hs) == ["route add default via 198.18.20.1"]
    servers = tuple(a for a in site_of(district, "hs").assets if isinstance(a, Server))
    alone = lay_out(district, site_of(district, "hs").model_copy(update={"assets": servers}))
    assert host_routes(alone) == [
        "route add 203.0.113.10/32 via 198.18.20.250",
        "route add 203.0.113.20/32 via 198.18.20.250",
    ]


def _with(district, *locations, **more):
    first = district.repositories[0].model_copy(update={"prune_location": None, **more})
    named = [first.model_copy(update={"name": f"r{n}", "location": each}) for n, each in enumerate(locations)]
    return district.model_copy(update={"repositories": tuple(named)})


def test_what_is_declared_by_a_name_stands_at_an_address_that_nobody_else_has(district):
    told = _with(
        district,
        "rest:https://backup.example:8000/x/",
        "rest:https://backup.example:8001/y/",
        "s3:https://s3.example/bucket",
        "s3:s3.example/other",
        "rest:https://198.18.20.240:8000/z/",
    )
    raised = lay_out(told, site_of(district, "hs"))
    assert raised.locations == {
        "rest:https://backup.example:8000/x/": "rest:https://198.18.20.239:8000/x/",
        "rest:https://backup.example:8001/y/": "rest:https://198.18.20.239:8001/y/",
        "s3:https://s3.example/bucket": "s3:http://203.0.113.240:443/bucket",
        "s3:s3.example/other": "s3:http://203.0.113.240:443/other",
    }
    assert len(raised.onsite) == 3
    assert len(raised.offsite) == 2


def test_declared_addresses_of_the_example_are_kept(hs):
    assert hs.locations == {}


def test_a_server_that_a_public_authority_vouches_for_is_raised_without_tls(district):
    told = _with(district, "rest:https://backup.example/x/", ca_certificate=None)
    raised = lay_out(told, site_of(district, "hs"))
    assert [*raised.locations.values()] == ["rest:http://198.18.20.240:443/x/"]
    assert not raised.onsite[0].has_tls


def test_the_door_for_dropping_is_found_by_its_own_name(district):
    told = _with(district, "rest:https://a.example/x/", prune_location="rest:https://b.example/x/")
    raised = lay_out(told, site_of(district, "hs"))
    assert [(door.beside, str(door.address)) for door in raised.onsite] == [
        ("", "198.18.20.240"),
        ("r0", "198.18.20.239"),
    ]
    assert set(raised.locations) == {"rest:https://a.example/x/", "rest:https://b.example/x/"}
