"""What is heard at ports against the declared cables."""

from ipaddress import IPv4Address, IPv4Interface, IPv4Network

import pytest

from drplan.declare import District, Interface, NetworkDevice, Port, Server, Site
from drplan.plan.network.cables import cables
from drplan.plan.network.neighbours import compare_neighbours
from drplan.ports.device import Neighbour


def device(name, number, *ports, **more):
    return NetworkDevice(
        name=name,
        address=IPv4Address(f"198.18.0.{number}"),
        owner="network",
        platform="cisco-ios",
        baselines=(),
        ports=ports,
        **more,
    )


def trunk(name, to, to_port=None):
    return Port(name=name, use="trunk", tagged=(10,), to=to, to_port=to_port)


CORE = device("core", 1, trunk("Gi1/0/1", "closet", "Gi1/0/48"), trunk("Gi1/0/2", "store"))
CLOSET = device(
    "closet",
    2,
    trunk("GigabitEthernet1/0/48", "core", "GigabitEthernet1/0/1"),
    Port(name="Gi1/0/1-24", use="access", vlan=20),
    Port(name="Gi1/0/25-47", use="unused"),
)
STORE = Server(name="store", address=IPv4Address("198.18.0.9"), owner="network", baselines=())


def district(*assets):
    site = Site(
        code="hs",
        title="High school",
        kind="high-school",
        students=1,
        networks=(IPv4Network("198.18.0.0/24"),),
        contact="network",
        assets=assets,
    )
    return District(
        name="Valley", domain="valley.example", sites=(site,), roles=(), repositories=(), policies=()
    )


VALLEY = district(CORE, CLOSET, STORE)


def heard(port, name, far="", **more):
    return Neighbour(port, name, far, **more)


CLOSET_AT_CORE = heard("Gi1/0/1", "closet.valley.example", "Gi1/0/48")
CORE_AT_CLOSET = heard("Gi1/0/48", "core", "Gi1/0/1")


def told(found):
    return [(each.device, each.port, each.outcome, each.message) for each in found.findings]


def test_a_cable_that_both_ends_declare_is_one_cable():
    between, to_store = cables(VALLEY)
    assert between.ends() == (("core", "Gi1/0/1"), ("closet", "Gi1/0/48"))
    assert between.declared_by == ("core", "closet")
    assert (to_store.far, to_store.far_port) == ("store", "")


def test_two_cables_between_the_same_devices_stay_two():
    core = device("core", 1, trunk("1", "closet", "47"), trunk("2", "closet", "48"))
    closet = device("closet", 2, trunk("47", "core", "1"), trunk("48", "core", "2"))
    assert [each.ends() for each in cables(district(core, closet))] == [
        (("core", "1"), ("closet", "47")),
        (("core", "2"), ("closet", "48")),
    ]


def test_a_bare_neighbour_is_a_cable_between_the_ports_that_share_a_network():
    def port(name, address):
        return Interface(name=name, address=IPv4Interface(address), description="link")

    near = device("a", 1, interfaces=(port("wan0", "198.18.0.1/30"),), neighbour="b")
    far = device("b", 2, interfaces=(port("wan7", "198.18.0.2/30"),), neighbour="a")
    (cable,) = cables(district(near, far))
    assert cable.ends() == (("a", "wan0"), ("b", "wan7"))
    assert cable.declared_by == ("a", "b")


def test_what_is_heard_as_declared_is_confirmed():
    found = compare_neighbours(VALLEY, {"core": [CLOSET_AT_CORE], "closet": [CORE_AT_CLOSET]})
    assert [each.near for each in found.confirmed] == ["core"]
    assert told(found) == [
        (
            "core",
            "Gi1/0/2",
            "no-evidence",
            "nothing is heard here; declared: store, which need not speak LLDP",
        )
    ]


def test_a_device_that_was_not_asked_is_not_judged():
    assert compare_neighbours(VALLEY, {}) == compare_neighbours(district(CORE), {})
    assert compare_neighbours(VALLEY, {"closet": [CORE_AT_CLOSET]}).findings == ()


@pytest.mark.parametrize(
    ("hears", "message"),
    [
        ([], "nothing is heard here; declared: closet Gi1/0/48"),
        (
            [heard("Gi1/0/1", "closet", "Gi1/0/47")],
            "hears closet Gi1/0/47; declared: closet Gi1/0/48",
        ),
        (
            [heard("Gi1/0/1", "toaster", model="T1")],
            "hears toaster (undeclared), T1; declared: closet Gi1/0/48",
        ),
        (
            [heard("Gi1/0/3", "closet", "Gi1/0/48")],
            "nothing is heard here; closet is heard at Gi1/0/3; declared: closet Gi1/0/48",
        ),
    ],
)
def test_a_cable_that_is_heard_otherwise_is_a_finding_and_never_confirmed(hears, message):
    found = compare_neighbours(VALLEY, {"core": hears})
    assert ("core", "Gi1/0/1", "fail", message) in told(found)
    assert found.confirmed == ()


def test_one_end_that_contradicts_keeps_the_other_from_confirming():
    found = compare_neighbours(VALLEY, {"core": [CLOSET_AT_CORE], "closet": []})
    assert found.confirmed == ()
    assert ("closet", "Gi1/0/48") in {each[:2] for each in told(found)}


def test_a_device_known_only_by_its_address_is_the_declared_one():
    by_address = heard("Gi1/0/1", "", "Gi1/0/48", address="198.18.0.2")
    assert [e.far for e in compare_neighbours(VALLEY, {"core": [by_address]}).confirmed] == ["closet"]


@pytest.mark.parametrize(
    ("neighbour", "is_finding"),
    [
        (heard("Gi1/0/7", "phone-21", forwards=False), False),
        (heard("Gi1/0/7", "switch-under-a-desk", forwards=True), True),
        (heard("Gi1/0/7", "says-not-what-it-is"), True),
        (heard("Gi1/0/30", "phone-on-an-unused-port", forwards=False), True),
        (heard("Gi1/0/7", "store", forwards=False), True),
    ],
)
def test_only_what_does_not_forward_may_be_plugged_into_an_access_port_undeclared(neighbour, is_finding):
    found = compare_neighbours(VALLEY, {"closet": [CORE_AT_CLOSET, neighbour]})
    assert bool(found.findings) is is_finding
    assert all("nothing is declared to be there" in each.message for each in found.findings)


def test_every_finding_says_what_to_do():
    found = compare_neighbours(VALLEY, {"core": [], "closet": [heard("Gi1/0/9", "rogue")]})
    assert len(found.findings) == 4
    assert all(each.next_step for each in found.findings)
