"""How people go on without a service: what they do, on which papers, and where these lie.

No student is on these pages: they say where a printed list is, never what stands on it.
"""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import District, Paper, Service
from drplan.declare.lookup import role_named
from drplan.explain.content import Step, Table
from drplan.explain.document import Block, Paragraph, Steps
from drplan.plan.step_id import step_id

PAPER_HEADER = ("Paper", "Where it lies", "Kept by", "Last printed", "Print again by")
"""The columns of :func:`paper_cells`."""

_NO_PAPER = "No printed form or list is declared for it: this rests on what people know."


def workaround_blocks(service: Service, district: District) -> Iterator[Block]:
    """Say what people do while a service is down: the rule, the papers, and how one works with each.

    There is no heading among the blocks. The steps' ids are ``SERVICE.without``, then ``-2`` and so on,
    counted over the service. Raises ``UsageError`` for a keeper that is no declared role.
    """
    yield Paragraph(service.workaround, "Until it is back")
    if not service.papers:
        yield Paragraph(_NO_PAPER)
        return
    yield Table(
        f"Papers that stand in for {service.title} ({service.name})",
        PAPER_HEADER,
        tuple(paper_cells(paper, district) for paper in service.papers),
    )
    yield from _ways_to_work(service)


def _ways_to_work(service: Service) -> Iterator[Block]:
    number = 0
    for paper in service.papers:
        if paper.use:
            yield Paragraph("This is how one works with it.", paper.title)
            yield Steps(
                tuple(
                    Step(
                        _sentence(line),
                        step_id(service.name, "without", number + place),
                        action="without",
                        subject=service.name,
                    )
                    for place, line in enumerate(paper.use, start=1)
                )
            )
        number += len(paper.use)


def paper_cells(paper: Paper, district: District) -> tuple[str, ...]:
    """Return one paper's row under :data:`PAPER_HEADER`; days are written ``2026-11-02``."""
    keeper = role_named(district, paper.keeper)
    printed, again = "no day is recorded", "now"
    if paper.renewed_on is not None:
        printed, again = paper.renewed_on.isoformat(), (paper.renewed_on + paper.renew_within).isoformat()
    return paper.title, paper.place, f"{keeper.title}, {keeper.phone}", printed, again


def _sentence(line: str) -> str:
    return line if line.endswith((".", "!", "?")) else f"{line}."
