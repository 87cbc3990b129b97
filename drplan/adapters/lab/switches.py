"""The lab's Open vSwitch: a real switch in user space behind SSH, and stations plugged into its ports.

Its daemons run with private mounts (``boxed``). They move frames in a network namespace of the switch's own;
its SSH answers where the operator stands.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from drplan.adapters.lab import pens
from drplan.adapters.lab.boxed import SSH, boxed, let_in, sshd_config
from drplan.adapters.lab.keys import keep
from drplan.adapters.lab.layout import cable, namespace_of
from drplan.adapters.lab.tools import LAB_NAMESPACE, require, run
from drplan.adapters.lab.wires import batch
from drplan.declare import NetworkDevice, Port
from drplan.errors import LabError

NEEDED = ("ovsdb-server", "ovs-vswitchd", "ovs-vsctl", "ovsdb-client", "ovsdb-tool", "sshd")
BRIDGE = "br0"
_SCHEMA = "/usr/share/openvswitch/vswitch.ovsschema"
_SOCKET = "unix:/run/openvswitch/db.sock"
_READY_SECONDS = 15


def pen(device: str) -> str:
    """Return the pen of a switch's processes."""
    return f"switch-{device}"


def stations(device: NetworkDevice) -> dict[str, str]:
    """Return the network namespace of what is plugged into each access port, by the port's name."""
    return {port.name: namespace_of(f"{device.name}.{port.name}") for port in _plugged(device)}


def station_address(device: NetworkDevice, port: str) -> str:
    """Return the address of what is plugged into a port: all are in one network, whatever their VLAN."""
    return f"192.0.2.{[each.name for each in _plugged(device)].index(port) + 1}"


def configuration(device: NetworkDevice) -> list[str]:
    """Return the arguments of ``ovs-vsctl`` that make a switch what its ports are declared to be."""
    words = ["add-br", BRIDGE, "--", "set", "bridge", BRIDGE, "datapath_type=netdev", "fail_mode=standalone"]
    for port in device.ports:
        if port.use == "unused":
            continue
        words += ["--", "add-port", BRIDGE, port.name, *_vlans(port)]
    return words


def prepare(folder: Path, device: NetworkDevice, operator_key: str) -> None:
    """Write what a switch's processes find: a login, a host key, SSH's settings. No database."""
    # The database is root's on a real one, too.
    let_in(folder, device.name, operator_key, "0:0")
    (folder / "run/openvswitch").mkdir(exist_ok=True)
    settings = sshd_config(device.address, "PermitRootLogin prohibit-password")
    keep(folder / "run/ssh/sshd_config", settings)


def wire(device: NetworkDevice) -> None:
    """Give a switch its ports, and each access port a station at the other end of its cable."""
    namespace = namespace_of(device.name)
    run(["ip", "netns", "add", namespace])
    batch(namespace, ["link set lo up"])
    plugged = stations(device)
    for port in device.ports:
        if station := plugged.get(port.name):
            run(["ip", "netns", "add", station])
            address = station_address(device, port.name)
            lines = [f"link add name {port.name} type veth peer name eth0 netns {station}"]
            batch(namespace, [*lines, f"link set dev {port.name} up"])
            batch(station, ["link set lo up", f"addr add {address}/24 dev eth0", "link set eth0 up"])
        elif port.use != "unused":
            far = cable(device.name, port.name)
            batch(
                namespace,
                [f"link add name {port.name} type veth peer name {far}", f"link set dev {port.name} up"],
            )


def boot(folder: Path, device: NetworkDevice, told: Sequence[str] = ()) -> None:
    """Start a switch and its SSH; ``told`` is given to ``ovs-vsctl``, without it the database is empty.

    Raises ``LabError`` when it does not answer its own shell in time.
    """
    if not (folder / "etc/conf.db").exists():
        run(["ovsdb-tool", "create", str(folder / "etc/conf.db"), _SCHEMA])
    _start(folder, device, "ovsdb-server", "/etc/openvswitch/conf.db", f"--remote=p{_SOCKET}")
    _await(folder / "run/openvswitch/db.sock", device)
    vsctl = [*boxed(folder, device.name, "/etc/openvswitch"), require("ovs-vsctl"), f"--db={_SOCKET}"]
    run([*vsctl, "--no-wait", "init"])
    _start(folder, device, "ovs-vswitchd", _SOCKET, "--disable-system")
    if told:
        run([*vsctl, "--timeout=20", *told])
    argv = [
        *boxed(folder, device.name, "/etc/openvswitch"),
        require("sshd"),
        "-D",
        "-e",
        "-f",
        f"{SSH}/sshd_config",
    ]
    pens.start(pen(device.name), argv, log=folder / "log", namespace=LAB_NAMESPACE)


def lose(folder: Path, device: NetworkDevice) -> None:
    """End a switch's processes and forget its database."""
    pens.empty(pen(device.name))
    for part in ("etc", "run/openvswitch"):
        for entry in (folder / part).iterdir():
            entry.unlink()
    # A switch in user space leaves the ports that it made of its own.
    namespace = namespace_of(device.name)
    shown = run(["ip", "-n", namespace, "-br", "link", "show"]).splitlines()
    wired = {"lo", *(port.name for port in device.ports)}
    there = [line.split()[0].partition("@")[0] for line in shown]
    cables = {cable(device.name, port.name) for port in device.ports}
    batch(namespace, [f"link del dev {name}" for name in there if name not in wired | cables])


def check_tools() -> None:
    """Raise ``ToolMissing`` for the first program of Open vSwitch that this machine lacks."""
    for name in NEEDED:
        require(name)


def _plugged(device: NetworkDevice) -> list[Port]:
    return [port for port in device.ports if port.use == "access"]


def _vlans(port: Port) -> Iterator[str]:
    if port.use == "access":
        yield f"tag={port.vlan}"
        return
    yield f"trunks={','.join(map(str, sorted(port.tagged)))}"
    if port.vlan:
        yield from (f"tag={port.vlan}", "vlan_mode=native-untagged")


def _start(folder: Path, device: NetworkDevice, program: str, *words: str) -> None:
    argv = [*boxed(folder, device.name, "/etc/openvswitch"), require(program), *words]
    pens.start(pen(device.name), argv, log=folder / "log", namespace=namespace_of(device.name))


def _await(socket: Path, device: NetworkDevice) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while not socket.exists():
        if time.monotonic() > deadline:
            raise LabError(
                f"{device.name}: Open vSwitch did not start", next_step="run drplan lab down, then up again"
            )
        time.sleep(0.02)
