"""What BIND and Kea read, made of the declared zones and leases."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from ipaddress import IPv4Network
from typing import Any

from pyinfra.api import FactBase

from deploys.steps import rendered

_CHUNK = 255
"""Letters that one string of a TXT record holds (RFC 1035, section 3.3.14)."""


def zone_file(zone: Mapping[str, Any], domain: str) -> StringIO:
    """Return a zone whole.

    Its serial number is made of what it holds. Servers of one zone all hold it from here, and none copies it
    from another: those that answer with the same serial hold the same.
    """
    records = [(name, kind, _value(kind, value)) for name, kind, value in zone["records"]]
    said = json.dumps([zone["servers"], records, domain])
    serial = int(hashlib.sha256(said.encode()).hexdigest()[:8], 16) or 1
    return rendered("zone", zone={**zone, "records": records}, domain=domain, serial=serial)


def _value(kind: str, value: str) -> str:
    if kind != "TXT":
        return value
    parts = [value[at : at + _CHUNK] for at in range(0, len(value), _CHUNK)]
    return " ".join('"' + part.replace("\\", "\\\\").replace('"', '\\"') + '"' for part in parts)


def kea_settings(leases: Sequence[Mapping[str, Any]], interface: str, domain: str) -> StringIO:
    """Return Kea's configuration; ``interface`` is the one, with its address, that requests come in by."""
    settings = {
        "Dhcp4": {
            "interfaces-config": {"interfaces": [interface], "dhcp-socket-type": "raw"},
            "lease-database": {"type": "memfile", "lfc-interval": 3600},
            "option-data": [{"name": "domain-name", "data": domain}],
            "subnet4": [_subnet(each) for each in leases],
            "loggers": [
                {"name": "kea-dhcp4", "output_options": [{"output": "stdout"}], "severity": "INFO"},
            ],
        }
    }
    return StringIO(json.dumps(settings, indent=2) + "\n")


def _subnet(lease: Mapping[str, Any]) -> dict[str, Any]:
    return {
        # Leases are kept by this number: it must not change when others are declared.
        "id": int(IPv4Network(lease["network"]).network_address),
        "subnet": lease["network"],
        "pools": [{"pool": f"{lease['first']} - {lease['last']}"}],
        "valid-lifetime": lease["seconds"],
        # Where others lend too, a request for an address of theirs is left to them.
        "authoritative": lease["alone"],
        "option-data": [
            {"name": "routers", "data": lease["gateway"]},
            {"name": "domain-name-servers", "data": ", ".join(lease["name_servers"])},
        ],
    }


def forwarded(zones: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return who is asked for names that no zone has; nobody: the root servers."""
    return [address for zone in zones if zone["name"] == "." for address in zone["forward_to"]]


class InterfaceOf(FactBase[str]):
    """The network interface that carries an address, with it: ``eth0/198.18.10.15``; ``*`` when none does."""

    default = str

    def command(self, address: str) -> str:
        """Ask."""
        return f"ip -oneline -4 address show to {address}/32"

    def process(self, output: list[str]) -> str:
        """Read the first line: ``2: eth0    inet 198.18.10.15/24 …``."""
        match " ".join(output).split():
            case [_, name, "inet", address, *_]:
                return f"{name}/{address.partition('/')[0]}"
        return "*"
