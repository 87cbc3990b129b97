"""The declared hosts as one Ansible inventory in YAML.

Every scalar is a JSON string and so a YAML 1.2 double-quoted one: no value can end where it should not.
Only addresses and names become variables, never free text, since Ansible evaluates ``{{ }}`` in those.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from drplan.declare import AwsAccount, District, NetworkDevice, Server, Site
from drplan.explain.export_words import group, quoted

Host = Server | NetworkDevice

_PLATFORMS: Mapping[str, Mapping[str, str]] = {
    "frr": {"ansible_connection": "ansible.netcommon.network_cli", "ansible_network_os": "frr.frr.frr"},
}


def ansible_inventory(district: District) -> str:
    """Write hosts with their variables, then groups by site, by kind and by baseline, all sorted.

    Groups are ``site_``, ``kind_`` and ``baseline_`` with the name, ``-`` turned into ``_``, which is all
    that Ansible takes in a group's name. Accounts are no hosts: a comment lists them.
    """
    placed = sorted(
        ((site, asset) for site in district.sites for asset in site.assets), key=lambda pair: pair[1].name
    )
    hosts = [(site, asset) for site, asset in placed if not isinstance(asset, AwsAccount)]
    accounts = [(site, asset) for site, asset in placed if isinstance(asset, AwsAccount)]
    lines = [
        f"# {quoted(district.name)}, from its declaration by drplan inventory export ansible.",
        "# Change the declaration, not this file.",
        *(_left_out(site, account) for site, account in accounts),
        "all:",
        *_hosts(hosts),
        *_groups(_members(district.sites, hosts)),
    ]
    return "\n".join(lines) + "\n"


def _left_out(site: Site, account: AwsAccount) -> str:
    return f"# Not exportable, an account is no host: {quoted(account.name)} of site {quoted(site.code)}."


def _hosts(hosts: Sequence[tuple[Site, Host]]) -> Iterator[str]:
    yield "  hosts:" if hosts else "  hosts: {}"
    for site, asset in hosts:
        yield f"    {quoted(asset.name)}:"
        for key, value in _variables(site, asset).items():
            yield f"      {key}: {quoted(value)}"


def _variables(site: Site, asset: Host) -> dict[str, str]:
    spoken = _PLATFORMS.get(asset.platform, {}) if isinstance(asset, NetworkDevice) else {}
    return {
        "ansible_host": str(asset.address),
        **spoken,
        "drplan_owner": asset.owner,
        "drplan_site": site.code,
    }


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
