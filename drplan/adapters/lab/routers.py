"""The lab's routers: FRR behind SSH, as a device on a rack would be.

Each daemon runs with private mounts (``boxed``), and the operator's login has the rights of the ``frr`` user.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from ipaddress import IPv4Network
from pathlib import Path

from drplan.adapters.lab import pens
from drplan.adapters.lab.boxed import SSH, boxed, let_in, sshd_config
from drplan.adapters.lab.keys import keep
from drplan.adapters.lab.layout import lan_port, namespace_of, uplink
from drplan.adapters.lab.tools import require
from drplan.adapters.lab.wires import forget_routes
from drplan.declare import NetworkDevice
from drplan.errors import LabError, ToolMissing
from drplan.plan.network.peers import Peer, announced, peers

_PROGRAMS = Path("/usr/lib/frr")

DAEMONS = ("staticd", "ospfd")
"""What every router of a lab runs beside zebra."""

_READY_SECONDS = 15

# What lets a change go back by itself on FRR. A deploys folder without it leaves a router without a timer.
_TIMER = Path("deploys/network/frr/confirm-timer")


def pen(device: str) -> str:
    """Return the pen of a router's processes."""
    return f"router-{device}"


def configuration(device: NetworkDevice, neighbour: NetworkDevice) -> str:
    """Return the whole configuration of a device that is in good order at the other end of the uplink."""
    port, _ = uplink(device, neighbour)
    passive = [each.name for each in device.interfaces if each.name != port.name]
    near = peers(device, [neighbour])
    return "\n".join(
        [
            "frr defaults traditional",
            f"hostname {device.name}",
            "service integrated-vtysh-config",
            f"interface {port.name}",
            " ip ospf network point-to-point",
            " ip ospf hello-interval 1",
            " ip ospf dead-interval 4",
            "exit",
            "router ospf",
            f" ospf router-id {device.address}",
            " timers throttle lsa all 0",
            " timers lsa min-arrival 0",
            *(f" passive-interface {name}" for name in passive),
            *(f" network {network} area 0" for network in device.routing),
            "exit",
            *_bgp(device, near, announced(device, near)),
            "end",
            "",
        ]
    )


def _bgp(device: NetworkDevice, near: Sequence[Peer], networks: Sequence[IPv4Network]) -> list[str]:
    if not near:
        return []
    return [
        f"router bgp {device.autonomous_system}",
        f" bgp router-id {device.address}",
        " no bgp ebgp-requires-policy",
        *(f" neighbor {peer.address} remote-as {peer.autonomous_system}" for peer in near),
        *(f" neighbor {peer.address} timers connect 3" for peer in near),
        " address-family ipv4 unicast",
        *(f"  network {network}" for network in networks),
        " exit-address-family",
        "exit",
    ]


def daemons(device: NetworkDevice) -> tuple[str, ...]:
    """Return what a router runs beside zebra: BGP's daemon only where it is declared."""
    return (*DAEMONS, "bgpd") if device.autonomous_system else DAEMONS


def prepare(folder: Path, device: NetworkDevice, operator_key: str) -> None:
    """Write what a router's processes find: a login, a host key, SSH's settings. No configuration."""
    account = next(line for line in Path("/etc/passwd").read_text().splitlines() if line.startswith("frr:"))
    user, group = account.split(":")[2:4]
    vty = next(line for line in Path("/etc/group").read_text().splitlines() if line.startswith("frrvty:"))
    let_in(folder, device.name, operator_key, f"{user}:{vty.split(':')[2]}")
    # The folders stand for /etc/frr and /run/frr, which Debian's package gives to the frr user.
    for part in ("etc", "run/frr", "run/confirm-timer"):
        (folder / part).mkdir(exist_ok=True)
        shutil.chown(folder / part, int(user), int(group))
        (folder / part).chmod(0o755)
    if _TIMER.is_file():
        keep(folder / "run/ssh/confirm-timer", _TIMER.read_text(encoding="utf-8"), mode=0o755)
    keep(folder / "run/ssh/sshd_config", _sshd_config(device, timer=_TIMER.is_file()))


def boot(folder: Path, device: NetworkDevice, config: str = "", running: Sequence[str] | None = None) -> None:
    """Start a router's daemons and its SSH; without ``config`` it is as it came from the box.

    ``running`` beside zebra are the declared daemons unless others are named, as Debian's frr package does.
    Raises ``LabError`` when the router does not answer its own shell in time.
    """
    keep(folder / "etc/vtysh.conf", "service integrated-vtysh-config\n", mode=0o644)
    if config:
        keep(folder / "etc/frr.conf", config, mode=0o644)
        shutil.chown(folder / "etc/frr.conf", "frr", "frr")
    _start(folder, device, [str(_PROGRAMS / "zebra"), *_options("zebra")])
    _wait(folder, folder / "run/frr/zserv.api", device)
    beside = daemons(device) if running is None else running
    for name in beside:
        _start(folder, device, [str(_PROGRAMS / name), *_options(name)])
    for name in ("zebra", *beside):
        _wait(folder, folder / f"run/frr/{name}.vty", device)
    if config:
        _start(folder, device, [require("vtysh"), "-b"])
    _start(folder, device, [require("sshd"), "-D", "-e", "-f", f"{SSH}/sshd_config"])


def lose(folder: Path, device: NetworkDevice) -> None:
    """End a router's processes and forget its configuration, saved or learnt."""
    pens.empty(pen(device.name))
    forget_routes(device)
    for part in ("etc", "run/frr"):
        for entry in (folder / part).iterdir():
            entry.unlink()


def check_tools() -> None:
    """Raise ``ToolMissing`` unless FRR is installed."""
    if not (_PROGRAMS / "ospfd").exists() or not Path("/etc/frr").is_dir():
        raise ToolMissing("FRR is not installed", next_step="run: apt-get install frr")


def _options(name: str) -> list[str]:
    # No telnet port: the shell speaks over the sockets in /run/frr.
    return ["--log", "stdout", "-P", "0", "-i", f"/run/frr/{name}.pid"]


def _start(folder: Path, device: NetworkDevice, argv: list[str]) -> None:
    pens.start(
        pen(device.name),
        [*boxed(folder, device.name, "/etc/frr"), *argv],
        log=folder / "log",
        namespace=namespace_of(device.name),
    )


def _wait(folder: Path, socket: Path, device: NetworkDevice) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while not socket.exists():
        if time.monotonic() > deadline or not pens.pids(pen(device.name)):
            raise LabError(
                f"{device.name}: FRR did not start: {_last_words(folder / 'log')}",
                next_step="run drplan lab down, then drplan lab up again",
            )
        time.sleep(0.02)


def _last_words(log: Path) -> str:
    return " | ".join(log.read_text(errors="replace").splitlines()[-3:])


def _sshd_config(device: NetworkDevice, *, timer: bool) -> str:
    plain = f'exec {require("vtysh")} ${{SSH_ORIGINAL_COMMAND:+-c "$SSH_ORIGINAL_COMMAND"}}'
    forced = f"exec /bin/sh {SSH}/confirm-timer login" if timer else plain
    return sshd_config(lan_port(device).address.ip, "SetEnv VTYSH_PAGER=cat", f"ForceCommand {forced}")
