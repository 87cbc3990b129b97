"""A school of switches that are stand-ins behind one real OpenSSH server, in a network of their own.

Each listens at port 22 of an address of its own in 127.0.0.0/8: where a real one would. The network namespace
keeps that from whatever listens on this machine; only root may make one.
"""

import ctypes
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Any

from drplan.adapters.lab.standin import StandIn, StandIns
from drplan.declare import (
    BackupPolicy,
    DataSet,
    DeviceConfig,
    District,
    NetworkDevice,
    Objectives,
    Repository,
    Role,
    Secret,
    Service,
    Site,
    Tier,
)

_CLONE_NEWNET = 0x40000000
_Named = Any
"""What has a ``name`` and a ``platform``: a stand-in, or what a test puts in its place."""
SECRET = "$9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM"


def configuration(name: str, *, ports: int = 24, secret: str = SECRET) -> str:
    """Return an access switch's configuration as one types it, of about eight lines a port."""
    top = ["version 15.2", "service password-encryption", f"hostname {name}", f"enable secret 9 {secret}"]
    top += ["ip domain-name district.example", "ip ssh version 2", "lldp run"]
    faces = [
        line
        for port in range(1, ports + 1)
        for line in (
            f"interface GigabitEthernet1/0/{port}",
            f" description room {100 + port}",
            " switchport access vlan 20",
            " switchport mode access",
            " storm-control broadcast level 5.00",
            " spanning-tree portfast",
            " spanning-tree bpduguard enable",
        )
    ]
    rest = ["interface Vlan1", " no ip address", " shutdown", "logging host 192.0.2.9"]
    rest += ["snmp-server community s3cr3t-community RO", "line con 0", "line vty 0 4", " login local"]
    rest += [" transport input ssh", "ntp server 192.0.2.1"]
    return "\n".join([*top, *faces, *rest, ""])


def address(number: int) -> IPv4Address:
    """Return the address of a switch, counted from 0."""
    return IPv4Address("127.70.0.1") + number


def fleet(folder: Path, count: int, *, ports: int = 24) -> list[StandIn]:
    """Return switches ``hs-sw1`` to ``hs-swCOUNT``, configured and not yet listening."""
    names = [f"GigabitEthernet1/0/{port}" for port in range(1, ports + 1)]
    made = []
    for number in range(1, count + 1):
        device = StandIn(folder / f"hs-sw{number}", "cisco-ios", f"hs-sw{number}", ports=names)
        device.write(configuration(device.name, ports=ports))
        made.append(device)
    return made


@contextmanager
def listening(folder: Path, devices: list[StandIn]) -> Iterator[StandIns]:
    """Let them listen in a network of their own, where this thread and those it starts are meanwhile."""
    namespace = f"drbackups{os.getpid()}"
    subprocess.run(["ip", "netns", "add", namespace], check=True)
    inside = ["ip", "netns", "exec", namespace]
    outside = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    raised = StandIns(folder, devices)
    try:
        subprocess.run([*inside, "ip", "link", "set", "lo", "up"], check=True)
        _move(Path(f"/run/netns/{namespace}"))
        raised.start({each.name: (str(address(n)), 22) for n, each in enumerate(devices)})
        yield raised
    finally:
        raised.stop()
        ctypes.CDLL(None, use_errno=True).setns(outside, _CLONE_NEWNET)
        os.close(outside)
        subprocess.run(["ip", "netns", "del", namespace], check=True)


def _move(namespace: Path) -> None:
    with namespace.open("rb") as file:
        if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), _CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns", str(namespace))


def declared(devices: Sequence[_Named], repository: Path) -> District:
    """Return a district of one school with these switches, each a data set kept in one repository."""
    assets = tuple(
        NetworkDevice(name=each.name, address=address(n), owner="admin", platform=each.platform, baselines=())
        for n, each in enumerate(devices)
    )
    hours = {"rto": timedelta(hours=4), "rpo": timedelta(hours=24), "mtd": timedelta(hours=24)}
    data = tuple(
        DataSet(
            name=f"{each.name}-config",
            source=DeviceConfig(device=each.name),
            policy="nightly",
            privacy="internal",
        )
        for each in assets
    )
    service = Service(
        name="network",
        title="Network",
        owner="admin",
        tier=Tier.FOUNDATION,
        objectives=Objectives(**hours),
        data_sets=data,
        probes=(),
        runs_on=tuple(each.name for each in assets),
        impact="none",
        workaround="none",
    )
    site = Site(
        code="hs",
        title="High School",
        kind="high-school",
        students=1,
        networks=(IPv4Network("127.70.0.0/16"),),
        contact="admin",
        assets=assets,
        services=(service,),
    )
    kept_in = Repository(
        name="onsite",
        location=str(repository),
        site="hs",
        media="disk",
        password=Secret.env("DRPLAN_TEST_PASSWORD"),
    )
    return District(
        name="Test District",
        domain="test.example",
        sites=(site,),
        roles=(Role(name="admin", title="Administrator", phone="555-0100", email="a@test.example"),),
        repositories=(kept_in,),
        policies=(BackupPolicy(name="nightly", copies=("onsite",), cadence=timedelta(hours=24)),),
    )
