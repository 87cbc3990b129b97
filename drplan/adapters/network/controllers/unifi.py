"""UniFi Network's official integration API, version 1: every site of a console.

Sources: the API's own OpenAPI description (pages: ``offset``, ``limit`` up to 200, ``count``, ``totalCount``,
``data``; ``/info``; ``/sites``) and the operations that ``platforms/ubiquiti-unifi.toml`` lists.
"""

from __future__ import annotations

import re
from typing import Any

from drplan.adapters.network.controllers.client import ReadingClient
from drplan.adapters.network.controllers.reading import MOST_PAGES, Entries, Reading
from drplan.declare import NetworkDevice
from drplan.errors import SourceError
from drplan.gear.api import Read
from drplan.ports.device import DeviceFacts

_PAGE = 200
_VERSION = re.compile(r"\d+(?:\.\d+)*")


def unifi_facts(client: ReadingClient, device: NetworkDevice) -> DeviceFacts:
    """Return what the console says of its application; raises as ``ReadingClient.get``."""
    return DeviceFacts(device.platform, version=_version(client, device))


def unifi_document(client: ReadingClient, device: NetworkDevice) -> dict[str, Any]:
    """Return every site with its settings, by its id.

    Raises ``SourceError`` for an application that is too old to tell them, and as ``ReadingClient.get``.
    """
    version = _version(client, device)
    reading = Reading(client, counted_pages, lambda read: _has(read, version))
    sites = {reading.field(site, "id", "/sites"): site for site in reading.entries("/sites")}
    if not sites:
        raise client.not_whole("/sites", "the key sees no site")
    held = {site: {**said, **reading.of("site", site=site)} for site, said in sites.items()}
    return {"application": {"version": version}, "sites": held}


def _version(client: ReadingClient, device: NetworkDevice) -> str:
    told = client.get("/info")[0]
    version = told.get("applicationVersion") if isinstance(told, dict) else None
    if not isinstance(version, str) or not _VERSION.match(version):
        raise client.not_whole("/info", "it does not say the application's version")
    if _parts(version) < _parts(client.api.oldest):
        raise SourceError(
            f"{device.name} runs UniFi Network {version}, whose API does not tell its configuration",
            next_step=f"update it to {client.api.oldest} or later, or keep its own backup file instead",
        )
    return version


def _has(read: Read, version: str) -> bool:
    return not read.since or _parts(version) >= _parts(read.since)


def _parts(version: str) -> tuple[int, ...]:
    found = _VERSION.match(version)
    return tuple(int(each) for each in found[0].split(".")) if found else ()


def counted_pages(client: ReadingClient, path: str) -> Entries:
    """Return the entries of all pages of a list, as many as it says it has.

    Raises as ``ReadingClient.get``.
    """
    found: Entries = []
    for _ in range(MOST_PAGES):
        page = client.get(path, {"offset": str(len(found)), "limit": str(_PAGE)})[0]
        data, total = _page(client, path, page, len(found))
        found += data
        if len(found) >= total:
            if len(found) > total:
                raise client.not_whole(path, f"it has {len(found)} entries and says {total}")
            return found
        if not data:
            raise client.not_whole(path, f"it ends after {len(found)} of {total} entries")
    raise client.not_whole(path, f"it has more than {MOST_PAGES} pages")


def _page(client: ReadingClient, path: str, page: Any, at: int) -> tuple[Entries, int]:
    if not isinstance(page, dict) or not isinstance(page.get("data"), list):
        raise client.not_whole(path, "a page is none")
    data, total = page["data"], page.get("totalCount")
    if not all(isinstance(each, dict) for each in data) or not isinstance(total, int):
        raise client.not_whole(path, "a page does not say what it holds")
    if page.get("offset") != at or page.get("count") != len(data):
        raise client.not_whole(path, "a page is not the one that was asked for")
    return data, total
