"""The declared hosts as one Ansible inventory in YAML.

Every scalar is a JSON string and so a YAML 1.2 double-quoted one: no value can end where it should not.
Only addresses and names become variables, never free text, since Ansible evaluates ``{{ }}`` in those.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from drplan.declare import Asset, District, NetworkDevice, Server, Site
from drplan.explain.export_words import group, quoted

Host = Server | NetworkDevice

_SYSTEMS: Mapping[str, str] = {
    "frr": "frr.frr.frr",
    "cisco-ios": "cisco.ios.ios",
    "aruba-aos-cx": "arubanetworks.aoscx.aoscx",
    "juniper-junos": "junipernetworks.junos.junos",
    "extreme-exos": "community.network.exos",
    "ruckus-icx": "community.network.icx",
    "mikrotik-routeros": "community.routeros.routeros",
}
"""Ansible's names for the platforms that it speaks to by a command line."""


def ansible_inventory(district: District) -> str:
    """Write hosts with their variables, then groups by site, by kind and by baseline, all sorted.

    Groups are ``site_``, ``kind_`` and ``baseline_`` with the name, ``-`` turned into ``_``, which is all
    that Ansible takes in a group's name. Tenants are no hosts: a comment lists them.
    """
    placed = sorted(
        ((site, asset) for site in district.sites for asset in site.assets), key=lambda pair: pair[1].name
    )
    hosts = [(site, asset) for site, asset in placed if isinstance(asset, Server | NetworkDevice)]
    tenants = [(site, asset) for site, asset in placed if not isinstance(asset, Server | NetworkDevice)]
    lines = [
        f"# {quoted(district.name)}, from its declaration by drplan inventory export ansible.",
        "# Change the declaration, not this file.",
        *(_left_out(site, tenant) for site, tenant in tenants),
        "all:",
        *_hosts(hosts),
        *_groups(_members(district.sites, hosts)),
    ]
    return "\n".join(lines) + "\n"


def _left_out(site: Site, tenant: Asset) -> str:
    return f"# Not exportable, a tenant is no host: {quoted(tenant.name)} of site {quoted(site.code)}."


def _hosts(hosts: Sequence[tuple[Site, Host]]) -> Iterator[str]:
    yield "  hosts:" if hosts else "  hosts: {}"
    for site, asset in hosts:
        yield f"    {quoted(asset.name)}:"
        for key, value in _variables(site, asset).items():
            yield f"      {key}: {quoted(value)}"


def _variables(site: Site, asset: Host) -> dict[str, str]:
    return {
        "ansible_host": str(asset.address),
        **(_spoken(asset) if isinstance(asset, NetworkDevice) else {}),
        "drplan_owner": asset.owner,
        "drplan_site": site.code,
    }


def _spoken(device: NetworkDevice) -> dict[str, str]:
    if device.platform not in _SYSTEMS:
        return {}
    system = _SYSTEMS[device.platform]
    return {"ansible_connection": "ansible.netcommon.network_cli", "ansible_network_os": system}


def _members(sites: Sequence[Site], hosts: Sequence[tuple[Site, Host]]) -> dict[str, list[str]]:
    """Return the hosts' names by group; a site without hosts is a group without hosts."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for site in sites:
        found[group("site", site.code)] = []
    for site, asset in hosts:
        baselines = (group("baseline", name) for name in sorted(set(asset.baselines)))
        for each in (group("site", site.code), group("kind", asset.kind), *baselines):
            found[each].append(asset.name)
    return found


def _groups(members: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield "  children:" if members else "  children: {}"
    for each, names in sorted(members.items()):
        yield f"    {each}:"
        yield "      hosts:" if names else "      hosts: {}"
        yield from (f"        {quoted(name)}: {{}}" for name in names)
