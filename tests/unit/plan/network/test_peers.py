from ipaddress import IPv4Address, IPv4Interface, IPv4Network

from drplan.declare import Interface, NetworkDevice
from drplan.gear import PLATFORMS
from drplan.plan.network.peers import Peer, announced, peers
from drplan.plan.network.remainder import remainder


def router(name, number, *addresses):
    ports = tuple(
        Interface(name=f"p{at}", address=IPv4Interface(each), description="x")
        for at, each in enumerate(addresses)
    )
    first = IPv4Interface(addresses[0]).ip
    return NetworkDevice(
        name=name, address=first, owner="n", platform="frr", autonomous_system=number, interfaces=ports
    )


ONE = router("one", 65001, "198.18.1.1/24", "198.18.255.1/30")
TWO = router("two", 65002, "198.18.2.1/24", "198.18.255.2/30")


def test_neighbours_share_a_link_and_both_have_a_number():
    assert peers(ONE, [ONE, TWO, router("far", 65003, "10.0.0.1/8")]) == (
        Peer(IPv4Address("198.18.255.2"), 65002, "two"),
    )
    assert peers(ONE, [router("mute", None, "198.18.255.2/30")]) == ()
    assert peers(router("mute", None, "198.18.255.2/30"), [ONE]) == ()


def test_a_router_tells_of_its_own_networks_and_not_of_the_links():
    assert announced(ONE, peers(ONE, [TWO])) == (IPv4Network("198.18.1.0/24"),)


def test_what_a_router_still_lacks_is_typed_once_more_in_its_block():
    kept = "interface eth1\n babel rxcost 200\n babel wired\nexit\nip route 10.0.0.0/8 blackhole\n"
    running = "no ip forwarding\ninterface eth1\n babel wired\nexit\nip route 10.0.0.0/8 blackhole\n"
    lines = [line.strip() for line in remainder(kept, running, PLATFORMS["frr"])]
    assert lines[:2] == ["interface eth1", "babel rxcost 200"]
    assert "ip forwarding" in lines
    assert remainder(kept, kept, PLATFORMS["frr"]) == []
