"""Every name leads somewhere."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping

from drplan.declare import GoogleWorkspace, Microsoft365, NetworkDevice, Server
from drplan.validate.finding import Flaw
from drplan.validate.index import Index
from drplan.validate.references import (
    Reference,
    bucket_references,
    ground_references,
    outside_references,
    protection_references,
    role_references,
    vault_references,
)
from drplan.validate.registry import RULES

_FEW = 500
_KINDS = {
    "server": "a server",
    "network": "a network device",
    "aws": "an AWS account",
    "google-workspace": "a Google Workspace",
    "microsoft-365": "a Microsoft 365 tenant",
}
_GROUND = ("asset", "service", "server", "network device", "AWS account", "tenant")


@RULES.add(
    "DRP001",
    "A role is named that is not declared",
    severity="error",
    why="Somebody must decide and be called; a name that leads nowhere is found out in the emergency.",
    source="NIST SP 800-34 Rev. 1, section 3.4.6; NIST SP 800-53 Rev. 5, CP-2",
    fix="declare the role in district.py, or name one that is declared",
)
def unknown_role(index: Index) -> Iterator[Flaw]:
    """Owners, contacts, alternates, holders, leaders, keepers and human steps name declared roles."""
    return _unknown(index, role_references(index))


@RULES.add(
    "DRP002",
    "An asset, service or bucket is named that is not declared",
    severity="error",
    why="Recovery order, restores and probes follow these names; one that leads nowhere stops them.",
    source="NIST SP 800-34 Rev. 1, section 3.2.3; CIS Controls v8.1, safeguard 1.1",
    fix="declare it at its site, or name one that is declared",
)
def unknown_ground(index: Index) -> Iterator[Flaw]:
    """Find declared what services run on, depend on, read from and are seen from."""
    yield from _unknown(index, ground_references(index))
    for subject, account, bucket in bucket_references(index):
        if account in index.accounts and bucket not in index.accounts[account].buckets:
            message = f"names the bucket {bucket!r}, which AWS account {account} does not declare"
            yield Flaw(subject, message, f"add {bucket!r} to the buckets of {account}, or correct the name")
    for subject, plan, vault in vault_references(index):
        if vault not in {each.name for each in index.accounts[subject.name].vaults}:
            message = f"{plan} names the backup vault {vault!r}, which the account does not declare"
            yield Flaw(subject, message, f"add {vault!r} to its vaults, or correct the name")


@RULES.add(
    "DRP003",
    "A policy or repository is named that is not declared",
    severity="error",
    why="A data set whose policy or repository leads nowhere is never backed up.",
    source="NIST SP 800-53 Rev. 5, CP-9; CIS Controls v8.1, safeguard 11.2",
    fix="declare it in district.py, or name one that is declared",
)
def unknown_protection(index: Index) -> Iterator[Flaw]:
    """Policies and their repositories are declared."""
    return _unknown(index, protection_references(index))


@RULES.add(
    "DRP024",
    "A vendor, scenario, room, host or place is named that is not declared",
    severity="error",
    why="On the worst day somebody looks for that vendor's number, that room or that place, and finds none.",
    source="NIST SP 800-53 Rev. 5, CM-8 and CP-2; CIS Controls v8.1, safeguards 1.1 and 15.1",
    fix="declare it, or name one that is declared",
)
def unknown_outside(index: Index) -> Iterator[Flaw]:
    """Vendors, scenarios, sites, rooms, hosts and where repositories are kept are declared."""
    yield from _unknown(index, outside_references(index))
    yield from _unknown_rooms(index)


def _unknown_rooms(index: Index) -> Iterator[Flaw]:
    """Look for a room only at the asset's own site."""
    rooms = {code: {room.name for room in site.rooms} for code, site in index.sites.items()}
    for name, asset in index.assets.items():
        site = index.asset_site[name]
        if (
            isinstance(asset, Server | NetworkDevice)
            and asset.room is not None
            and asset.room not in rooms[site]
        ):
            message = f"room names the room {asset.room!r}, which is not declared at site {site}"
            yield Flaw(index.asset(name), message)


def _unknown(index: Index, references: Iterable[Reference]) -> Iterator[Flaw]:
    known = _known(index)
    for each in references:
        if each.name not in known[each.wants]:
            what = f"{each.field} names the {each.wants} {each.name!r}"
            where = _elsewhere(index, each)
            yield Flaw(each.subject, f"{what}, which is {where}", _meant(each, known[each.wants]))


def _known(index: Index) -> Mapping[str, Mapping[str, object]]:
    """Return kinds of things to the names they are declared under."""
    return {
        "role": index.roles,
        "asset": index.assets,
        "service": index.services,
        "server": index.servers,
        "network device": index.devices,
        "AWS account": index.accounts,
        "tenant": {n: a for n, a in index.assets.items() if isinstance(a, GoogleWorkspace | Microsoft365)},
        "policy": index.policies,
        "repository": index.repositories,
        "site": index.sites,
        "place": {**index.sites, **index.partners, **index.vendors},
        "vendor": index.vendors,
        "scenario": index.scenarios,
    }


def _elsewhere(index: Index, each: Reference) -> str:
    """Tell a name that nothing bears from the name of another kind of thing."""
    if each.wants in _GROUND and each.name in index.assets:
        return f"declared as {_KINDS[index.assets[each.name].kind]}"
    return (
        "declared as a service" if each.wants in _GROUND and each.name in index.services else "not declared"
    )


def _meant(each: Reference, known: Mapping[str, object]) -> str | None:
    """Suggest a name that is declared; a long list is not searched, to stay near-linear."""
    near = difflib.get_close_matches(each.name, sorted(known), n=1) if len(known) <= _FEW else []
    return f"name {near[0]!r} if that was meant, or declare the {each.wants} {each.name!r}" if near else None
