"""The table beside a site's topology: every line, room, asset, uplink and VLAN."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drplan.declare import Asset, Link, NetworkDevice, Server, Site
from drplan.declare.lookup import reached_at
from drplan.explain.words import listing

Row = tuple[str, str, str, str, str]


def site_rows(site: Site, links: Sequence[tuple[Link, str]]) -> Iterator[Row]:
    """Yield a row for everything that the site has, addresses included."""
    for link, end in links:
        speed = f"{link.up_mbit_s:,.6g} Mbit/s up, {link.down_mbit_s:,.6g} down"
        yield link.name, f"line, {speed}", link.provider or "own fiber", "none", end
    for room in site.rooms:
        yield room.name, f"room: {room.title}", room.kind, "none", f"battery {room.battery_minutes} min"
    for asset in site.assets:
        yield _asset(asset)
        if isinstance(asset, NetworkDevice):
            for port in asset.interfaces:
                yield (
                    f"{asset.name} {port.name}",
                    "routed port",
                    asset.name,
                    str(port.address),
                    port.description,
                )
    for vlan in site.vlans:
        yield vlan.name, f"VLAN {vlan.number}", site.code, str(vlan.network), "inside the site"


def _asset(asset: Asset) -> Row:
    if isinstance(asset, NetworkDevice):
        uplink = f"uplink to {asset.neighbour}" if asset.neighbour else "no uplink declared"
        return asset.name, f"network device, {asset.platform}", _where(asset.room), str(asset.address), uplink
    if isinstance(asset, Server):
        where = f"inside {asset.host}" if asset.host else _where(asset.room)
        return (
            asset.name,
            "virtual machine" if asset.host else "server",
            where,
            str(asset.address),
            listing(asset.baselines, "kept by other means"),
        )
    return asset.name, f"tenant, {asset.kind}", "not in the building", reached_at(asset), "the Internet"


def _where(room: str | None) -> str:
    return room or "no room declared"
