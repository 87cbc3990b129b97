"""A network drill from end to end, in a lab of its own: ``python -m tests.e2e.network_drill FOLDER``.

A site with a router that speaks BGP, an Open vSwitch with VLANs, and a switch of another make, stood in for.
It is raised, backed up, lost and brought back by the very parts that ``drplan drill run`` is made of. Prints
its record as JSON.
"""

import json
import os
import sys
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Any

from drplan import (
    DataSet,
    DeviceConfig,
    District,
    NetworkDevice,
    Port,
    RouteProbe,
    Service,
    Site,
    VlanProbe,
    wiring,
)
from drplan.act.account import Circumstances, drill_record
from drplan.act.backup import back_up, open_repositories, repositories_for
from drplan.act.drill import conduct, prepare
from drplan.act.drill_ports import Patience
from drplan.act.waves import Limits
from drplan.adapters.inventory import load_district
from drplan.adapters.lab import Lab
from drplan.adapters.network.devices import open_device
from drplan.adapters.network.source import DeviceConfigSource
from drplan.cli.show import Lines
from drplan.declare.lookup import site_of
from drplan.gear import PLATFORMS
from drplan.gear.settled import settled

ROOT = Path(__file__).parents[2]
LAN = IPv4Network("198.18.20.0/24")
ROUTER, SWITCH, STAND_IN = "hs-rtr1", "hs-sw1", "hs-sw2"


def declared() -> District:
    """Return the example district with another high school: network gear, and nothing on it."""
    district = load_district(ROOT / "inventories")
    hs, neighbour = site_of(district, "hs"), _router(district, "do-rtr1", 65001)
    assets = (_router(district, ROUTER, 65002), _switch(), _stand_in())
    services = tuple(_service(hs.services[0], *each) for each in _services())
    changed = hs.model_copy(update={"assets": assets, "services": services})
    sites = tuple(changed if site is hs else _with(site, neighbour) for site in district.sites)
    return district.model_copy(update={"sites": sites})


def _router(district, name, number):
    found = next(a for site in district.sites for a in site.assets if a.name == name)
    return found.model_copy(update={"autonomous_system": number, "routing": ()})


def _switch():
    ports = (
        Port(name="p1", use="access", vlan=10),
        Port(name="p2", use="access", vlan=10),
        Port(name="p3", use="access", vlan=20),
        Port(name="up", use="trunk", tagged=(10, 20)),
    )
    address = IPv4Address("198.18.20.61")
    owner = "network-administrator"
    return NetworkDevice(
        name=SWITCH, address=address, owner=owner, platform="openvswitch", ports=ports, baselines=()
    )


def _stand_in():
    address = IPv4Address("198.18.20.62")
    owner = "network-administrator"
    return NetworkDevice(name=STAND_IN, address=address, owner=owner, platform="cisco-ios", baselines=())


def _services():
    vlans = VlanProbe(switch=SWITCH, port="p1", reaches="p2", apart=("p3",))
    return (
        ("hs-network", ROUTER, (RouteProbe(seen_from="do-rtr1", network=LAN, protocol="bgp"),)),
        ("hs-vlans", SWITCH, (vlans,)),
        # A probe that would be healthy whatever becomes of the stand-in: it must not be asked.
        ("hs-closet", STAND_IN, (RouteProbe(seen_from=ROUTER, network=LAN, protocol="connected"),)),
    )


def _service(like: Service, name, device, probes):
    (data,) = like.data_sets
    kept: DataSet = data.model_copy(
        update={"name": f"{device}-config", "source": DeviceConfig(device=device)}
    )
    said = {"name": name, "title": name, "runs_on": (device,), "data_sets": (kept,), "probes": probes}
    return like.model_copy(update=said)


def _with(site: Site, neighbour: NetworkDevice) -> Site:
    assets = tuple(neighbour if each.name == neighbour.name else each for each in site.assets)
    return site.model_copy(update={"assets": assets})


def _shown(source: DeviceConfigSource, device: NetworkDevice) -> str:
    return settled(source.fetch(device), PLATFORMS[device.platform])


def drilled(state: Path) -> dict[str, Any]:
    """Raise, back up, lose, bring back; returns the record and what was seen beside it."""
    district, lines = declared(), Lines(quiet=False)
    site, lab = site_of(district, "hs"), Lab(state)
    lab.up(district, site, lines)
    try:
        access = wiring.enter()
        source = DeviceConfigSource(access)
        by_name = {each.name: each for each in site.assets if isinstance(each, NetworkDevice)}
        (applied,) = wiring.enforcers(district)["network"].apply([by_name[ROUTER]])
        assert applied.error is None, applied.error
        with open_device(by_name[STAND_IN], access) as session:
            refused = session.apply(["hostname hs-sw2", "vlan 30", " name cameras", "exit"])
            assert refused == [], refused
            session.save()
        wiring_vault, data = wiring.vault(district), [s.data_sets[0] for s in site.services]
        open_repositories(repositories_for(district, data), wiring_vault, lines, create=True)
        for result in back_up(district, data, wiring_vault, lines):
            assert result.error is None, result.error
        before = {name: _shown(source, device) for name, device in by_name.items()}
        ports = wiring.drill_ports(district, lines)
        plan = prepare(site, ports)
        done = conduct(plan, ports, Limits(2, Patience(steady=20, broken=20, healthy=40)))
        told = Circumstances(
            district=district.name,
            operator_role="network-administrator",
            inventory_sha256="0" * 64,
            tools={},
            declared=district,
            ground="lab",
        )
        record = drill_record(done, told).model_dump(mode="json")
        after = {name: _shown(source, device) for name, device in by_name.items()}
        return {"record": record, "same": {name: before[name] == after[name] for name in by_name}}
    finally:
        lab.down()


if __name__ == "__main__":
    os.environ["DRPLAN_STATE"] = sys.argv[1]
    print(json.dumps(drilled(Path(sys.argv[1]))))  # noqa: T201 - read by the test
