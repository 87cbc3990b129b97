"""A site's cables as a tree."""

from ipaddress import IPv4Address, IPv4Network

import pytest

from drplan.declare import District, NetworkDevice, Port, Server, Site
from drplan.explain.pictures import cabling
from tests.unit.explain.pictures.conftest import SVG, drawn


def switch(name, number, role, *ports):
    address = IPv4Address("198.18.0.0") + number
    return NetworkDevice(
        name=name, address=address, owner="n", platform="cisco-ios", baselines=(), role=role, ports=ports
    )


def trunk(name, to, to_port):
    return Port(name=name, use="trunk", tagged=(10, 20), vlan=1, to=to, to_port=to_port)


def district(*assets, elsewhere=()):
    sites = tuple(
        Site(
            code=code,
            title=code.upper(),
            kind="high-school",
            students=1,
            networks=(IPv4Network("198.18.0.0/24"),),
            contact="n",
            assets=there,
        )
        for code, there in (("hs", assets), ("do", elsewhere))
    )
    return District(name="V", domain="v.example", sites=sites, roles=(), repositories=(), policies=())


def picture(whole):
    return cabling(whole.sites[0], whole)


RING = district(
    switch("core", 1, "core", trunk("1", "a", "48"), trunk("2", "b", "48"), trunk("3", "rtr", "lan0")),
    switch("a", 2, "closet", trunk("47", "b", "47")),
    switch("b", 3, "closet"),
    Server(name="store", address=IPv4Address("198.18.0.9"), owner="n", baselines=()),
    elsewhere=(switch("rtr", 4, "router"),),
)


def test_what_leads_out_is_the_root_and_a_ring_is_told_beside_its_last_device():
    figure = picture(RING)
    assert figure.alternative == (
        "Cables of HS. rtr; core hangs by 3 on rtr lan0; a hangs by 48 on core 1; "
        "b hangs by 48 on core 2, and on a 47."
    )
    boxes = [box.get("class") for box in drawn(figure).iter(f"{SVG}rect")]
    assert boxes == ["ghost", "box", "box", "box"]


def test_the_table_holds_every_cable_and_what_it_carries():
    assert picture(RING).table.rows[0] == (
        "core",
        "1",
        "a",
        "48",
        "VLAN 1, VLAN 10 tagged, VLAN 20 tagged",
        "core",
    )
    assert len(picture(RING).table.rows) == 4


def test_a_site_without_declared_cables_has_no_picture():
    assert picture(district(switch("core", 1, "core"))) is None


@pytest.mark.parametrize("count", [1, 40, 300])
def test_many_closets_stay_inside_the_sheet_and_what_is_left_out_is_said(count):
    ports = tuple(trunk(f"1/1/{n}", f"hs-closet-with-a-long-name-{n}", "1/1/48") for n in range(count))
    closets = (switch(f"hs-closet-with-a-long-name-{n}", 2 + n, "closet") for n in range(count))
    figure = picture(district(switch("core", 1, "core", *ports), *closets))
    root = drawn(figure)
    said = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    assert (f"of {count + 1} assets shown" in said) is (count > 30)
    assert len(figure.table.rows) == count


def test_a_chain_of_twenty_and_a_cable_to_itself_are_drawn():
    chain = [switch(f"s{n}", n + 1, "closet", trunk("1", f"s{n + 1}", "2")) for n in range(19)]
    loop = switch("s19", 20, "closet", trunk("7", "s19", "8"))
    figure = picture(district(*chain, loop))
    drawn(figure)
    assert "s19 hangs by 2 on s18 1" in figure.alternative
