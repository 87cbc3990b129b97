"""Links between what needs each other."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index
from drplan.validate.reach import INTERNET, lines, reach, usable
from drplan.validate.registry import RULES


@RULES.add(
    "DRP021",
    "A service runs on an asset at another site, and no chain of links joins the two",
    severity="error",
    why="Either the service cannot work, or a line that its recovery needs is not declared.",
    source="NIST SP 800-34 Rev. 1, section 3.2.2; CIS Controls v8.1, safeguard 12.4",
    fix="declare the links between the two, or run the service on an asset within reach",
)
def asset_out_of_reach(index: Index) -> Iterator[Flaw]:
    """Cloud tenants are reached through the Internet, assets of other sites through any links."""
    ways = reach(index)
    for name, service in index.services.items():
        site = index.service_site[name]
        for asset in sorted(set(service.runs_on) & index.assets.keys()):
            place = ways.asset_place(asset)
            if not ways.joined(site, place):
                where = "the Internet" if place == INTERNET else f"site {place}"
                message = f"is at site {site}, runs on {asset}, and no chain of links leads to {where}"
                yield Flaw(index.service(name), message)


@RULES.add(
    "DRP025",
    "A link leads to no site",
    severity="error",
    why="Every way that is worked out over it, for backups and for restores, is wrong.",
    source="CIS Controls v8.1, safeguard 12.4; NIST SP 800-53 Rev. 5, CP-8",
    fix="name another site's code, or internet",
)
def link_to_nowhere(index: Index) -> Iterator[Flaw]:
    """Each link ends at another site or at the Internet."""
    for line in lines(index):
        if not usable(index, line):
            where = "its own site" if line.link.to == line.site else f"{line.link.to!r}, which is no site"
            yield Flaw(Subject("link", line.link.name, line.site), f"leads to {where}")


@RULES.add(
    "DRP027",
    "All lines from the district to the Internet are one provider's",
    severity="warning",
    why="One cut or one failed provider takes cloud services, phones and off-site backups together.",
    source="NIST SP 800-53 Rev. 5, CP-8(2) and CP-8(3); NIST SP 800-34 Rev. 1, section 5.3.2",
    fix="declare a second line from another provider, be it a slow one",
)
def one_provider(index: Index) -> Iterator[Flaw]:
    """Count providers over all sites; the district's own line counts as one."""
    providers = [line.link.provider for line in lines(index) if line.link.to == INTERNET]
    if len(set(providers)) == 1:
        who = providers[0] or "the district's own"
        which = "the only line" if len(providers) == 1 else f"each of {len(providers)} lines"
        yield Flaw(Subject("district", index.name), f"the provider of {which} to the Internet is {who}")


@RULES.add(
    "DRP051",
    "A copy is kept where no chain of links leads from the data",
    severity="error",
    why="Neither the backup nor the restore can get there: the copy exists on paper.",
    source="NIST SP 800-53 Rev. 5, CP-6(3) and CP-9; CIS Controls v8.1, safeguard 11.4",
    fix="declare the links between the two, or keep the copy within reach",
)
def copy_out_of_reach(index: Index) -> Iterator[Flaw]:
    """Partners, vendors and cloud tenants are reached through the Internet."""
    ways = reach(index)
    for name, data in index.data_sets.items():
        home = ways.data_place(data)
        for copy in index.copies(data) or ():
            place = ways.repository_place(copy)
            if place is not None and not ways.joined(home, place):
                message = (
                    f"lives at {home}, its copy {copy.name} at {place}, and no chain of links joins them"
                )
                yield Flaw(index.data_set(name), message)


@RULES.add(
    "DRP053",
    "A site has no link",
    severity="warning",
    why="Whatever it needs from elsewhere, and its off-site copies, cannot be judged or do not exist.",
    source="NIST SP 800-53 Rev. 5, CP-8; CIS Controls v8.1, safeguard 12.4",
    fix="declare the site's lines with what they carry up and down",
)
def site_without_link(index: Index) -> Iterator[Flaw]:
    """Count links that other sites declare to it; a district of one site needs none."""
    ends = {end for line in lines(index) if usable(index, line) for end in (line.site, line.link.to)}
    if len(index.sites) > 1:
        for code in index.sites:
            if code not in ends:
                yield Flaw(Subject("site", code, code), "no link leads to it or from it")
