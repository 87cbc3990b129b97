"""Devices for tests: ``stand_in(platform)`` raises one behind a real OpenSSH server on loopback.

A test module asks for the fixture by importing it: ``from tests.stand_ins import stand_in``.
"""

import contextlib
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from drplan.adapters.lab.standin import StandIn
from drplan.adapters.lab.standin.dialects import module
from drplan.adapters.lab.standin.terminal import Gone, Script
from drplan.declare import NetworkDevice

__all__ = ["declared", "netmiko_settings", "stand_in", "talk"]


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[Callable[..., StandIn]]:
    """Return a function that raises a stand-in of a platform; all are ended with the test.

    Each listens on a free port of 127.0.0.1, or where ``address`` and ``port`` say.
    """
    raised: list[StandIn] = []

    def raise_one(platform, name="sw1", *, address="127.0.0.1", port=0, configuration="", **settings):
        device = StandIn(tmp_path / name, platform, name, **settings)
        if configuration:
            device.write(configuration)
        raised.append(device)
        device.start(address, port)
        return device

    yield raise_one
    for device in raised:
        device.stop()


def declared(device: StandIn, **fields) -> NetworkDevice:
    """Return a stand-in as an inventory would declare it."""
    return NetworkDevice(
        name=device.name, address=IPv4Address(device.address), owner="n", platform=device.platform, **fields
    )


def netmiko_settings(device: StandIn) -> dict[str, object]:
    """Return netmiko's arguments for a stand-in, but for its driver."""
    access = device.access
    return {
        "host": device.address,
        "port": device.port,
        "username": access.ssh_user,
        "use_keys": True,
        "key_file": access.ssh_key,
        "ssh_strict": True,
        "alt_host_keys": True,
        "alt_key_file": access.known_hosts,
    }


def talk(device: StandIn, *typed: str) -> str:
    """Type lines into a stand-in without a server; returns all that was printed, prompts and all."""
    script = Script(["", *typed] if device.platform == "hpe-procurve" else list(typed))
    unit = device.unit
    unit.running()
    unit.tick()
    shell = module(device.platform).Shell(unit, script)
    with contextlib.suppress(Gone):
        shell.run()
    return script.printed
