"""Steps at the console of a router that is Debian with FRRouting: commands, for drplan speaks it."""

from __future__ import annotations

import shlex

from drplan.declare import Interface, NetworkDevice
from drplan.explain.content import Step
from drplan.explain.device_place import Place
from drplan.explain.words import listing


def console_of_debian(place: Place) -> Step:
    """Return the step that gives it its name and its addresses, without an id."""
    device = place.device
    ports = device.interfaces
    name = shlex.join(["hostnamectl", "set-hostname", device.name])
    return Step(
        what="At its console, as root: give it its name and its addresses, so that they outlast a restart. "
        "A port that ip -brief link shows under another name is renamed first: ip link set OLD down, then "
        "ip link set OLD name NEW.",
        commands=(
            name,
            *(_port(port, place) for port in ports),
            *(f"ifup {shlex.quote(p.name)}" for p in ports),
        ),
        expect="Each ends without an error. ip -brief address then shows "
        f"{listing((f'{p.name} UP {p.address}' for p in ports), place.address)}.",
        otherwise='"ifup: command not found": apt-get install ifupdown, or give the addresses until the next '
        "restart with ip address add ADDRESS dev PORT and ip link set PORT up. A port that stays DOWN has no "
        "cable, or a dead one.",
        action="console",
        subject=device.name,
    )


def _port(port: Interface, place: Place) -> str:
    lines = [f"auto {port.name}", f"iface {port.name} inet static", f"  address {port.address}"]
    if gateway := place.beyond(port):
        lines.append(f"  gateway {gateway}")
    written = shlex.join(["printf", "%s\\n", *lines])
    return f"{written} > {shlex.quote(f'/etc/network/interfaces.d/{port.name}')}"


def open_debian(place: Place) -> Step:
    """Return the step that has routing and SSH start, without an id."""
    return Step(
        what="Still at its console: have routing and SSH start, and let your administrators in. ACCOUNT is "
        "the one that they log in with: it lands in vtysh, the router's own shell. Their public keys go "
        "into its authorized_keys.",
        commands=(
            *(f"sed -i s/^{name}=no/{name}=yes/ /etc/frr/daemons" for name in _daemons(place.device)),
            "systemctl enable --now ssh",
            "systemctl restart frr",
            "usermod --append --groups frr,frrvty --shell /usr/bin/vtysh ACCOUNT",
            "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub",
        ),
        expect="Each ends without an error. The last prints a line that begins with 256 SHA256: note it, "
        "this machine is believed by it.",
        otherwise="A unit or a file that is not found: apt-get install openssh-server frr, from the "
        "installation medium when there is no network.",
        action="open",
        subject=place.device.name,
    )


def _daemons(device: NetworkDevice) -> tuple[str, ...]:
    return ("ospfd", "bgpd") if device.autonomous_system else ("ospfd",)
