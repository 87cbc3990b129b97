"""A real Open vSwitch of a test's own, in user space behind real SSH; its configurations there and back."""

import ctypes
import os
import shlex
import shutil
import tempfile
from contextlib import contextmanager
from ipaddress import IPv4Address
from pathlib import Path
from unittest.mock import patch

import pytest

from drplan.adapters.access import Access, enter
from drplan.adapters.lab import layout, pens, reach, switches
from drplan.adapters.lab.image import LOGIN
from drplan.adapters.lab.keys import keep, ssh_key
from drplan.adapters.lab.tools import run
from drplan.adapters.lab.wires import batch
from drplan.adapters.network.source import DeviceConfigSource
from drplan.declare import NetworkDevice, Port
from tests.frr_router import NETWORK, apart

CASES = sorted((Path(__file__).parent / "cases/network/openvswitch").glob("*.txt"))
ADDRESS = "198.18.250.2"


class Switch:
    """One switch, lost and started as a test wants it."""

    def __init__(self, folder: Path, operator: str) -> None:
        self.folder, self.operator = folder, operator
        ports = tuple(Port(name=f"eth{number}", use="trunk", tagged=(10,)) for number in range(1, 5))
        self.device = NetworkDevice(
            name="ovs-round",
            address=IPv4Address(ADDRESS),
            owner="network-administrator",
            platform="openvswitch",
            ports=ports,
        )

    def wire(self) -> None:
        """Give it its ports, its keys, and a place where its SSH answers."""
        run(["ip", "netns", "add", self.operator])
        batch(self.operator, ["link set lo up", f"addr add {ADDRESS}/32 dev lo"])
        switches.prepare(self.folder, self.device, ssh_key(self.folder / "operator_key", "drplan-test"))
        switches.wire(self.device)
        known = ssh_key(self.folder / "run/ssh/host_key", self.device.name)
        keep(self.folder / "known_hosts", reach.known_host(self.device.name, ADDRESS, known), mode=0o644)

    @property
    def access(self) -> Access:
        """How it is reached."""
        return Access(
            namespace=f"/run/netns/{self.operator}",
            ssh_user=LOGIN,
            ssh_key=str(self.folder / "operator_key"),
            known_hosts=str(self.folder / "known_hosts"),
        )

    def start(self) -> None:
        """Lose it, and start it blank."""
        switches.lose(self.folder, self.device)
        switches.boot(self.folder, self.device)
        reach.await_answer(self.operator, ADDRESS, 22, self.device.name)

    def tell(self, words: str) -> str:
        """Give it one line of ``ovs-vsctl``, as an operator types it there."""
        login = ("-i", str(self.folder / "operator_key"), "-F", "none", "-o", "BatchMode=yes")
        known = ("-o", f"UserKnownHostsFile={self.folder / 'known_hosts'}")
        typed = shlex.join(["ovs-vsctl", "--timeout=10", *shlex.split(words)])
        return run(["ssh", *login, *known, f"{LOGIN}@{ADDRESS}", typed])

    def end(self) -> None:
        """Leave nothing behind."""
        pens.empty(switches.pen(self.device.name))
        for name in (layout.namespace_of(self.device.name), self.operator):
            run(["ip", "netns", "del", name])


@contextmanager
def raised_switch():
    """Raise a switch, and have this process see the network that its SSH is in."""
    if os.geteuid() != 0:
        pytest.skip("not tried: a switch of its own needs root")
    switches.check_tools()
    outside = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    folder = Path(tempfile.mkdtemp(prefix="drplan-ovs-", dir="/var/tmp"))
    with apart() as operator, patch.object(switches, "LAB_NAMESPACE", operator):
        switch = Switch(folder, operator)
        switch.wire()
        try:
            enter(switch.access)
            yield switch
        finally:
            ctypes.CDLL(None).setns(outside, NETWORK)
            os.close(outside)
            switch.end()
            shutil.rmtree(folder)


def there_and_back(switch: Switch, lines: str) -> None:
    """Tell it, fetch it, lose it, restore to a blank one; fails where anything differs."""
    source = DeviceConfigSource(switch.access)
    switch.start()
    blank = source.fetch(switch.device)
    for line in lines.splitlines():
        switch.tell(line)
    kept, shown = source.fetch(switch.device), switch.tell("list-br")
    assert kept != blank
    switch.start()
    assert source.fetch(switch.device) == blank
    source.restore(switch.device, kept)
    assert source.fetch(switch.device) == kept
    assert switch.tell("list-br") == shown
