"""The plan of the district, that of each site, and the record of what became of them."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.explain.document import Block, Document, Notice
from drplan.explain.iscp.activation import activation
from drplan.explain.iscp.contacts import contacts
from drplan.explain.iscp.diagrams import diagrams
from drplan.explain.iscp.elsewhere import elsewhere
from drplan.explain.iscp.extent import Extent
from drplan.explain.iscp.impact import impact
from drplan.explain.iscp.introduction import introduction
from drplan.explain.iscp.inventory import inventory
from drplan.explain.iscp.known import Known
from drplan.explain.iscp.maintenance import changes, schedule
from drplan.explain.iscp.operations import operations
from drplan.explain.iscp.procedures import procedures
from drplan.explain.iscp.reconstitution import reconstitution
from drplan.explain.iscp.record import record_page
from drplan.explain.iscp.recovery import recovery
from drplan.explain.source import Source

_PARTS = (
    introduction,
    operations,
    activation,
    recovery,
    reconstitution,
    contacts,
    procedures,
    elsewhere,
    diagrams,
    inventory,
    schedule,
    impact,
    changes,
)


def plan_documents(source: Source) -> Iterator[Document]:
    """Yield the pages ``plan`` (the district's), ``SITE/plan`` of each site, and ``plan-record``.

    The plans are made from the declaration alone; the record of the plan from the signed records as well.
    Raises ``DeclarationError`` when services depend on each other in a circle.
    """
    known = Known(source.district)
    yield _plan(Extent(known))
    for site in source.district.sites:
        yield _plan(Extent(known, site))
    yield record_page(source, Extent(known))


def _plan(extent: Extent) -> Document:
    title = f"{extent.title}: contingency plan"
    return Document(title, extent.district.name, 0, tuple(_blocks(extent)), path=extent.path)


def _blocks(extent: Extent) -> Iterator[Block]:
    yield Notice("In force only as approved: see the record of the plan.")
    for part in _PARTS:
        yield from part(extent)
