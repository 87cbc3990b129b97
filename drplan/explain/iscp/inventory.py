"""Appendices H and I: what there is, on what it runs, and what one thing needs of another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from drplan.declare import AwsAccount, GoogleWorkspace, Microsoft365, NetworkDevice, Server, Service
from drplan.declare.assets import Asset, Software
from drplan.explain.content import Table
from drplan.explain.document import Block, Links, Paragraph
from drplan.explain.iscp.extent import NOT_DECLARED, Extent, table_or, to_section
from drplan.explain.iscp.sections import heading
from drplan.explain.words import listing

_KINDS = {
    "server": "Servers",
    "network": "Network devices",
    "aws": "AWS accounts",
    "google-workspace": "Google tenants",
    "microsoft-365": "Microsoft tenants",
}


def inventory(extent: Extent) -> Iterator[Block]:
    """Lay out appendices H and I."""
    yield heading("H")
    if extent.site:
        yield table_or(_assets(extent), "No asset is declared for this site.")
    else:
        yield table_or(_by_site(extent), "No asset is declared.")
        yield from _lists(extent)
    yield table_or(_software(extent), f"Software: {NOT_DECLARED}.")
    yield heading("I")
    yield from _interconnections(extent)


def _lists(extent: Extent) -> Iterator[Block]:
    if extent.sites:
        yield Links(
            tuple(
                to_section(f"Assets of {each.title}, by name", "H", f"{each.code}/plan")
                for each in extent.sites
            )
        )


def _by_site(extent: Extent) -> Table:
    rows = []
    for site in extent.sites:
        kinds = Counter[str](asset.kind for asset in site.assets)
        rows.append((site.title, *(str(kinds[kind]) for kind in _KINDS)))
    return Table("How many", ("Site", *_KINDS.values()), tuple(rows) if extent.assets else ())


def _assets(extent: Extent) -> Table:
    rows = tuple(
        (
            each.name,
            _KINDS[each.kind].removesuffix("s").lower(),
            _runs(each),
            _stands(each),
            extent.called(each.owner),
            _day(each.lifecycle.support_until if each.lifecycle else None),
            _day(each.lifecycle.replacement.due if each.lifecycle and each.lifecycle.replacement else None),
        )
        for each in extent.assets
    )
    header = ("Asset", "Kind", "Runs", "Stands", "Owner", "Supported until", "Replaced by")
    return Table("Hardware and accounts", header, rows)


def _runs(asset: Asset) -> str:
    if isinstance(asset, Server | NetworkDevice):
        return f"{asset.software.name} {asset.software.version}" if asset.software else NOT_DECLARED
    if isinstance(asset, AwsAccount):
        return asset.region
    return f"{asset.edition or NOT_DECLARED}, {asset.users:,} users"


def _stands(asset: Asset) -> str:
    match asset:
        case Server(host=str(host)):
            return f"on {host}"
        case Server() | NetworkDevice():
            return asset.room or NOT_DECLARED
        case AwsAccount() | GoogleWorkspace() | Microsoft365():
            return "in the cloud"


def _day(day: object) -> str:
    return str(day) if day else NOT_DECLARED


def _software(extent: Extent) -> Table:
    found: defaultdict[Software, list[str]] = defaultdict(list)
    for asset in extent.assets:
        if isinstance(asset, Server | NetworkDevice) and asset.software:
            found[asset.software].append(asset.name)
    rows = tuple(
        (each.name, each.version, _day(each.support_until), str(len(names)))
        for each, names in sorted(found.items(), key=lambda one: (one[0].name, one[0].version))
    )
    return Table("Software", ("Software", "Version", "Mended until", "On assets"), rows)


def _interconnections(extent: Extent) -> Iterator[Block]:
    yield Paragraph("What a service needs from outside its own site: another site's service, or a vendor.")
    rows = tuple(row for site in extent.sites for each in site.services for row in _needs(extent, each))
    header = ("Service", "Needs", "Of", "While that is down")
    yield table_or(
        Table("Interconnections", header, rows), "No service is declared to need another site's, or a vendor."
    )
    yield Links((to_section("Lines between sites, and to the Internet", "F", extent.path),))
    if extent.site:
        needed = tuple(_needed_by(extent))
        title = "What other sites need from here"
        yield table_or(
            Table(title, ("Service", "Needed by", "Of"), needed),
            "No other site is declared to need a service of this one.",
        )


def _needs(extent: Extent, service: Service) -> Iterator[tuple[str, ...]]:
    home = extent.home(service.name)
    for needed in service.depends_on:
        other = extent.home(needed)
        if other != home:
            title = extent.known.titles.get(other, NOT_DECLARED)
            yield service.name, needed, title, service.workaround
    if service.vendor:
        title = extent.known.titles.get(service.vendor, NOT_DECLARED)
        yield service.name, service.vendor, title, service.workaround


def _needed_by(extent: Extent) -> Iterator[tuple[str, str, str]]:
    for service in extent.services:
        others = defaultdict[str, list[str]](list)
        for user in extent.known.users.get(service.name, ()):
            others[extent.home(user.name)].append(user.name)
        for code, names in others.items():
            if code != extent.home(service.name):
                yield service.name, listing(names), extent.known.titles[code]
