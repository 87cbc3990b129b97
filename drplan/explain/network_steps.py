"""Steps that bring a blank network device from its console to where it answers SSH.

For a platform that drplan speaks (Debian with FRRouting) they are commands. For any other they say what has
to be true, in no device's own syntax: a command that was guessed would be worse than none.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Network

from drplan.declare import District, Interface, NetworkDevice, Service, Site
from drplan.declare.lookup import network_devices, role_named, services
from drplan.explain.commands import over_ssh
from drplan.explain.content import Step
from drplan.explain.device_lines import BY_VTYSH, answer_command, answer_expected
from drplan.explain.network_words import platform_of, typed
from drplan.explain.words import listing
from drplan.gear import PLATFORMS


@dataclass(frozen=True)
class Place:
    """A device where it belongs: its site, its room, the network that it is managed in."""

    device: NetworkDevice
    site: Site
    district: District

    @property
    def room(self) -> str:
        """The room, as people find it."""
        known = {room.name: f"{room.title} ({room.name})" for room in self.site.rooms}
        return known.get(self.device.room or "", self.device.room or "in no declared room")

    @property
    def address(self) -> str:
        """The address with the length of its network's prefix, where that is declared."""
        network = self._network()
        return f"{self.device.address}/{network.prefixlen}" if network else str(self.device.address)

    @property
    def network(self) -> str:
        """The VLAN, or the network, that the address is in."""
        for vlan in self.site.vlans:
            if self.device.address in vlan.network:
                return f"VLAN {vlan.number} ({vlan.name})"
        network = self._network()
        return f"network {network}" if network else "in no network of its site"

    @property
    def gateway(self) -> str:
        """Who leads out of that network; empty when nothing says so."""
        leases = [each.leases for each in self.site.vlans if self.device.address in each.network]
        declared = [str(each.gateway) for each in leases if each]
        routers = [
            str(port.address.ip)
            for router in self.site.assets
            if isinstance(router, NetworkDevice) and router.name != self.device.name
            for port in router.interfaces
            if self.device.address in port.address.network
        ]
        return next(iter((*declared, *routers)), "")

    @cached_property
    def carried(self) -> tuple[Service, ...]:
        """The services that run on it."""
        return tuple(each for each in services(self.district) if self.device.name in each.runs_on)

    def beyond(self, port: Interface) -> str:
        """Return the neighbour's address at the other end of a port; empty when it has none there."""
        others = (d for d in network_devices(self.district) if d.name == self.device.neighbour)
        ends = (
            str(e.address.ip) for d in others for e in d.interfaces if e.address.ip in port.address.network
        )
        return next((end for end in ends if end != str(port.address.ip)), "")

    def _network(self) -> IPv4Network | None:
        vlans = [vlan.network for vlan in self.site.vlans]
        ports = [port.address.network for port in self.device.interfaces]
        found = (net for net in (*ports, *vlans, *self.site.networks) if self.device.address in net)
        return next(found, None)


def bring_up(place: Place) -> Iterator[Step]:
    """Yield the steps without ids; raises ``UsageError`` for an undeclared name."""
    known = platform_of(place.device)
    if known and not known.restores:
        yield by_hand(place.device, "console")
        return
    yield _put_there(place)
    if place.device.platform in BY_VTYSH:
        yield _console_of_debian(place)
        yield _open_debian(place)
    else:
        yield console(place) if platform_of(place.device) else _console(place)
    yield _reach(place)


def by_hand(device: NetworkDevice, action: str) -> Step:
    """Return the step for what is only read by its controller's API, and brought back by people."""
    known = PLATFORMS[device.platform]
    listed = " ".join(f"({number}) {each}" for number, each in enumerate(known.pack.by_hand, start=1))
    return Step(
        what=f"drplan does not bring {device.name} back: it only keeps what the API of {known.pack.title} "
        f"told, to be read. By hand: {listed.format(name=device.name, address=device.address)}",
        expect="What the controller shows is what the kept document says, and its units are online.",
        otherwise=f"Call the support of {known.pack.title}, and go on with the workaround.",
        action=action,
        subject=device.name,
    )


def _put_there(place: Place) -> Step:
    device = place.device
    software = f" with {device.software.name} {device.software.version}" if device.software else ""
    model = f" ({device.model})" if device.model else ""
    return Step(
        what=f"Put a blank {device.platform} device{model}{software} in the place of {device.name}, "
        f"{place.room}. {_cabled(device)} One that holds somebody else's configuration is reset first, "
        "unplugged.",
        expect="It has power, and its console shows that it starts.",
        otherwise="No spare is there: call its vendor, and go on with the workaround. Another model or "
        "another software version: a kept configuration may not fit it; tell "
        f"{_owner(place)}.",
        action="place",
        subject=device.name,
    )


