"""What people do while it lasts: each service's workaround, and the papers that it needs."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.explain.content import Table
from drplan.explain.document import Block, Link, Links, Paragraph
from drplan.explain.scenarios.matter import Matter
from drplan.explain.workaround_sheet import PATH


def meanwhile_blocks(matter: Matter) -> Iterator[Block]:
    """Say what the users of each service that does not work do, in the order of tiers."""
    ordered = sorted(
        (*matter.loss.services, *matter.dragged), key=lambda service: (service.tier, service.name)
    )
    if not ordered:
        yield Paragraph("No service is declared as lost: nobody has to work on paper.")
        return
    rows = tuple(
        (
            f"{service.title} ({service.name})",
            str(int(service.tier)),
            service.workaround,
            "; ".join(f"{paper.title}: {paper.place}" for paper in service.papers) or "none declared",
        )
        for service in ordered
    )
    yield Table("Until it is back", ("Service", "Tier", "What people do", "Papers, and where"), rows)
    yield Links((Link("How to work with each paper", PATH, about="step by step, with its keeper"),))
