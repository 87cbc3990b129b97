"""Meraki's dashboard API, version 1: the network that a unit is claimed into, found by its serial number.

Sources: developer.cisco.com/meraki/api-v1: getDevice, getNetwork, getOrganization, getOrganizationDevices and
the operations that ``platforms/cisco-meraki.toml`` lists; lists end where no ``Link`` leads on (RFC 8288).
"""

from __future__ import annotations

import re
from http.client import HTTPS_PORT
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from drplan.adapters.network.controllers.client import ReadingClient
from drplan.adapters.network.controllers.reading import MOST_PAGES, Entries, Reading, reading_ends
from drplan.declare import NetworkDevice
from drplan.errors import SourceError, UsageError
from drplan.ports.device import DeviceFacts

_NEXT = re.compile(r'<(?P<url>[^>]*)>\s*;[^,<]*\brel="?next\b"?')
_KINDS = ("appliance", "switch", "wireless")


def meraki_facts(client: ReadingClient, device: NetworkDevice) -> DeviceFacts:
    """Return what the dashboard says of the unit itself; raises as ``ReadingClient.get``."""
    unit = _unit(Reading(client, linked_pages), device)
    said = {name: str(unit.get(name) or "") for name in ("name", "model", "serial", "firmware")}
    return DeviceFacts(device.platform, said["name"], said["model"], said["serial"], said["firmware"])


def meraki_document(client: ReadingClient, device: NetworkDevice) -> dict[str, Any]:
    """Return the organisation's objects, the network's settings, and its units with theirs.

    Raises ``UsageError`` when no serial number is declared, and as ``ReadingClient.get``.
    """
    reading = Reading(client, linked_pages)
    unit = _unit(reading, device)
    path = f"/networks/{quote(reading.field(unit, 'networkId', 'the unit'), safe='')}"
    network = reading.thing(path)
    ids = {
        "network": reading.field(network, "id", path),
        "organization": reading.field(network, "organizationId", path),
    }
    kinds = network.get("productTypes")
    if not isinstance(kinds, list):
        raise client.not_whole(path, "it does not say its productTypes")
    held = {"network": {**network, **reading.of("network", **ids)}}
    held |= {kind: reading.of(kind, **ids) for kind in _KINDS if kind in kinds}
    if "wireless" in held:
        held["ssids"] = _ssids(reading, held["wireless"]["ssids"], ids)
    organization = f"/organizations/{quote(ids['organization'], safe='')}"
    own = reading.thing(organization)
    return {
        **held,
        "organization": {**own, **reading.of("organization", **ids)},
        "devices": _devices(reading, f"{organization}/devices", ids),
    }


def _unit(reading: Reading, device: NetworkDevice) -> dict[str, Any]:
    if not device.serial:
        raise UsageError(
            f"{device.name}: no serial number is declared, and by it Meraki's cloud knows its network",
            next_step=f"declare serial=… of {device.name}, as its label and the dashboard say it",
        )
    return reading.thing(f"/devices/{quote(device.serial, safe='')}")


def _ssids(reading: Reading, ssids: Entries, ids: dict[str, str]) -> dict[str, Any]:
    numbers = [reading.field(each, "number", "the SSIDs") for each in ssids]
    return {number: reading.of("ssid", number=number, **ids) for number in numbers}


def _devices(reading: Reading, path: str, ids: dict[str, str]) -> dict[str, Any]:
    found = {}
    for unit in reading.entries(path):
        # Asked of the whole organisation, for only there does a unit say what kind it is.
        if unit.get("networkId") != ids["network"]:
            continue
        serial = reading.field(unit, "serial", path)
        own = reading.of("switch-unit", serial=serial) if unit.get("productType") == "switch" else {}
        found[serial] = {**unit, **own}
    if not found:
        raise reading.client.not_whole(path, "no unit of the network is among them")
    return found


def linked_pages(client: ReadingClient, path: str) -> Entries:
    """Return the entries of all pages of a list.

    Only the query of a link is used, and only when it leads to the same endpoint of the same host: a link
    that leads elsewhere would take the key there. Raises as ``ReadingClient.get``.
    """
    query, found = {"perPage": "1000"}, []
    seen: set[str] = set()
    for _ in range(MOST_PAGES):
        page, headers = client.get(path, query)
        if not isinstance(page, list) or not all(isinstance(each, dict) for each in page):
            raise client.not_whole(path, "a page is no list of entries")
        found += page
        leads = _NEXT.search(headers.get("link", ""))
        if leads is None:
            reading_ends(client, path, headers)
            return found
        if leads["url"] in seen:
            raise client.not_whole(path, "its pages go in circles")
        seen.add(leads["url"])
        query = _query(client, path, leads["url"])
    raise client.not_whole(path, f"it has more than {MOST_PAGES} pages")


def _query(client: ReadingClient, path: str, url: str) -> dict[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise client.not_whole(path, "its link to the next page is none") from None
    host, port = client.line.host, client.line.port
    ours = {f"{host}:{port}", *([host] if port == HTTPS_PORT else [])}
    if parts.scheme != "https" or parts.netloc not in ours or parts.path != f"{client.api.base}{path}":
        raise SourceError(
            f"{client.device}: GET {path}: its next page is said to be elsewhere, "
            "and the key goes nowhere else",
            next_step=f"see what answers as {client.line.host}; nothing was kept",
        )
    return dict(parse_qsl(parts.query))
