"""Two switches of different makes, each asked whom it hears: stand-ins behind real OpenSSH servers."""

import os

import pytest

from drplan.act.hear import hear
from drplan.adapters.network.devices import SshDevices
from drplan.declare import Port
from drplan.plan.network.neighbours import compare_neighbours
from tests.stand_ins import declared, stand_in
from tests.unit.plan.network.test_neighbours import district

__all__ = ["stand_in"]


def told(port, device, device_port):
    return {"port": port, "device": device, "device_port": device_port, "model": "a switch"}


def trunk(name, to, to_port):
    return Port(name=name, use="trunk", tagged=(10,), to=to, to_port=to_port)


@pytest.fixture
def pair(stand_in):
    if os.geteuid() != 0:
        pytest.skip("not tried: a device answers at port 22, which needs root")
    core = stand_in("aruba-aos-cx", "core", address="127.78.0.1", port=22)
    closet = stand_in("cisco-ios", "closet", address="127.78.0.2", port=22)
    with SshDevices(closet.access).open(declared(closet)) as session:
        session.apply(["lldp run"])
    return core, closet


def compared(core, closet):
    """Return what is found when both are asked, each trusted by its own host key."""
    ports = {
        "core": (trunk("1/1/1", "closet", "GigabitEthernet1/0/48"),),
        "closet": (trunk("GigabitEthernet1/0/48", "core", "1/1/1"),),
    }
    devices = [declared(each, baselines=(), ports=ports[each.name]) for each in (core, closet)]
    heard = {}
    for raised, device in zip((core, closet), devices, strict=True):
        (hearing,) = hear(SshDevices(raised.access), [device])
        assert hearing.error == ""
        heard[hearing.device] = hearing.neighbours
    return compare_neighbours(district(*devices), heard)


def test_a_cable_is_confirmed_until_somebody_plugs_it_elsewhere(pair):
    core, closet = pair
    core.neighbours([told("1/1/1", "closet", "GigabitEthernet1/0/48")])
    closet.neighbours([told("GigabitEthernet1/0/48", "core", "1/1/1")])
    found = compared(core, closet)
    assert (len(found.confirmed), found.findings) == (1, ())

    core.neighbours([told("1/1/2", "closet", "GigabitEthernet1/0/48")])
    closet.neighbours([told("GigabitEthernet1/0/48", "core", "1/1/2")])
    found = compared(core, closet)
    assert found.confirmed == ()
    assert [each.message for each in found.findings] == [
        "nothing is heard here; closet is heard at 1/1/2; declared: closet GigabitEthernet1/0/48",
        "hears core 1/1/2, a switch; declared: core 1/1/1",
    ]
