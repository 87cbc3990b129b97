"""What a host is told of the district beside its own declaration: what it is to hold, and for whom."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import Any

from drplan.declare import (
    District,
    DnsZone,
    LdapDirectory,
    Leases,
    MariaDbDatabase,
    NetworkDevice,
    Paths,
    PostgresDatabase,
    Server,
    Vlan,
)
from drplan.declare.lookup import data_sets, network_devices, server_named, site_of


def declared_on(district: District, server: Server) -> dict[str, Any]:
    """Return what the district keeps on a server, as plain values without repeats.

    ``databases`` are PostgreSQL's; ``directories`` are suffixes; ``zones`` and ``leases`` are what
    ``deploys/dns_dhcp.py`` reads; ``radius_clients`` the addresses, by name, of the network devices that ask
    the server who may come in; ``drills`` the ``dates`` of the district's tests (NIST SP 800-84) and the
    ``sites`` whose services they rehearse. Raises ``UsageError`` for a zone or a VLAN that names an unknown
    server or site.
    """
    sources = [data.source for data in data_sets(district)]
    here = [source for source in sources if getattr(source, "server", None) == server.name]
    return {
        "databases": _once(each.database for each in here if isinstance(each, PostgresDatabase)),
        "mariadb_databases": _once(each.database for each in here if isinstance(each, MariaDbDatabase)),
        "directories": _once(each.suffix for each in here if isinstance(each, LdapDirectory)),
        "folders": _once(str(path) for each in here if isinstance(each, Paths) for path in each.paths),
        "district_networks": _once(str(network) for site in district.sites for network in site.networks),
        "domain": district.domain,
        "timezone": district.time_zone,
        "zones": [_zone(district, zone) for zone in district.zones if server.name in zone.servers],
        "leases": list(_leases(district, server)),
        "radius_clients": {
            device.name: str(device.address)
            for device in network_devices(district)
            if server.name in device.radius
        },
        "drills": _drills(district),
    }


def _drills(district: District) -> dict[str, list[str]]:
    tests = [exercise for exercise in district.exercises if exercise.kind == "test"]
    rehearsed = {service for exercise in tests for service in exercise.services}
    return {
        "dates": sorted({day.isoformat() for exercise in tests for day in exercise.dates}),
        "sites": [
            site.code for site in district.sites if any(each.name in rehearsed for each in site.services)
        ],
    }


def _once(words: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _zone(district: District, zone: DnsZone) -> dict[str, Any]:
    """Return a zone whole: its servers and the sites' machines are named in it by their addresses."""
    return {
        "name": zone.name,
        "servers": list(zone.servers),
        "forward_to": [str(address) for address in zone.forward_to],
        "records": []
        if zone.forward_to
        else [list(each) for each in dict.fromkeys(_records(district, zone))],
    }


def _records(district: District, zone: DnsZone) -> Iterator[tuple[str, str, str]]:
    for name in zone.servers:
        yield name, "A", str(server_named(district, name).address)
    for code in zone.sites:
        for asset in site_of(district, code).assets:
            if isinstance(asset, Server | NetworkDevice):
                yield asset.name, "A", str(asset.address)
    for record in zone.records:
        yield record.name, record.type, record.value


def _leases(district: District, server: Server) -> Iterator[dict[str, Any]]:
    """Yield the server's share of each VLAN's leases, those that it lends alone marked as such."""
    for vlan, leases in _vlans(district):
        if server.name in leases.servers:
            first, last = share(leases, leases.servers.index(server.name))
            yield {
                "network": str(vlan.network),
                "first": str(first),
                "last": str(last),
                "gateway": str(leases.gateway),
                "seconds": int(leases.length.total_seconds()),
                "name_servers": [str(server_named(district, name).address) for name in leases.servers],
                "alone": len(leases.servers) == 1,
            }


def _vlans(district: District) -> Iterator[tuple[Vlan, Leases]]:
    for site in district.sites:
        for vlan in site.vlans:
            if vlan.leases is not None:
                yield vlan, vlan.leases


def share(leases: Leases, number: int) -> tuple[IPv4Address, IPv4Address]:
    """Return the first and last address of one server's share: no two shares have an address in common."""
    count, servers = int(leases.last) - int(leases.first) + 1, len(leases.servers)
    return leases.first + count * number // servers, leases.first + count * (number + 1) // servers - 1
