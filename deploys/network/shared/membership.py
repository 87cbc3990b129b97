"""Which ports are in which VLAN, for platforms that say it where the VLAN is declared. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from deploys.network.shared.declared import Socket
from drplan.declare import Vlan
from drplan.gear.ranges import runs

_NUMBERED = re.compile(r"(?P<stem>.*?)(?P<number>\d+)")


def untagged(ports: Iterable[Socket], vlan: int) -> list[Socket]:
    """Return the ports that a VLAN's frames leave without a tag."""
    return [port for port in ports if port.vlan == vlan]


def tagged(ports: Iterable[Socket], vlan: int) -> list[Socket]:
    """Return the ports that a VLAN's frames leave with a tag."""
    return [port for port in ports if vlan in port.tagged and port.vlan != vlan]


def members(port: Socket, vlans: Iterable[Vlan]) -> list[str]:
    """Return the names of a port's VLANs by number; the number of one that has no name."""
    names = {vlan.number: vlan.name for vlan in vlans}
    return [names.get(number, str(number)) for number in port.allowed]


def ranged(ports: Iterable[Socket], joint: str, to: str, word: str = "") -> str:
    """Return ports as a device prints several: in order, neighbours as one range.

    ``1,3-5`` with ``joint=","`` and ``to="-"``. ``word``: before the first; a name's own word is left out.
    """
    stems: dict[str, list[int]] = {}
    alone = []
    for name in (port.name.rpartition(" ")[2] for port in ports):
        if found := _NUMBERED.fullmatch(name):
            stems.setdefault(found["stem"], []).append(int(found["number"]))
        else:
            alone.append(name)
    return word + joint.join([*_joined(stems, to), *alone])


def _joined(stems: Mapping[str, Sequence[int]], to: str) -> list[str]:
    return [
        f"{stem}{first}" if first == last else f"{stem}{first}{to}{stem}{last}"
        for stem in sorted(stems, key=lambda stem: (len(stem), stem))
        for first, last in runs(stems[stem])
    ]


FILTERS: Mapping[str, Callable[..., Any]] = {
    "untagged": untagged,
    "tagged": tagged,
    "members": members,
    "ranged": ranged,
}
"""What fragments may ask of ports."""
