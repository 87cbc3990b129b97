"""The sites of an import: declared by the source, or only named by its assets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

from drplan.declare import NetworkDevice, Room, Server, Site, Vlan
from drplan.declare.imported import ImportedAsset, ImportedRoom, ImportedSite, ImportedVlan, Unmapped
from drplan.explain.site_kinds import room_kind, site_kind
from drplan.explain.site_names import LONGEST_FOREIGN, Names, line
from drplan.explain.site_values import read_network

Told = tuple[list[Unmapped], list[str]]
"""Where to say what was not brought over, and what was changed or assumed."""

_DERIVED_PREFIX = 24
_LAST_VLAN = 4094


def site_rows(
    sites: Iterable[ImportedSite], assets: Iterable[ImportedAsset], unmapped: list[Unmapped]
) -> list[ImportedSite]:
    """Return the sites that are declared, then those that assets merely name with the rooms they name."""
    rows: dict[str, ImportedSite] = {}
    for row in sites:
        if 0 < len(row.code) <= LONGEST_FOREIGN:
            rows[row.key] = row
        else:
            unmapped.append(
                Unmapped(row.file, row.place, row.title or "a site", "has no name that can be one")
            )
    declared = set(rows)
    rooms: dict[str, dict[str, ImportedRoom]] = {}
    for asset in assets:
        key = asset.site
        rows.setdefault(key, ImportedSite(asset.file, asset.place, key=key, title=key, code=key))
        if key not in declared and asset.room:
            rooms.setdefault(key, {})[asset.room] = ImportedRoom(asset.room, asset.room)
    return [
        replace(row, rooms=tuple(rooms[row.key].values())) if row.key in rooms else row
        for row in rows.values()
    ]


def room_names(row: ImportedSite) -> dict[str, str]:
    """Return the name of each room by its key. A room's title stays as it was, so no change is lost."""
    names = Names("room", [])
    return {room.key: names.give(room.title) for room in row.rooms if 0 < len(room.title) <= LONGEST_FOREIGN}


def make_site(
    row: ImportedSite, codes: Names, assets: Sequence[Server | NetworkDevice], contact: str, told: Told
) -> Site:
    """Declare one site with its assets."""
    unmapped, notes = told
    names = room_names(row)
    for room in row.rooms:
        if room.key not in names:
            unmapped.append(
                Unmapped(row.file, row.place, f"room {room.title}", "has no name that can be one")
            )
    code = codes.give(row.code)
    kind = site_kind(row.title, row.code)
    if kind is None:
        notes.append(f"site {code}: its name does not say what building it is: district-office is written")
    networks = _networks(row, unmapped)
    if not networks and assets:
        networks = _derived(asset.address for asset in assets)
        notes.append(f"site {code}: no prefix in the source: the /{_DERIVED_PREFIX} of each asset is written")
    return Site(
        code=code,
        title=line(row.title) or code,
        kind=kind or "district-office",
        students=0,
        networks=networks,
        contact=contact,
        rooms=_rooms(row, names),
        vlans=_vlans(row, unmapped),
        assets=tuple(assets),
    )


def _networks(row: ImportedSite, unmapped: list[Unmapped]) -> tuple[IPv4Network, ...]:
    found: dict[IPv4Network, None] = {}
    for prefix in row.prefixes:
        network = read_network(prefix.prefix)
        if network is None:
            unmapped.append(Unmapped(prefix.file, prefix.place, prefix.prefix, "is no IPv4 prefix"))
        else:
            found[network] = None
    return tuple(found)


def _derived(addresses: Iterable[IPv4Address]) -> tuple[IPv4Network, ...]:
    return tuple(sorted({IPv4Network((address, _DERIVED_PREFIX), strict=False) for address in addresses}))


def _rooms(row: ImportedSite, names: Mapping[str, str]) -> tuple[Room, ...]:
    return tuple(
        Room(name=names[room.key], title=line(room.title) or names[room.key], kind=room_kind(room.title))
        for room in row.rooms
        if room.key in names
    )


def _vlans(row: ImportedSite, unmapped: list[Unmapped]) -> tuple[Vlan, ...]:
    names = Names("vlan", [])
    found = []
    for vlan in row.vlans:
        network = read_network(vlan.prefix)
        number = _vlan_number(vlan)
        if network is None:
            unmapped.append(Unmapped(vlan.file, vlan.place, f"VLAN {vlan.number}", "has no IPv4 prefix"))
        elif number is None:
            unmapped.append(Unmapped(vlan.file, vlan.place, f"VLAN {vlan.number}", "is no number 1 to 4094"))
        else:
            name = names.give(vlan.name[:LONGEST_FOREIGN] or f"vlan-{number}")
            found.append(Vlan(number=number, name=name, network=network))
    return tuple(found)


def _vlan_number(vlan: ImportedVlan) -> int | None:
    text = vlan.number
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_LAST_VLAN))):
        return None
    return int(text) if 1 <= int(text) <= _LAST_VLAN else None
