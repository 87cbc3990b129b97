"""A real FRR router of a test's own: its own network namespace, its own daemons, its own SSH on loopback.

Built from the lab's own parts, so that what is tested is what a drill does to a lab's router.
"""

import ctypes
import os
import re
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv4Interface
from pathlib import Path
from unittest.mock import patch

import pytest

from drplan.adapters.access import Access, enter
from drplan.adapters.lab import layout, pens, reach, routers
from drplan.adapters.lab.image import LOGIN
from drplan.adapters.lab.keys import keep, ssh_key
from drplan.adapters.lab.layout import namespace_of
from drplan.adapters.lab.tools import inside, run
from drplan.adapters.lab.wires import batch
from drplan.declare import Interface, NetworkDevice

ADDRESS = "198.18.250.1"
PORTS = ("eth1", "eth2", "eth3", "eth4")
NETWORK = 0x40000000

# A machine that was never a router forwards nothing.
_FORGET = "echo 0 > /proc/sys/net/ipv4/ip_forward; echo 0 > /proc/sys/net/ipv6/conf/all/forwarding"

_SPEAKS = {
    "ospfd": r"router ospf\b|ip ospf ",
    "ospf6d": r"router ospf6|ipv6 ospf6",
    "bgpd": r"router bgp|bgp (as-path|community-list|large-community|extcommunity)|^rpki",
    "ripd": r"router rip\b|ip rip |^key chain",
    "ripngd": r"router ripng|ipv6 ripng",
    "isisd": r"router isis|ip router isis|isis ",
    "eigrpd": r"router eigrp|ip eigrp",
    "pimd": r"ip (pim|igmp|msdp|mroute|multicast)",
    "bfdd": r"^bfd",
    "vrrpd": r"vrrp",
    "pbrd": r"pbr-map|pbr-policy",
    "babeld": r"router babel|babel ",
    "ldpd": r"^mpls ldp",
    "nhrpd": r"nhrp",
    "fabricd": r"openfabric",
    "pathd": r"segment-routing",
}


def daemons_for(configuration: str) -> list[str]:
    """Return the daemons that a configuration needs beside zebra, as its owner would have switched on."""
    spoken = (name for name, word in _SPEAKS.items() if re.search(word, configuration, re.MULTILINE))
    return ["staticd", *spoken]


class FrrRouter:
    """One router, blank or not, reached by SSH from this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        port = Interface(name="mgmt0", address=IPv4Interface(f"{ADDRESS}/24"), description="management")
        self.device = NetworkDevice(
            name="frr-round",
            address=IPv4Address(ADDRESS),
            owner="network-administrator",
            platform="frr",
            interfaces=(port,),
        )
        self.namespace = namespace_of(self.device.name)
        self.said = ""

    def wire(self) -> None:
        """Give it ports that lead to dummies of no use, and an address on one of them."""
        run(["ip", "netns", "add", self.namespace])
        lines = ["link set lo up"]
        for name in ("mgmt0", *PORTS):
            lines += [f"link add {name} type veth peer name {name}-far", f"link set {name}-far up"]
            lines += [f"link set {name} up"]
        batch(self.namespace, [*lines, f"addr add {ADDRESS}/24 dev mgmt0"])
        routers.prepare(self.folder, self.device, ssh_key(self.folder / "operator_key", "drplan-test"))
        known = ssh_key(self.folder / "run/ssh/host_key", self.device.name)
        keep(self.folder / "known_hosts", reach.known_host(self.device.name, ADDRESS, known), mode=0o644)

    @property
    def access(self) -> Access:
        """How it is reached."""
        return Access(
            namespace=f"/run/netns/{self.namespace}",
            ssh_user=LOGIN,
            ssh_key=str(self.folder / "operator_key"),
            known_hosts=str(self.folder / "known_hosts"),
        )

    def start(self, configuration: str = "", daemons: list[str] | None = None) -> None:
        """Lose it, and start it with a configuration, or blank, with the daemons that are asked for."""
        routers.lose(self.folder, self.device)
        for leftover in self._made():
            run(["ip", "-n", self.namespace, "link", "del", leftover])
        run(inside(self.namespace, ["sh", "-c", _FORGET]))
        routers.boot(
            self.folder,
            self.device,
            configuration,
            daemons_for(configuration) if daemons is None else daemons,
        )
        reach.await_answer(self.namespace, ADDRESS, 22, self.device.name)

    def load(self, configuration: str) -> None:
        """Lose it, start it blank, and type a configuration into its shell, as a person would paste it.

        What the router refuses of it is passed over, as a person would.
        """
        self.start("", daemons_for(configuration))
        typed = f"configure terminal\n{configuration}\nend\nwrite memory\n"
        login = (
            "-i",
            self.folder / "operator_key",
            "-o",
            f"UserKnownHostsFile={self.folder / 'known_hosts'}",
        )
        quiet = ("-F", "none", "-o", "BatchMode=yes", "-o", "LogLevel=ERROR")
        done = subprocess.run(
            ["ssh", "-T", *quiet, *login, f"{LOGIN}@{ADDRESS}"],
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        self.said = done.stdout + done.stderr

    def end(self) -> None:
        """Leave nothing behind."""
        pens.empty(routers.pen(self.device.name))
        run(["ip", "netns", "del", self.namespace])

    def _made(self) -> list[str]:
        own = {"lo", "mgmt0", "mgmt0-far", *PORTS, *(f"{name}-far" for name in PORTS)}
        shown = run(["ip", "-n", self.namespace, "-br", "link", "show"])
        return [name for line in shown.splitlines() if (name := line.split()[0].partition("@")[0]) not in own]


@contextmanager
def apart():
    """Give what the lab's own parts make other names than any lab's: taking a lab down must not sweep it.

    Yields the name of the operator's namespace.
    """
    prefix = f"drtest{os.getpid()}"
    with patch.object(layout, "PREFIX", prefix), patch.object(pens, "PARENT", f"{prefix}-lab"):
        try:
            yield f"{prefix}-lab"
        finally:
            pens.empty()


@contextmanager
def raised_router():
    """Raise a router, and have this process see the network that it is in."""
    if os.geteuid() != 0:
        pytest.skip("not tried: a router of its own needs root")
    routers.check_tools()
    with apart():
        yield from _raised()


def _raised():
    outside = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    # The router's own user must reach what stands there.
    folder = Path(tempfile.mkdtemp(prefix="drplan-frr-", dir="/var/tmp"))
    folder.chmod(0o711)
    router = FrrRouter(folder)
    router.wire()
    try:
        enter(router.access)
        yield router
    finally:
        ctypes.CDLL(None).setns(outside, NETWORK)
        os.close(outside)
        router.end()
        shutil.rmtree(folder)
