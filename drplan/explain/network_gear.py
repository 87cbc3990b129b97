"""Restore packs: how each network device is brought back, from a blank one at its console to a known one.

Nothing of a device's configuration is on a page: only where its copies are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drplan.declare import DataSet, DeviceConfig, District, NetworkDevice, Port, Site
from drplan.declare.lookup import data_sets_on, policy_named, role_named
from drplan.explain.asset_steps import hold_step
from drplan.explain.content import Gear, RestorePack, Step, Table
from drplan.explain.device_lines import BY_VTYSH
from drplan.explain.device_place import Place
from drplan.explain.network_steps import bring_up, keep_it
from drplan.explain.network_words import kept_file, platform_of
from drplan.explain.places import restore_steps
from drplan.explain.step_times import took_of
from drplan.explain.steps import named
from drplan.explain.words import length, listing
from drplan.plan.restorable import kept
from drplan.record.drill import DrillRecord


def restore_packs(site: Site, district: District, last: DrillRecord | None) -> Gear | None:
    """Return the packs of a site's network devices; ``None`` where it has none. Raises ``UsageError``."""
    devices = [asset for asset in site.assets if isinstance(asset, NetworkDevice)]
    if not devices:
        return None
    return Gear(
        _vlans(site) if site.vlans else None,
        tuple(_pack(each, Place(each, site, district), last) for each in devices),
    )


def _configurations(device: NetworkDevice, district: District) -> tuple[DataSet, ...]:
    lying = data_sets_on(district, device.name)
    return tuple(data for data in lying if isinstance(data.source, DeviceConfig))


def _vlans(site: Site) -> Table:
    rows = tuple(
        (
            str(vlan.number),
            vlan.name,
            str(vlan.network),
            str(vlan.leases.gateway) if vlan.leases else "not declared",
            listing(vlan.leases.servers) if vlan.leases else "none of the district's servers",
        )
        for vlan in site.vlans
    )
    header = ("VLAN", "Name", "Network", "Gateway", "Addresses are handed out by")
    return Table(f"VLANs of {site.title}", header, rows)


def _pack(device: NetworkDevice, place: Place, last: DrillRecord | None) -> RestorePack:
    copies = _configurations(device, place.district)
    known = platform_of(device)
    ends = () if known and not known.restores else (keep_it(place),)
    drafts = [*bring_up(place), *_restored(device, place, copies), *ends]
    return RestorePack(
        device.name,
        tuple(_facts(device, place, copies)),
        _interfaces(device) if device.interfaces else None,
        tuple(took_of(named(drafts), last)),
        _cables(device) if device.ports else None,
    )


def _restored(device: NetworkDevice, place: Place, copies: Iterable[DataSet]) -> Iterator[Step]:
    if device.platform in BY_VTYSH and device.baselines:
        yield hold_step(device, place.district)
    for data in copies:
        yield from restore_steps(data, place.district)


def _facts(device: NetworkDevice, place: Place, copies: tuple[DataSet, ...]) -> Iterator[tuple[str, str]]:
    owner = role_named(place.district, device.owner)
    yield "Platform", device.platform
    yield "Model", device.model or "not declared"
    yield "Serial number", device.serial or "not declared"
    yield (
        "Software",
        f"{device.software.name} {device.software.version}" if device.software else "not declared",
    )
    if (known := platform_of(device)) and known.pack.firmware:
        yield "Software comes from", known.pack.firmware
    if known:
        yield "Its configuration's file", kept_file(device)
    yield "Stands in", place.room
    yield "Managed at", f"{place.address}, {place.network}"
    yield "Uplink to", device.neighbour or "not declared"
    yield "Owner", f"{owner.title}, {owner.phone}"
    yield "Carries", listing(s.name for s in place.carried)
    if device.radius:
        yield "Asks who may come in", listing(device.radius)
    if device.lifecycle and device.lifecycle.warranty_until:
        yield "Under warranty until", str(device.lifecycle.warranty_until)
    yield "Administrators use", device.admin.describe() if device.admin else "not declared"
    yield "Configuration", listing((_kept(data, place.district) for data in copies), _UNKEPT)


_UNKEPT = "no copy of it is declared: what is lost with it is lost"


def _kept(data: DataSet, district: District) -> str:
    policy = policy_named(district, data.policy)
    said = f"{data.name}, every {length(policy.cadence)}, in {listing(policy.copies)}"
    if kept(data.source, district):
        return said
    return f"{said}, as declared: drplan does not make these copies, the tool that keeps this platform does"


def _cables(device: NetworkDevice) -> Table:
    rows = tuple(
        (
            each.name,
            each.use,
            _vlans_of(each),
            each.to or each.description or ("nothing" if each.use == "unused" else "not declared"),
            each.to_port or "",
        )
        for each in device.ports
    )
    return Table(f"Cables of {device.name}", ("Port", "Use", "VLANs", "Leads to", "That port"), rows)


def _vlans_of(port: Port) -> str:
    untagged = (f"{port.vlan} untagged",) if port.vlan else ()
    return listing((*untagged, *(f"{number} tagged" for number in port.tagged)), "none")


def _interfaces(device: NetworkDevice) -> Table:
    rows = tuple((each.name, str(each.address), each.description) for each in device.interfaces)
    return Table(f"Ports of {device.name}", ("Port", "Address", "Faces"), rows)
