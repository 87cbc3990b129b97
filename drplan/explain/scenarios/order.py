"""In which order it comes back, by when, and what the last drill showed."""

from __future__ import annotations

from drplan.explain.content import Table
from drplan.explain.drills import newest_of_each
from drplan.explain.scenarios.matter import Matter
from drplan.explain.step_times import WHERE
from drplan.explain.words import length, listing
from drplan.record.drill import DrillRecord, ServiceRecord


def order_table(matter: Matter) -> Table:
    """List the services wave by wave, with their promises and the last drill of each."""
    drilled = newest_of_each(matter.source.ledger.drills)
    rows = tuple(
        (
            due.service.name,
            str(due.wave),
            length(due.promised.rto),
            length(due.promised.mtd),
            listing(due.service.depends_on, "nothing"),
            _shown(*drilled[due.service.name]) if due.service.name in drilled else "no drill on record",
        )
        for due in matter.due
    )
    header = ("Service", "Wave", "Back by (RTO)", "At the latest (MTD)", "Waits for", "Last drilled")
    return Table("Waves and promises, counted from the disruption", header, rows)


def changed_by_calendar(matter: Matter) -> tuple[str, ...]:
    """Say which services promise another RTO in which kind of period: a page without a date cannot know."""
    return tuple(
        f"{due.service.title} ({due.service.name}): RTO {length(each.objectives.rto)} during {each.during}."
        for due in matter.due
        for each in due.service.during
        if each.objectives.rto != due.promised.rto
    )


def _shown(record: DrillRecord, service: ServiceRecord) -> str:
    took = "not reached" if service.rta_seconds is None else length(service.rta_seconds)
    where = WHERE[record.proven_on]
    return f"{took}, {service.verdict.outcome}, {where}, {record.ended:%Y-%m-%d}"
