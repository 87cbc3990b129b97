"""The graph of services as a picture."""

from __future__ import annotations

from drplan.explain.graph import Graph
from drplan.explain.picture import drawing, words
from drplan.explain.pictures.order_picture import order_picture
from drplan.explain.words import listing

_EMPTY = "No services are declared."


def graph_svg(graph: Graph) -> str:
    """Draw the waves as one SVG document, which says in words what it shows."""
    title = f"Order of recovery, {graph.title}"
    if not graph.waves:
        return drawing(40, title, _EMPTY, [words(8, 25, _EMPTY)]) + "\n"
    said = (
        f"Wave {number}: {listing(service.name for service in group)}."
        for number, group in enumerate(graph.waves, start=1)
    )
    return order_picture(graph.waves, title, " ".join((f"{title}.", *said))) + "\n"
