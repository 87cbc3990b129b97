"""Appendix G: the order of recovery, the planned times, the site and the copies as pictures."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.explain.document import Block, Paragraph
from drplan.explain.iscp.extent import Extent
from drplan.explain.iscp.sections import heading
from drplan.explain.pictures import (
    cabling,
    copies_map,
    dependency_graph,
    recovery_timeline,
    site_topology,
)


def diagrams(extent: Extent) -> Iterator[Block]:
    """Lay out appendix G; every picture stands beside a table that says the same.

    The times are those that are declared: what drills measured is on the runbooks' pages.
    """
    yield heading("G")
    if extent.services:
        title = f"Order of recovery, {extent.title}"
        yield dependency_graph(extent.services, title, extent.known.site_of_service)
    else:
        yield Paragraph("No service is declared: there is no order to draw.")
    if extent.site:
        if extent.services:
            yield recovery_timeline(extent.services, extent.district, None)
        yield site_topology(extent.site, extent.district)
        if cables := cabling(extent.site, extent.district):
            yield cables
    if extent.data_sets:
        yield copies_map(extent.district, extent.site)
    else:
        yield Paragraph("No data set is declared: there is no copy to draw.")
