"""Tier 0, wires and names: what every other service is reached over."""

from datetime import timedelta

from drplan import (
    BusinessImpact,
    CommandProbe,
    DnsProbe,
    HttpProbe,
    HumanStep,
    NetworkDevice,
    RouteProbe,
    Service,
    Tier,
)

from . import do, papers
from .closets import schools
from .shorthand import MEGABYTE, configuration, folder, promise

devices = {
    asset.name: asset
    for site in (do.site, *schools)
    for asset in site.assets
    if isinstance(asset, NetworkDevice)
}
CORES, FIREWALLS = ("do-rtr1", "do-core1", "do-core2"), ("do-fw1", "do-fw2")
# Every closet of every school; hs-rtr1 is the high school's own service.
SWITCHES = tuple(name for name in devices if name not in {*CORES, *FIREWALLS, "hs-rtr1"})

network = Service(
    name="district-network",
    title="Data room network",
    function="network",
    tier=Tier.FOUNDATION,
    objectives=promise(rto=1, rpo=24, mtd=4),
    owner="network-administrator",
    runs_on=CORES,
    data_sets=tuple(configuration(devices[name]) for name in CORES),
    probes=(RouteProbe(seen_from="hs-rtr1", network=do.LAN),),
    impact="No school reaches the data room or the Internet.",
    workaround="Each school works inside its building; the office uses mobile hotspots.",
    papers=papers.network,
    bia=BusinessImpact(teaching="severe", safety="major", pay="major", records="major", dollars_a_day=30_000),
)

switching = Service(
    name="district-switching",
    title="Closet switches and wireless of all buildings",
    function="network",
    tier=Tier.FOUNDATION,
    objectives=promise(rto=4, rpo=24, mtd=8),
    owner="network-administrator",
    runs_on=SWITCHES,
    depends_on=("district-network",),
    data_sets=tuple(configuration(devices[name]) for name in SWITCHES),
    probes=(
        CommandProbe(
            server="do-backup1",
            argv=("fping", "-a", *(str(devices[name].address) for name in SWITCHES)),
            contains=str(devices["hs-core1"].address),
        ),
    ),
    recovery_steps=(
        HumanStep(
            what="Carry the spare switch to the closet and cable it by the room's photograph",
            role="help-desk",
            duration=timedelta(minutes=90),
            occasion="real-only",
        ),
    ),
    impact="Rooms behind a lost closet have no phone, no wireless and no camera.",
    workaround="Classes move to rooms behind another closet.",
    papers=papers.switching,
    bia=BusinessImpact(teaching="major", safety="major", dollars_a_day=8_000),
)

firewall = Service(
    name="district-firewall",
    title="Firewalls, a pair",
    function="firewall",
    tier=Tier.FOUNDATION,
    objectives=promise(rto=2, rpo=24, mtd=8),
    owner="network-administrator",
    runs_on=FIREWALLS,
    depends_on=("district-network",),
    data_sets=tuple(configuration(devices[name]) for name in FIREWALLS),
    probes=(
        CommandProbe(server="do-backup1", argv=("nc", "-zvw5", "198.18.10.4", "443"), contains="198.18.10.4"),
    ),
    impact="Nothing gets out, or everything gets in.",
    workaround="Pull the Internet handoff until one of the pair is rebuilt.",
    bia=BusinessImpact(teaching="major", records="severe", dollars_a_day=20_000),
)

internet = Service(
    name="district-internet",
    title="Internet access for staff and servers",
    function="internet",
    tier=Tier.FOUNDATION,
    objectives=promise(rto=3, rpo=24, mtd=12),
    owner="network-administrator",
    runs_on=FIREWALLS,
    depends_on=("district-firewall",),
    probes=(HttpProbe(url="https://www.cedarvalley.example/", contains="Cedar Valley"),),
    impact="Hosted systems (student information, mail, learning) cannot be reached.",
    workaround="The second provider's line carries half; the office has hotspots.",
    bia=BusinessImpact(teaching="major", safety="minor", records="major", dollars_a_day=15_000),
)

names = Service(
    name="district-dns-dhcp",
    title="Names and addresses",
    function="dns-dhcp",
    tier=Tier.FOUNDATION,
    objectives=promise(rto=3, rpo=24, mtd=8),
    owner="network-administrator",
    runs_on=("do-ns1", "do-ns2"),
    depends_on=("district-network", "district-hypervisor"),
    data_sets=tuple(
        folder(name=f"{server}-zones", server=server, path="/var/lib/bind", size=50 * MEGABYTE)
        for server in ("do-ns1", "do-ns2")
    ),
    probes=tuple(
        DnsProbe(server=server, name="do-dc1.cedarvalley.example", answers=("198.18.10.13",))
        for server in ("do-ns1", "do-ns2")
    ),
    impact="Devices get no address and find nothing by name.",
    workaround="Leases last eight days: do not restart devices.",
    bia=BusinessImpact(teaching="severe", safety="major", dollars_a_day=20_000),
)

services = (network, switching, firewall, internet, names)