def _cabled(device: NetworkDevice) -> str:
    ports = listing((f"{port.name}: {port.description}" for port in device.interfaces), "")
    if any(port.use != "unused" for port in device.ports):
        return "Cable it by the table of its cables."
    return f"Cable it: {ports}." if ports else "Cable it by the labels, or by the room's photograph."


def _console_of_debian(place: Place) -> Step:
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


def _open_debian(place: Place) -> Step:
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


def console(place: Place) -> Step:
    """Return the step at the console of a platform whose words are known, without an id."""
    device = place.device
    known = PLATFORMS[device.platform]
    version = f"{device.software.version} of {device.software.name}" if device.software else "not declared"
    vlan = next((str(each.number) for each in place.site.vlans if device.address in each.network), "")
    commands = (*known.pack.blank, *known.pack.first)
    wiping = "command" if len(known.pack.blank) == 1 else f"{len(known.pack.blank)} commands"
    firmware = f" It comes from: {known.pack.firmware}." if known.pack.firmware else ""
    return Step(
        what=f"At its console, in the words of {known.pack.title}: bring it to its maker's defaults (the "
        f"first {wiping}; it restarts), then give it its name, its address {place.address} in "
        f"{place.network} and SSH. See first that it runs its declared software, {version}.{firmware} What "
        "stands in <angle brackets> is for you to fill in; passwords come from where they are kept, "
        f"{device.admin.describe() if device.admin else 'which nobody declared'}.",
        commands=typed(commands, device, address=place.address, gateway=place.gateway, vlan=vlan),
        expect=f"What it shows of its addresses holds {device.address}, what it shows of SSH says it is on.",
        otherwise="It asks for a password that nobody has: it is not blank. Reset it at the device, as its "
        "maker's guide says, and begin again. It does not know a word: it runs other software.",
        action="console",
        subject=device.name,
    )


def _console(place: Place) -> Step:
    device = place.device
    version = f"{device.software.version} of {device.software.name}" if device.software else "not declared"
    kept = f"what is kept under {device.admin.describe()}" if device.admin else "one that its owner chooses"
    return Step(
        what="At its console, in the device's own words (drplan does not know the syntax of "
        f"{device.platform}; its maker's guide does): see that it runs its declared software, {version}, "
        f"and give it its name {device.name}, the address {place.address} in {place.network}"
        + (f" with gateway {place.gateway}" if place.gateway else " (no gateway is declared)")
        + f", SSH on and telnet off, and for its administrators {kept}.",
        expect=f"What it shows of its addresses holds {device.address}, what it shows of SSH says it is on.",
        otherwise="It asks for a password that nobody has: it is not blank. Reset it to its maker's defaults "
        "at the device, and begin again.",
        action="console",
        subject=device.name,
    )


def _reach(place: Place) -> Step:
    device = place.device
    return Step(
        what="From the machine of the first actions: see that it answers.",
        commands=(answer_command(device),),
        expect=answer_expected(device),
        otherwise="Timed out: look at the cable and the VLAN of the port it is on, then at its gateway. "
        "Refused: SSH is off there. A changed host key: compare it with what its console shows, then "
        f"ssh-keygen -R {device.address} and drplan deploy trust --asset {device.name} --replace "
        f"--fingerprint {device.name}=, followed by what the console shows.",
        action="reach",
        subject=device.name,
    )


def keep_it(place: Place) -> Step:
    """Return the step that has the device start again with what it runs now."""
    device = place.device
    if device.platform in BY_VTYSH:
        return Step(
            what="Have it keep what it runs.",
            commands=(over_ssh(device.address, "write memory"),),
            expect="It prints [OK], or that the configuration was saved.",
            otherwise="It names the file that it could not write: a full disk is the usual cause.",
            action="save",
            subject=device.name,
        )
    known = platform_of(device)
    return Step(
        commands=known.session.save if known else (),
        what="Have it keep what it runs, in its own words, and restart it once: what it forgets now it would "
        "forget at the next power cut.",
        expect="After the restart it answers again, and what it faces has its networks.",
        otherwise="It came up blank: it did not keep its configuration. Put that on again, and keep it.",
        action="save",
        subject=device.name,
    )


def _owner(place: Place) -> str:
    owner = role_named(place.district, place.device.owner)
    return f"{owner.title}, {owner.phone}"
