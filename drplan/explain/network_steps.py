"""Steps that bring a blank network device from its console to where it answers SSH.

For a platform that drplan speaks (Debian with FRRouting) they are commands. For any other they say what has
to be true, in no device's own syntax: a command that was guessed would be worse than none.
"""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import NetworkDevice
from drplan.declare.lookup import role_named
from drplan.explain.commands import over_ssh
from drplan.explain.content import Step
from drplan.explain.device_lines import BY_VTYSH, answer_command, answer_expected
from drplan.explain.device_place import Place
from drplan.explain.network_debian import console_of_debian, open_debian
from drplan.explain.network_words import platform_of, typed
from drplan.explain.words import listing
from drplan.gear import PLATFORMS


def bring_up(place: Place) -> Iterator[Step]:
    """Yield the steps without ids; raises ``UsageError`` for an undeclared name."""
    known = platform_of(place.device)
    if known and not known.restores:
        yield by_hand(place.device, "console")
        return
    yield _put_there(place)
    if place.device.platform in BY_VTYSH:
        yield console_of_debian(place)
        yield open_debian(place)
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
