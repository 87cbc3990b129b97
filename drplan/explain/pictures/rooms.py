"""What stands where in a site: rooms, what is in them, and the machines inside machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from drplan.declare import Asset, NetworkDevice, Server, Site

_FIRST = {"data-room": 0, "main-closet": 1, "closet": 2}
NOWHERE, CLOUD = "No room declared", "Not in the building"


@dataclass(frozen=True)
class Thing:
    """One asset, and the names of the virtual machines inside it."""

    name: str
    kind: str
    under: str
    inside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """A room, or what has none; ``dashed`` for what is not in the building."""

    title: str
    things: tuple[Thing, ...]
    dashed: bool = False


def places(site: Site) -> list[Place]:
    """Return the rooms, those that the others hang on first, then what has none, then tenants."""
    rooms = sorted(site.rooms, key=lambda room: _FIRST[room.kind])
    known = {room.name for room in rooms}
    guests = _guests(site)
    inside = {name for names in guests.values() for name in names}
    standing = [asset for asset in site.assets if asset.name not in inside]
    found = [Place(room.title, _things(_in(standing, room.name), guests)) for room in rooms]
    loose = [a for a in standing if isinstance(a, Server | NetworkDevice) and a.room not in known]
    tenants = [a for a in standing if not isinstance(a, Server | NetworkDevice)]
    if loose:
        found.append(Place(NOWHERE, _things(loose, guests)))
    if tenants:
        found.append(Place(CLOUD, _things(tenants, guests), dashed=True))
    return found


def _guests(site: Site) -> dict[str, tuple[str, ...]]:
    """Return by host the names of its machines, however deep; a machine on itself stands alone."""
    servers = [asset for asset in site.assets if isinstance(asset, Server)]
    names = {server.name for server in servers}
    host = {s.name: s.host for s in servers if s.host in names and s.host != s.name}
    found: dict[str, tuple[str, ...]] = {}
    for name, first in host.items():
        top, passed = first, {name}
        while top in host and top not in passed:
            passed.add(top)
            top = host[top]
        if top is not None and top not in host:
            found[top] = (*found.get(top, ()), name)
    return found


def _in(standing: Iterable[Asset], room: str) -> Iterator[Asset]:
    return (a for a in standing if isinstance(a, Server | NetworkDevice) and a.room == room)


def _things(assets: Iterable[Asset], guests: dict[str, tuple[str, ...]]) -> tuple[Thing, ...]:
    """Return those with machines inside last, so that the small ones stand in even rows."""
    things = (Thing(a.name, a.kind, _under(a), guests.get(a.name, ())) for a in assets)
    return tuple(sorted(things, key=lambda thing: (bool(thing.inside), thing.kind != "network")))


def _under(asset: Asset) -> str:
    if isinstance(asset, NetworkDevice):
        return f"uplink {asset.neighbour}" if asset.neighbour else asset.platform
    return "" if isinstance(asset, Server) else asset.kind
