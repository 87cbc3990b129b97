"""NetBox's sites with their prefixes, VLANs and locations, and which site a thing belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from drplan.adapters.imports.netbox_records import Record, Records, number_of
from drplan.adapters.imports.tally import Tally, text
from drplan.declare.imported import ImportedPrefix, ImportedRoom, ImportedSite, ImportedVlan

_GONE = {
    "decommissioning": "is being decommissioned",
    "retired": "is retired",
    "planned": "is only planned",
    "inventory": "lies in store",
    "deprecated": "is deprecated",
}
"""The states of NetBox in which a thing is not in service."""


def in_service(records: Records, model: str, tally: Tally) -> list[Record]:
    """Return the objects of a model that are in service; the others are told."""
    kept = []
    for record in records.all(model):
        why = _GONE.get(_status(record.fields))
        if why:
            name = text(record.fields.get("name")) or text(record.fields.get("prefix"))
            tally.add(record.file, record.place, name, why)
        else:
            kept.append(record)
    return kept


def _status(fields: Mapping[str, Any]) -> str:
    status = fields.get("status")
    value = status.get("value") if isinstance(status, dict) else status
    return value.lower()[:50] if isinstance(value, str) else ""


def site_number(fields: Mapping[str, Any], records: Records) -> str:
    """Return the number of the site a thing belongs to: named, in scope (NetBox 4.2), or by its location."""
    direct = number_of(fields.get("site")) or number_of(fields.get("_site"))
    if direct:
        return direct
    scope = fields.get("scope_type")
    scoped = ".".join(map(str, scope)) if isinstance(scope, list) else text(scope)
    reference = fields.get("scope_id") if fields.get("scope") is None else fields.get("scope")
    if scoped == "dcim.site":
        return number_of(reference)
    if scoped == "dcim.location":
        return number_of(records.look("dcim.location", reference).get("site"))
    return ""


def read_sites(records: Records, tally: Tally) -> list[ImportedSite]:
    """Return the sites in service; prefixes and VLANs that belong to none of them are told."""
    sites = in_service(records, "dcim.site", tally)
    prefixes = in_service(records, "ipam.prefix", tally)
    vlans = in_service(records, "ipam.vlan", tally)

    def of_site(record: Record) -> str:
        return site_number(record.fields, records)

    known = {site.number for site in sites}
    for record in (*prefixes, *vlans):
        if of_site(record) not in known:
            what = text(record.fields.get("prefix")) or f"VLAN {text(record.fields.get('vid'))}"
            tally.add(record.file, record.place, what, "belongs to no site that is brought over")
    by_vlan = _grouped(prefixes, lambda record: number_of(record.fields.get("vlan")))
    networks, numbered = _grouped(prefixes, of_site), _grouped(vlans, of_site)
    locations = _grouped(records.all("dcim.location"), of_site)
    return [
        _site(
            site,
            prefixes=networks.get(site.number, []),
            vlans=[_vlan(vlan, by_vlan.get(vlan.number, [])) for vlan in numbered.get(site.number, [])],
            locations=locations.get(site.number, []),
        )
        for site in sites
    ]


def _grouped(records: Iterable[Record], key: Callable[[Record], str]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(key(record), []).append(record)
    return found


def _site(
    site: Record, prefixes: Iterable[Record], vlans: Iterable[ImportedVlan], locations: Iterable[Record]
) -> ImportedSite:
    title, slug = text(site.fields.get("name")), site.fields.get("slug")
    return ImportedSite(
        file=site.file,
        place=site.place,
        key=site.number,
        title=title,
        code=slug.strip() if isinstance(slug, str) and slug.strip() else title,
        prefixes=tuple(
            ImportedPrefix(each.file, each.place, text(each.fields.get("prefix"))) for each in prefixes
        ),
        rooms=tuple(ImportedRoom(each.number, text(each.fields.get("name"))) for each in locations),
        vlans=tuple(vlans),
    )


def _vlan(vlan: Record, prefixes: Iterable[Record]) -> ImportedVlan:
    written = (text(each.fields.get("prefix")) for each in prefixes)
    return ImportedVlan(
        file=vlan.file,
        place=vlan.place,
        number=text(vlan.fields.get("vid")),
        name=text(vlan.fields.get("name")),
        prefix=next((prefix for prefix in written if ":" not in prefix), ""),
    )
