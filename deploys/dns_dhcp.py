"""BIND for the names and Kea for the addresses that the district declares on this server.

BIND answers for the declared zones; for others it asks the root servers, or whom zone ``.`` forwards to.
Leases that were lent are data in ``/var/lib/kea``: they are neither made nor changed here.
"""

from pyinfra import host
from pyinfra.api import DeployError
from pyinfra.operations import files, systemd

from deploys.checked import checked_file
from deploys.control import held
from deploys.names import InterfaceOf, forwarded, kea_settings, zone_file
from deploys.steps import installed, loaded, rendered

SETTINGS = "/etc/bind/named.conf.options"
KEA = "/etc/kea/kea-dhcp4.conf"

if host.data.get("zones") is None:
    raise DeployError("which zones and leases are declared is not known here: run drplan deploy")
zones, leases, domain = host.data.zones, host.data.leases, host.data.domain
address = host.data.ssh_hostname
changed, paths = [], []

if name := held("dns-installed"):
    installed(name=name, packages=["bind9", "bind9-dnsutils"])
kept = [zone for zone in zones if not zone["forward_to"]]
if name := held("dns-zones", not_here=None if kept else "no zone is declared here"):
    for zone in kept:
        paths.append(f"/etc/bind/drplan.{zone['name']}.zone")
        changed.append(
            checked_file(
                name=f"{name}: {zone['name']}",
                src=zone_file(zone, domain),
                dest=paths[-1],
                mode="644",
                check=f"named-checkzone {zone['name']} {paths[-1]} >&2",
            )
        )
if limited := held("dns-rate"):
    paths.append("/etc/bind/drplan.limits")
    changed.append(
        files.put(
            name=limited,
            src=rendered("named.limits"),
            dest=paths[-1],
            user="root",
            group="root",
            mode="644",
        )
    )
if name := held("dns-settings"):
    paths.append(SETTINGS)
    changed.append(
        checked_file(
            name=name,
            src=rendered(
                "named.conf",
                networks=host.data.district_networks,
                address=address,
                forward_to=forwarded(zones),
                zones=[zone for zone in zones if zone["name"] != "."],
                limited=limited,
            ),
            dest=SETTINGS,
            mode="644",
            check="named-checkconf -z /etc/bind/named.conf >&2",
        )
    )
if name := held("dns-running"):
    systemd.service(name=name, service="named", running=True, enabled=True)
if paths:
    loaded(
        name="Names: BIND works with the zones and settings on disk",
        unit="named.service",
        paths=paths,
        after=tuple(changed),
    )

none = None if leases else "no VLAN names this server for its leases"
if not leases and (name := held("dhcp-absent")):
    systemd.service(name=name, service="kea-dhcp4-server", running=False, enabled=False)
if name := held("dhcp-installed", not_here=none):
    installed(name=name, packages=["kea-dhcp4-server"])
if name := held("dhcp-settings", not_here=none):
    kea = checked_file(
        name=name,
        src=kea_settings(leases, host.get_fact(InterfaceOf, address=address), domain),
        dest=KEA,
        mode="644",
        check=f"kea-dhcp4 -t {KEA} >&2",
    )
    loaded(
        name="Addresses: Kea works with the settings on disk",
        unit="kea-dhcp4-server.service",
        paths=[KEA],
        after=(kea,),
        how="restart",
    )
if name := held("dhcp-running", not_here=none):
    systemd.service(name=name, service="kea-dhcp4-server", running=True, enabled=True)
