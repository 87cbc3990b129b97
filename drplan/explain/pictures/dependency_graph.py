"""What waits for what, as a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drplan.declare import Service
from drplan.explain.content import Figure, Table
from drplan.explain.picture import clean
from drplan.explain.pictures.order_picture import order_picture
from drplan.explain.words import length, listing
from drplan.plan.order import waves

_HEADER = ("Service", "Wave", "Tier", "RTO", "Waits for", "Runs on", "Hosted by")


def dependency_graph(
    services: Sequence[Service], title: str, homes: Mapping[str, str] | None = None
) -> Figure:
    """Draw services in waves, each below all that it waits for.

    What they wait for and is not among them stands above the first wave, dashed; ``homes`` says by name in
    which site that is. Raises ``DeclarationError`` when services depend on each other in a circle.
    """
    groups, title = waves(services), clean(title)
    said = (f"Wave {number}: {listing(s.name for s in group)}." for number, group in enumerate(groups, 1))
    alternative = " ".join((f"{title}.", *(said if groups else ("No services are declared.",))))
    rows = tuple(
        _row(service, number, homes or {})
        for number, group in enumerate(groups, start=1)
        for service in group
    )
    picture = order_picture(groups, title, alternative)
    return Figure("order", picture, alternative, Table(title, _HEADER, rows))


def _row(service: Service, wave: int, homes: Mapping[str, str]) -> tuple[str, ...]:
    needs = (f"{name} ({homes[name]})" if name in homes else name for name in sorted(set(service.depends_on)))
    return (
        service.name,
        str(wave),
        str(int(service.tier)),
        length(service.objectives.rto),
        listing(needs, "nothing"),
        listing(sorted(set(service.runs_on)), "nothing declared"),
        service.vendor or "the district",
    )
