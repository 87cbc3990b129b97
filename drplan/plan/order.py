"""In which order services come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from drplan.declare.services import Service
from drplan.errors import DeclarationError


def needs_within(services: Iterable[Service], every: Iterable[Service]) -> dict[str, tuple[str, ...]]:
    """Return, by name, which of the given services each of them needs, directly or through others.

    ``every`` are all declared ones: what is not given is looked through, for a service is not back before
    what stands two steps below it.
    """
    inside = {service.name: service for service in services}
    beyond = {service.name: service for service in every if service.name not in inside}
    return {name: _needed(service, inside, beyond) for name, service in inside.items()}


def _needed(
    service: Service, inside: Mapping[str, Service], beyond: Mapping[str, Service]
) -> tuple[str, ...]:
    found: dict[str, None] = {}
    passed: set[str] = set()
    waiting = list(reversed(service.depends_on))
    while waiting:
        name = waiting.pop()
        if name in inside:
            found[name] = None
        elif name in beyond and name not in passed:
            passed.add(name)
            waiting += reversed(beyond[name].depends_on)
    return tuple(found)


def waves(
    services: Iterable[Service], needs: Mapping[str, Iterable[str]] | None = None
) -> tuple[tuple[Service, ...], ...]:
    """Group services so that each wave needs only the waves before it; lower tiers first within a wave.

    ``needs`` says which of them each needs (:func:`needs_within`); without it, what each depends on directly,
    and dependencies outside the given services do not order these. Raises ``DeclarationError`` naming the
    cycle when there is one.
    """
    by_name = {service.name: service for service in services}
    graph = {
        name: [needed for needed in (needs[name] if needs else service.depends_on) if needed in by_name]
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
