"""In which order services come back."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from drplan.declare.services import Service
from drplan.errors import DeclarationError


def waves(services: Iterable[Service]) -> tuple[tuple[Service, ...], ...]:
    """Group services so that each wave needs only the waves before it; lower tiers first within a wave.

    Dependencies outside the given services are somebody else's to recover and do not order these.
    Raises ``DeclarationError`` naming the cycle when there is one.
    """
    by_name = {service.name: service for service in services}
    graph = {
        name: [needed for needed in service.depends_on if needed in by_name]
        for name, service in by_name.items()
    }
    sorter = TopologicalSorter(graph)
    try:
        sorter.prepare()
    except CycleError as error:
        raise DeclarationError(
            f"services depend on each other in a circle: {' → '.join(reversed(error.args[1]))}",
            next_step="remove one depends_on of that circle",
        ) from error
    found: list[tuple[Service, ...]] = []
    while sorter.is_active():
        ready = sorter.get_ready()
        found.append(
            tuple(sorted((by_name[n] for n in ready), key=lambda service: (service.tier, service.name)))
        )
        sorter.done(*ready)
    return tuple(found)
