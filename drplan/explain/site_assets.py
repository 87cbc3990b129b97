"""The servers and network devices of an import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from drplan.declare import NetworkDevice, Platform, Server
from drplan.declare.imported import ImportedAsset, Unmapped, shown
from drplan.explain.site_kinds import asset_kind, platform_of
from drplan.explain.site_names import Names
from drplan.explain.site_places import Told
from drplan.explain.site_values import read_address, read_date, read_lifecycle, read_software

_NO_PLATFORM = "is a network device of a platform that drplan does not know"


def read_assets(
    rows: Sequence[ImportedAsset], rooms: Mapping[str, Mapping[str, str]], owner: str, told: Told
) -> dict[str, list[Server | NetworkDevice]]:
    """Return the assets by their site's key, in the order they were found.

    ``rooms`` are the names of each site's rooms by their keys; ``owner`` is the role that answers for all.
    """
    unmapped, notes = told
    kept = _fit(rows, unmapped)
    names = Names("host", notes)
    named = {row.key: names.give(row.name) for row in kept}
    servers = {row.key for row in kept if _kind(row) == "server"}
    found: dict[str, list[Server | NetworkDevice]] = {}
    for row in kept:
        if row.room and row.room not in rooms.get(row.site, {}):
            unmapped.append(Unmapped(row.file, row.place, f"room {row.room}", "is no room of its site"))
        room = rooms.get(row.site, {}).get(row.room)
        common: dict[str, object] = {
            "name": named[row.key],
            "address": read_address(row.address),
            "owner": owner,
            "room": room,
            "baselines": (),
        }
        common |= _described(row, named[row.key], told)
        if row.key not in servers:
            common["platform"] = _platform(row)
        elif row.host_key in servers and row.host_key != row.key:
            common["host"] = named[row.host_key]
        model = Server if row.key in servers else NetworkDevice
        found.setdefault(row.site, []).append(model.model_validate(common))
    return found


def _fit(rows: Sequence[ImportedAsset], unmapped: list[Unmapped]) -> list[ImportedAsset]:
    """Return the rows that can be assets of ours; what is wrong with the others is told."""
    kept = []
    for row in rows:
        why = _unfit(row)
        if why:
            unmapped.append(Unmapped(row.file, row.place, row.name, why))
        else:
            kept.append(row)
    return kept


def _described(row: ImportedAsset, name: str, told: Told) -> dict[str, object]:
    """Return software and lifecycle; what of them could not be read is told."""
    unmapped, notes = told

    def complain(what: str, why: str) -> None:
        unmapped.append(Unmapped(row.file, row.place, f"{what} of {name}", why))

    def assume(what: str) -> None:
        notes.append(f"{name}: {what}")

    until = read_date(row.software_until) if row.software_until else None
    if row.software_until and (until is None or not row.software):
        complain("software's end", f"{shown(row.software_until)!r} is no date of a named software")
    return {
        "software": read_software(row.software, until),
        "lifecycle": read_lifecycle(row.lifecycle, complain, assume),
    }


def _unfit(row: ImportedAsset) -> str:
    """Say why a row cannot be an asset of ours, or nothing."""
    kind = _kind(row)
    words = ", ".join(word for word in (*row.kinds, *row.platforms) if word.strip())
    if kind == "":
        return "nothing says whether it is a server or a network device"
    if kind == "other":
        return f"is neither a server nor a network device: {shown(words)}"
    if kind == "network" and _platform(row) is None:
        return f"{_NO_PLATFORM}: {shown(words)}" if words else _NO_PLATFORM
    if not row.address:
        return "has no IPv4 address"
    if read_address(row.address) is None:
        return f"{shown(row.address)!r} is no IPv4 address"
    return ""


def _kind(row: ImportedAsset) -> Literal["server", "network", "other", ""]:
    return asset_kind(row.kinds, (*row.platforms, row.software), row.usual)


def _platform(row: ImportedAsset) -> Platform | None:
    return platform_of((*row.platforms, row.software, *row.kinds))
