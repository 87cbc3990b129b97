"""Appendices C, D and E: where the steps stand, how work goes on by hand, and what proves that it is back."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import DataSet, Paper, Service, Site
from drplan.explain.content import Table
from drplan.explain.document import Block, Link, Links, Paragraph
from drplan.explain.iscp.extent import NOT_DECLARED, Extent, table_or, to_section
from drplan.explain.iscp.sections import heading
from drplan.explain.probe_words import probe_expectation, probe_title
from drplan.explain.words import count, length, listing


def procedures(extent: Extent) -> Iterator[Block]:
    """Lay out appendices C, D and E."""
    yield heading("C")
    yield from _pages(extent)
    yield heading("D")
    yield from _by_hand(extent)
    yield heading("E")
    yield from _validation(extent)


def _pages(extent: Extent) -> Iterator[Block]:
    about = "first actions, order, steps, assets, copies, drills"
    links = [Link(f"Runbook of {each.title}", f"{each.code}/runbook", about=about) for each in extent.sites]
    if extent.site:
        links += [_page(extent.site, each) for each in extent.site.services]
    else:
        links += [_pages_of(each) for each in extent.sites]
    yield from (Links(tuple(links)),) if links else ()
    if not extent.sites:
        yield Paragraph("No site is declared: there is no procedure.")
    scenarios = tuple(
        Link(each.title, f"scenarios/{each.name}", about=each.peril)
        for each in extent.district.scenarios
        if extent.site is None or extent.site.code in each.sites
    )
    if scenarios:
        yield Paragraph(
            "What to do first, who decides and what to tell people, by what happened:", "Scenarios"
        )
        yield Links(scenarios)


def _pages_of(site: Site) -> Link:
    about = f"a page for each: {count(len(site.services), 'service')}"
    return to_section(f"Services of {site.title}", "C", f"{site.code}/plan", about)


def _page(site: Site, service: Service) -> Link:
    about = f"tier {int(service.tier)}, RTO {length(service.objectives.rto)}"
    return Link(service.title, f"{site.code}/services/{service.name}", about=about)


def _by_hand(extent: Extent) -> Iterator[Block]:
    yield Paragraph("Each begins when its service is down, and ends when its owner has accepted the service.")
    rows = tuple((each.title, each.workaround, extent.called(each.owner)) for each in extent.services)
    header = ("While this is down", "People do this", "Ends by the word of")
    yield table_or(Table("Workarounds", header, rows), "No service is declared: there is no workaround.")
    papers = [(service, paper) for service in extent.services for paper in service.papers]
    yield table_or(_paper_table(extent, papers), f"Printed papers: {NOT_DECLARED}.")
    about = "how one works with each paper, and how it gets into the system afterwards"
    links = [Link("One sheet of all workarounds, to print", "workarounds", about=about)]
    if extent.site:
        links.append(to_section("Workarounds of services that other sites run", "D"))
    yield Links(tuple(links))


def _paper_table(extent: Extent, papers: list[tuple[Service, Paper]]) -> Table:
    rows = tuple(
        (
            paper.title,
            service.name,
            paper.place,
            extent.called(paper.keeper),
            paper.renewed_on.isoformat() if paper.renewed_on else NOT_DECLARED,
            length(paper.renew_within),
        )
        for service, paper in papers
    )
    header = ("Paper", "For", "Lies", "Kept by", "Last printed", "Printed again within")
    return Table("Printed papers", header, rows)


def _validation(extent: Extent) -> Iterator[Block]:
    yield Paragraph(
        "A service counts as recovered when its data passed every check and every probe saw it work, in this "
        "order. A service without a probe can never be proven back."
    )
    if extent.site is None:
        yield table_or(_by_site(extent), "No site is declared: nothing is tested.")
        yield (
            Links(tuple(_to_tests(site) for site in extent.sites))
            if extent.sites
            else Paragraph("No test is declared.")
        )
        return
    yield table_or(_data_table(extent), "No data set is declared for this site.")
    yield table_or(_probe_table(extent), "No service is declared for this site.")


def _to_tests(site: Site) -> Link:
    return to_section(f"Checks of {site.title}, by name", "E", f"{site.code}/plan")


def _by_site(extent: Extent) -> Table:
    rows = []
    for site in extent.sites:
        data = [each for service in site.services for each in service.data_sets]
        probes = sum(len(each.probes) for each in site.services)
        blind = [each.name for each in site.services if not each.probes]
        marked = sum(bool(each.canaries) for each in data)
        rows.append((site.title, f"{len(data)}", f"{marked}", f"{probes}", listing(blind)))
    header = ("Site", "Data sets", "With a canary", "Probes", "Services without a probe")
    return Table("What is tested", header, tuple(rows))


def _data_table(extent: Extent) -> Table:
    rows = tuple((data.name, service.name, _checks(data)) for service, data in extent.data_sets)
    return Table("Checks of data", ("Data set", "Service", "Passes when"), rows)


def _checks(data: DataSet) -> str:
    canaries = f"{count(len(data.canaries), 'canary').replace('canarys', 'canaries')} there: "
    said = canaries + listing(data.canaries) if data.canaries else "no canary declared"
    doubted = f"doubted when it shrinks by {data.tolerance.shrink:.0%} or more".replace("%", " %")
    return f"every entry equals its manifest; {said}; {doubted}"


def _probe_table(extent: Extent) -> Table:
    rows = tuple(
        row
        for service in extent.services
        for row in [(service.name, probe_title(probe), probe_expectation(probe)) for probe in service.probes]
        or [(service.name, f"probe: {NOT_DECLARED}", "its owner looks at it, and signs")]
    )
    return Table("Probes", ("Service", "Looks", "Good"), rows)
