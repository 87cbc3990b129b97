"""Appendix G: the order of recovery as a picture, and with it what is drawn of sites and copies."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.explain.content import Figure, Table
from drplan.explain.document import Block, Paragraph
from drplan.explain.iscp.extent import Extent
from drplan.explain.iscp.sections import heading
from drplan.explain.pictures.order_picture import order_picture
from drplan.explain.words import listing
from drplan.plan.order import waves


def diagrams(extent: Extent) -> Iterator[Block]:
    """Lay out appendix G."""
    yield heading("G")
    yield (
        _order(extent) if extent.services else Paragraph("No service is declared: there is nothing to draw.")
    )


def _order(extent: Extent) -> Figure:
    groups = waves(extent.services)
    title = f"Order of recovery, {extent.title}"
    rows = tuple(
        (service.name, str(number), listing(service.depends_on, "nothing"))
        for number, group in enumerate(groups, start=1)
        for service in group
    )
    alternative = f"{title}. " + " ".join(
        f"Wave {number}: {listing(each.name for each in group)}."
        for number, group in enumerate(groups, start=1)
    )
    picture = order_picture(groups, title, alternative)
    return Figure("order", picture, alternative, Table(title, ("Service", "Wave", "Waits for"), rows))
