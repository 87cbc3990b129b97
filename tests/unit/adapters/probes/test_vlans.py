"""What a look at a switch's VLANs says of the ports at which a frame arrived."""

from ipaddress import IPv4Address

import pytest

from drplan.adapters.access import Access
from drplan.adapters.lab.switches import configuration, station_address, stations
from drplan.adapters.probes.vlans import judge, see_vlan
from drplan.declare import NetworkDevice, Port, VlanProbe

PROBE = VlanProbe(switch="sw1", port="p1", reaches="p2", apart=("p3",))
SWITCH = NetworkDevice(
    name="sw1",
    address=IPv4Address("192.0.2.1"),
    owner="n",
    platform="openvswitch",
    ports=(
        Port(name="p1", use="access", vlan=10),
        Port(name="p2", use="access", vlan=10),
        Port(name="p3", use="access", vlan=20),
        Port(name="up", use="trunk", vlan=5, tagged=(20, 10)),
        Port(name="p9", use="unused"),
    ),
)


@pytest.mark.parametrize(
    ("heard", "state", "said"),
    [
        ({"p2"}, "healthy", "reaches port p2, and not p3"),
        (set(), "other", "does not reach port p2"),
        ({"p3"}, "other", "does not reach port p2"),
        ({"p2", "p3"}, "other", "which is in another VLAN"),
    ],
)
def test_a_vlan_is_healthy_when_it_is_reached_and_holds(heard, state, said):
    seen = judge(PROBE, frozenset(heard))
    assert seen.state == state
    assert said in seen.detail


def test_outside_a_lab_nobody_looked():
    assert not see_vlan(PROBE, SWITCH, Access()).sighting().looked


def test_a_port_that_is_not_declared_was_not_looked_at():
    probe = PROBE.model_copy(update={"apart": ("p7",)})
    seen = see_vlan(probe, SWITCH, Access(where="lab"))
    assert seen.state == "unequipped"
    assert "p7" in seen.detail


def test_a_switch_is_told_what_its_ports_are_declared_to_be():
    words = " ".join(configuration(SWITCH))
    assert "add-port br0 p1 tag=10 --" in words
    assert words.endswith("add-port br0 up trunks=10,20 tag=5 vlan_mode=native-untagged")
    assert "p9" not in words
    assert list(stations(SWITCH)) == ["p1", "p2", "p3"]
    assert station_address(SWITCH, "p3") == "192.0.2.3"
