"""What a service's page shows as tables: its promises through the year, its copies, its last drill."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import DataSet, District, Repository, Service
from drplan.declare.calendar import Period
from drplan.declare.lookup import policy_named, repository_named
from drplan.declare.objectives import Objectives
from drplan.explain.content import Table
from drplan.explain.desk_steps import escrow_of
from drplan.explain.step_times import WHERE
from drplan.explain.table import recovery_time, scope, steps_with_ids
from drplan.explain.words import against, length, listing, moment, without_password
from drplan.plan.restorable import kept
from drplan.record.drill import DrillRecord, ServiceRecord

_YEAR = 4


def objectives_table(service: Service, district: District) -> Table:
    """Return the usual promise, then that of each kind of period that changes it, with its days."""
    rows = [("any other day", *_promise(service.objectives), str(int(service.tier)))]
    for change in service.during:
        tier = service.tier if change.tier is None else change.tier
        rows.append((_when(change.during, district), *_promise(change.objectives), str(int(tier))))
    header = ("When", "RTO", "RPO", "MTD", "Catch-up work (WRT)", "Tier")
    return Table("What it promises through the school year", header, tuple(rows))


def _promise(held: Objectives) -> tuple[str, str, str, str]:
    return length(held.rto), length(held.rpo), length(held.mtd), length(held.wrt) if held.wrt else "none"


def _when(kind: str, district: District) -> str:
    found = [each for year in district.calendars for each in year.periods if each.kind == kind]
    if not found:
        return f"{kind}: no such days are declared"
    days = listing(_days(each) for each in found[:_YEAR])
    more = f", and {len(found) - _YEAR} times more" if len(found) > _YEAR else ""
    return f"{kind}: {days}{more}"


def _days(period: Period) -> str:
    return f"{period.first}" if period.first == period.last else f"{period.first} to {period.last}"


def copies_table(service: Service, district: District) -> Table:
    """Return each data set's copies, the one to trust most first; raises ``UsageError``.

    The order is for the day on which an intruder may have been at the copies too: what nobody here can
    reach, what cannot be deleted, what can only be added to, the rest (3-2-1-1-0).
    """
    rows = [row for data in service.data_sets for row in _copies(data, district)]
    header = ("Data set", "Trust", "Copy", "Asked by drplan restore", "Where", "Why", "Password also lies")
    return Table("Data and copies, the one to trust most first", header, tuple(rows))


def _copies(data: DataSet, district: District) -> Iterator[tuple[str, ...]]:
    names = policy_named(district, data.policy).copies
    copies = [repository_named(district, name) for name in names]
    ours = kept(data.source, district)
    for place, copy in enumerate(sorted(copies, key=_doubt), start=1):
        where = f"{copy.site}, {without_password(copy.location)}"
        asked = _ordinal(names.index(copy.name) + 1) if ours else "not: its own tool makes and reads it"
        yield data.name, str(place), copy.name, asked, where, _why(copy), escrow_of(copy, district)


def _doubt(copy: Repository) -> tuple[bool, bool, bool]:
    return not copy.isolated, not copy.immutable_days, not copy.append_only


def _why(copy: Repository) -> str:
    said = ["isolated: no credential of this network opens it"] if copy.isolated else []
    if copy.immutable_days:
        said.append(f"cannot be deleted for {copy.immutable_days} d")
    if copy.append_only:
        said.append("what writes it can only add")
    return listing(said, "can be changed by what writes it")


def _ordinal(number: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(number, f"as number {number}")


def drilled_facts(record: DrillRecord, seen: ServiceRecord) -> tuple[tuple[str, str], ...]:
    """Return what one drill showed of a service, and where that was."""
    lost = "no data of its own"
    if seen.data_sets or seen.rpa_seconds is not None:
        lost = against(seen.rpa_seconds, seen.rpo_seconds, "RPO")
    return (
        ("Drill", f"{record.id}, {WHERE[record.proven_on]}, {scope(record)}"),
        ("Ended", moment(record.ended)),
        ("Verdict", seen.verdict.outcome),
        ("Why", "; ".join(seen.verdict.because) or "every check passed"),
        ("RTA", f"{recovery_time(seen)}; RTO {length(seen.rto_seconds)}"),
        ("Of that people's work", length(seen.human_seconds)),
        ("RPA", f"{lost}; RPO {length(seen.rpo_seconds)}"),
        ("It waited for", listing(seen.critical_path, "not reached")),
    )


def drilled_steps(service: Service, record: DrillRecord) -> Table:
    """Return the steps of a drill that were about a service, its assets or its data, as they began."""
    subjects = {service.name, *service.runs_on, *(data.name for data in service.data_sets)}
    began = sorted(record.steps, key=lambda step: step.started)
    rows = tuple(
        (said, length(step.seconds), step.verdict.outcome, "; ".join(step.verdict.because) or step.detail)
        for said, step in steps_with_ids(began)
        if step.subject in subjects
    )
    return Table("Its steps in that drill", ("Step", "Took", "Verdict", "Detail"), rows)
