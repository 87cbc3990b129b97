"""What devices hear at their ports against the cables that are declared. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from drplan.declare import Asset, District, NetworkDevice
from drplan.declare.lookup import assets, reached_at
from drplan.plan.network.cables import Cable, cables, of_assets
from drplan.plan.network.port_names import among, same_port
from drplan.ports.device import Neighbour


@dataclass(frozen=True)
class CableFinding:
    """One difference between what is declared and what is heard at one device's port.

    ``no-evidence``: the cable could not be looked at, which is not to say that it is wrong.
    """

    device: str
    port: str
    outcome: Literal["fail", "no-evidence"]
    message: str
    next_step: str


@dataclass(frozen=True)
class Discovery:
    """The cables that were heard as declared, and what differs."""

    confirmed: tuple[Cable, ...]
    findings: tuple[CableFinding, ...]


@dataclass(frozen=True)
class _Heard:
    """A neighbour with the declared asset that it is, if it is one."""

    neighbour: Neighbour
    asset: str | None


def compare_neighbours(district: District, heard: Mapping[str, Sequence[Neighbour]]) -> Discovery:
    """Compare what each asked device hears with what is declared of its ports.

    ``heard`` maps the name of every device that answered to what it hears, nothing included; a device that
    is not in it was not asked, and nothing is said of it. A cable is confirmed when one end hears the other
    at the declared ports, and no asked end says otherwise.
    """
    known = _Known(district)
    declared = cables(district)
    findings: list[CableFinding] = []
    confirmed: list[Cable] = []
    seen = {
        device: [_Heard(each, known.asset(each)) for each in each_of] for device, each_of in heard.items()
    }
    for cable in of_assets(declared, heard):
        wrong = list(_of_cable(cable, seen, known))
        findings += wrong
        if not wrong and _is_heard(cable, seen):
            confirmed.append(cable)
    for device, each_of in seen.items():
        findings += _undeclared(device, each_of, of_assets(declared, (device,)), known)
    return Discovery(tuple(confirmed), tuple(findings))


class _Known:
    """The district's assets by every name that a neighbour may be told of by."""

    def __init__(self, district: District) -> None:
        self._by_name = {asset.name.lower(): asset for asset in assets(district)}
        self._by_address = {reached_at(asset): asset for asset in assets(district)}
        self._domain = f".{district.domain.lower()}"

    def asset(self, neighbour: Neighbour) -> str | None:
        """Name the asset by its system name, with or without the district's domain, else by its address."""
        name = neighbour.device.strip().lower().removesuffix(self._domain)
        found = self._by_name.get(name) or self._by_address.get(neighbour.address)
        return found.name if found else None

    def speaks(self, name: str) -> bool:
        """Say whether an asset is a device that would be heard; servers and tenants need not speak LLDP."""
        return isinstance(self.get(name), NetworkDevice)

    def get(self, name: str) -> Asset | None:
        """Return an asset by its own name; ``None`` when none is declared."""
        return self._by_name.get(name.lower())


def _of_cable(cable: Cable, seen: Mapping[str, Sequence[_Heard]], known: _Known) -> Iterator[CableFinding]:
    for asked in (cable, cable.seen_from(cable.far)):
        if asked.near in seen:
            yield from _of_end(asked, seen[asked.near], known)


def _of_end(cable: Cable, heard: Sequence[_Heard], known: _Known) -> Iterator[CableFinding]:
    """Judge one cable from its near end, which was asked."""
    matching = [each for each in heard if each.asset == cable.far and _at(each.neighbour, cable)]
    if matching:
        return
    here = [each for each in heard if cable.near_port and same_port(each.neighbour.port, cable.near_port)]
    elsewhere = [each for each in heard if each.asset == cable.far]
    declared = f"declared: {_end(cable.far, cable.far_port)}"
    if here:
        said = f"hears {_told(here[0])}; {declared}"
    elif elsewhere:
        said = f"nothing is heard here; {cable.far} is heard at {elsewhere[0].neighbour.port}; {declared}"
    elif known.speaks(cable.far):
        said = f"nothing is heard here; {declared}"
    else:
        yield CableFinding(
            cable.near,
            cable.near_port,
            "no-evidence",
            f"nothing is heard here; {declared}, which need not speak LLDP",
            f"have {cable.far} speak LLDP (lldpd on Debian), or look at the cable",
        )
        return
    yield CableFinding(cable.near, cable.near_port, "fail", said, _MEND)


_MEND = "look at the cable and its label, then correct whichever of the two is wrong"


def _at(neighbour: Neighbour, cable: Cable) -> bool:
    """Say whether a neighbour is heard at the declared ports, as far as they are declared and told."""
    near = not cable.near_port or same_port(neighbour.port, cable.near_port)
    far = not cable.far_port or not neighbour.device_port or same_port(neighbour.device_port, cable.far_port)
    return near and far


def _is_heard(cable: Cable, seen: Mapping[str, Sequence[_Heard]]) -> bool:
    return any(
        each.asset == end.far and _at(each.neighbour, end)
        for end in (cable, cable.seen_from(cable.far))
        for each in seen.get(end.near, ())
    )


def _undeclared(
    device: str, heard: Iterable[_Heard], declared: Sequence[Cable], known: _Known
) -> Iterator[CableFinding]:
    """Tell of what is heard where no cable is declared; phones and the like on access ports may be there."""
    ends = [cable.seen_from(device) for cable in declared]
    for each in heard:
        port = each.neighbour.port
        at_a_cable = any(
            each.asset == end.far or (end.near_port and same_port(end.near_port, port)) for end in ends
        )
        if not at_a_cable and not _may_be_there(known.get(device), each):
            yield CableFinding(
                device, port, "fail", f"hears {_told(each)}; nothing is declared to be there", _DECLARE
            )


_DECLARE = "declare the cable in the device's ports (to, to_port), or pull it"


def _may_be_there(device: Asset | None, heard: _Heard) -> bool:
    """Say whether an undeclared neighbour is what an access port is for: it does not forward frames."""
    if heard.asset is not None or heard.neighbour.forwards is not False:
        return False
    return isinstance(device, NetworkDevice) and any(
        port.use == "access" and among(port.name, heard.neighbour.port) for port in device.ports
    )


def _told(heard: _Heard) -> str:
    neighbour = heard.neighbour
    name = heard.asset or f"{neighbour.device or neighbour.address or 'a device without a name'} (undeclared)"
    return _end(name, neighbour.device_port) + (f", {neighbour.model}" if neighbour.model else "")


def _end(name: str, port: str) -> str:
    return f"{name} {port}" if port else name
