"""What a lab is made of, and whether each of it answers."""

from __future__ import annotations

from dataclasses import dataclass

from drplan.adapters.lab import reach
from drplan.adapters.lab.gear import Gear
from drplan.adapters.lab.layout import Layout, namespace_of
from drplan.adapters.lab.tools import LAB_NAMESPACE
from drplan.declare import AwsAccount

SSH = 22


@dataclass(frozen=True)
class Part:
    """One thing of a lab: what it is, where it should answer, whether it does."""

    name: str
    kind: str
    address: str
    port: int
    answers: bool


def parts_of(layout: Layout, gear: Gear) -> list[Part]:
    """Look at everything."""
    wanted = [(host.name, "host", str(host.address), SSH, LAB_NAMESPACE) for host in layout.hosts]
    wanted += [
        (device.name, "router", str(device.address), SSH, namespace_of(device.name))
        for device in layout.routers
    ]
    wanted += [(each.name, gear.kind(each), str(each.address), SSH, LAB_NAMESPACE) for each in gear.all]
    wanted += [
        (door.repository.name, "repository", str(door.address), door.port, namespace)
        for doors, namespace in (
            (layout.onsite, LAB_NAMESPACE),
            (layout.offsite, layout.cloud_namespace),
        )
        for door in doors
    ]
    wanted += [
        (asset.name, "account", str(layout.account), layout.account_port, layout.cloud_namespace)
        for asset in layout.site.assets
        if isinstance(asset, AwsAccount)
    ]
    return [
        Part(name, kind, address, port, reach.answers(namespace, address, port))
        for name, kind, address, port, namespace in wanted
    ]
