"""NetBox: sites, locations, prefixes, VLANs, devices and virtual machines of an export."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drplan.adapters.imports.netbox_records import MODELS, Record, Records, number_of, read_records
from drplan.adapters.imports.netbox_sites import in_service, read_sites, site_number
from drplan.adapters.imports.tally import NO_PLACE, Tally, text
from drplan.declare.imported import Imported, ImportedAsset

_READ = (
    "id", "name", "status", "role", "device_role", "platform", "device_type", "site", "location",
    "primary_ip4", "primary_ip", "cluster", "device",
)  # fmt: skip
_KEPT_BY_NETBOX = (
    "url", "display", "display_url", "display_name", "created", "last_updated", "_name", "has_primary_ip",
)  # fmt: skip


def read_netbox(source: Path) -> Imported:
    """Read REST pages or a Django fixture, from a file or a folder; raises ``DeclarationError``."""
    tally = Tally()
    records = read_records(source, tally)
    sites = read_sites(records, tally)
    machines = [
        *in_service(records, "dcim.device", tally),
        *in_service(records, "virtualization.virtualmachine", tally),
    ]
    for record in machines:
        _tell_fields(record, tally)
    for model, objects in records.by_model.items():
        if model not in MODELS.values():
            for record in objects.values():
                tally.count(record.file, f"every {model}", NO_PLACE)
    assets = tuple(_asset(record, records) for record in machines)
    return Imported("NetBox's export", str(source), tuple(sites), assets, tally.all())


def _tell_fields(record: Record, tally: Tally) -> None:
    """Say which fields of a machine are not read; numbers that NetBox keeps itself are no loss."""
    fields = {
        f"{record.model} {key}": value
        for key, value in record.fields.items()
        if key not in _KEPT_BY_NETBOX and not key.endswith("_count")
    }
    tally.keys(record.file, fields, [f"{record.model} {key}" for key in _READ])


def _asset(record: Record, records: Records) -> ImportedAsset:
    fields = record.fields
    kind = records.look("dcim.devicetype", fields.get("device_type"))
    maker = records.look("dcim.manufacturer", kind.get("manufacturer"))
    role = records.look("dcim.devicerole", fields.get("role") or fields.get("device_role"))
    platform = records.look("dcim.platform", fields.get("platform"))
    address = records.look("ipam.ipaddress", fields.get("primary_ip4") or fields.get("primary_ip"))
    virtual = record.model == "virtualization.virtualmachine"
    host = number_of(fields.get("device")) if virtual else ""
    return ImportedAsset(
        file=record.file,
        place=record.place,
        key=f"{record.model} {record.number}",
        name=text(fields.get("name")),
        address=text(address.get("address")),
        site=_site_key(fields, records),
        kinds=("virtual machine",) if virtual else (text(role.get("name")),),
        platforms=(_words(platform), f"{_words(maker)} {text(kind.get('model'))}"),
        software=text(platform.get("name")),
        room=number_of(fields.get("location")),
        host_key=f"dcim.device {host}" if host else "",
    )


def _site_key(fields: Mapping[str, Any], records: Records) -> str:
    """Return a site's number where the export holds that site, else the name that the machine says."""
    cluster = records.look("virtualization.cluster", fields.get("cluster"))
    number = site_number(fields, records) or site_number(cluster, records)
    if number in records.by_model.get("dcim.site", {}):
        return number
    named = fields.get("site")
    return (text(named.get("slug")) or text(named)) if isinstance(named, dict) else ""


def _words(fields: Mapping[str, Any]) -> str:
    return f"{text(fields.get('name'))} {text(fields.get('slug'))}"
