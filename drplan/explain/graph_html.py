"""The graph of services as a page: the picture, the table that says the same, and the critical paths."""

from __future__ import annotations

from drplan.declare import Service
from drplan.explain.content import Figure, Table
from drplan.explain.document import Block, Document, Heading, Paragraph
from drplan.explain.graph import Graph, one_line
from drplan.explain.graph_svg import graph_svg
from drplan.explain.html import rendered
from drplan.explain.words import length, listing


def graph_html(graph: Graph) -> str:
    """Write one page that opens from a USB stick; every declared text is escaped."""
    title = f"Order of recovery, {graph.title}"
    blocks: tuple[Block, ...] = (
        Heading(2, "Order of recovery", "order"),
        Figure("order", graph_svg(graph), title, _order(graph, title)),
        Heading(2, "Critical paths", "paths"),
        Paragraph(
            "The chain of what a service needs that ends last by declared RTOs. No service is back before "
            "what it depends on; one after another is the sum of the chain's RTOs."
        ),
        _paths(graph),
    )
    return rendered("graph.html.j2", page=Document(title, one_line(graph.district), 0, blocks))


def _order(graph: Graph, title: str) -> Table:
    rows = tuple(
        (
            service.name,
            one_line(service.title),
            str(number),
            str(int(service.tier)),
            length(service.objectives.rto),
            listing(sorted(set(service.depends_on)), "nothing"),
            listing(sorted(set(service.runs_on)), "nothing declared"),
        )
        for number, group in enumerate(graph.waves, start=1)
        for service in group
    )
    return Table(title, ("Service", "What it is", "Wave", "Tier", "RTO", "Waits for", "Runs on"), rows)


def _paths(graph: Graph) -> Table:
    services = sorted(
        (service for group in graph.waves for service in group),
        key=lambda service: (-graph.chains[service.name].total, service.name),
    )
    header = ("Service", "Critical path", "Ends after", "Own RTO", "One after another")
    return Table("Critical paths, longest first", header, tuple(_path(graph, each) for each in services))


def _path(graph: Graph, service: Service) -> tuple[str, ...]:
    chain = graph.chains[service.name]
    rto = service.objectives.rto
    return (
        service.name,
        " → ".join(chain.services),
        length(chain.ends),
        length(rto),
        length(chain.total),
    )
