"""When each test of the plan was last done, by signed records, and what it showed."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.audit.happenings import covered
from drplan.explain.content import Table
from drplan.explain.document import Block, Paragraph
from drplan.explain.drills import newest_of_each
from drplan.explain.iscp.extent import Extent, table_or
from drplan.explain.source import Source
from drplan.explain.table import scope
from drplan.explain.words import against, length, listing, moment
from drplan.record.drill import DrillRecord, ServiceRecord

_PROOF = {"lab": "a lab", "loopback lab": "a loopback lab", "scratch": "scratch", "production": "production"}


def tests_held(source: Source, extent: Extent) -> Iterator[Block]:
    """Lay out the last drill of each service, the last record of each exercise and envelope."""
    yield Paragraph(
        "The newest record of each; nothing here says that it is in time: drplan evidence standing and "
        "drplan evidence controls do, for the day they are asked. Copies are checked too often to be "
        "listed: drplan evidence list --kind check names each check."
    )
    yield table_or(_drilled(source, extent), "No service is declared: nothing is drilled.")
    yield table_or(_exercised(source), "No exercise is declared.")
    yield table_or(_opened(source, extent), "No second place of a password is declared.")


def _drilled(source: Source, extent: Extent) -> Table:
    last = newest_of_each(source.ledger.drills)
    rows = []
    for service in extent.services:
        promised = length(service.objectives.rto)
        if service.name not in last:
            rows.append((service.name, promised, "never drilled", *["none"] * 4, "no-evidence"))
            continue
        rows.append((service.name, promised, *_shown(*last[service.name])))
    header = ("Service", "RTO as declared", "RTA", "Of it people", "Of", "In", "Ended", "Verdict")
    return Table("The newest drill of each service", header, tuple(rows))


def _shown(record: DrillRecord, seen: ServiceRecord) -> tuple[str, ...]:
    """Say what a drill showed of a service, and of how much of it: a part proves no whole."""
    passed = seen.verdict.outcome == "pass"
    unmeasured = "not measured" if passed else "not reached"
    rta = unmeasured if seen.rta_seconds is None else against(seen.rta_seconds, seen.rto_seconds, "RTO")
    part = "" if covered(record, seen) else ", a part of it or of its data"
    return (
        rta,
        length(seen.human_seconds) if seen.human_seconds else "none",
        f"{scope(record)}{part}",
        _PROOF[record.proven_on],
        moment(record.ended),
        seen.verdict.outcome,
    )


def _exercised(source: Source) -> Table:
    newest = {each.name: each for each in source.ledger.exercises}
    rows = tuple(
        (each.title, listing(each.dates), moment(found.ended), found.id, found.verdict.outcome)
        if (found := newest.get(each.name))
        else (each.title, listing(each.dates), "never held, by the records", "none", "no-evidence")
        for each in source.district.exercises
    )
    return Table("Exercises", ("Exercise", "Days", "Last held", "Record", "Verdict"), rows)


def _opened(source: Source, extent: Extent) -> Table:
    newest = {
        (record.holder_role, seen.repository): (record, seen)
        for record in source.ledger.escrows
        for seen in record.repositories
    }
    rows = tuple(
        (
            copy.name,
            extent.called(held.holder),
            moment(found[0].ended)
            if (found := newest.get((held.holder, copy.name)))
            else "never, by the records",
            found[1].verdict.outcome if found else "no-evidence",
        )
        for copy in source.district.repositories
        for held in copy.escrow
    )
    return Table("Passwords that were tried", ("Copy", "Holder", "Last tried", "Verdict"), rows)
