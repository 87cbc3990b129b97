"""What the signed records show of one site: the last drill, and all of them in a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from drplan.explain.content import DrillPage, Figure, Table
from drplan.explain.drill_notes import notes
from drplan.explain.pictures.time_picture import time_picture
from drplan.explain.table import (
    DATA_HEADER,
    DRILL_HEADER,
    data_table,
    drill_summary,
    drill_table,
    scope,
    steps_with_ids,
)
from drplan.explain.words import against, count, length, listing, moment
from drplan.record.auditor import verification_command
from drplan.record.drill import DrillRecord, ServiceRecord
from drplan.record.signers import AllowedSigner

EVIDENCE = "runbooks/evidence"
_LONGEST = 8


def drill_page(records: Sequence[DrillRecord], signers: Mapping[str, AllowedSigner]) -> DrillPage | None:
    """Build the page of one site's last drill, of its records oldest first; ``None`` without a record.

    The loss of one host says little about the site: it is the last drill only while there is no other, and
    says so. ``signers`` says by drill id whom the record is signed by.
    """
    if not records:
        return None
    last = (whole_site(records) or records)[-1]
    return DrillPage(
        facts=tuple(_facts(last, signers)),
        results=_results(last),
        faults=tuple(_faults(last)),
        critical_paths=_critical_paths(last),
        longest_steps=_longest_steps(last),
        data_sets=_data_sets(last),
        timeline=_timeline(last),
        history=_history(records),
        verify=_verify(last, signers.get(last.id)),
    )


def _verify(record: DrillRecord, signer: AllowedSigner | None) -> str:
    if signer is None:
        return ""
    then = record.ended if signer.limited() else None
    return verification_command(f"{EVIDENCE}/{record.id}", signer.identity, then)


def whole_site(records: Sequence[DrillRecord]) -> list[DrillRecord]:
    """Return the records of a whole site's loss, in their order."""
    return [record for record in records if record.host is None and _of_a_site(record)]


def newest_of_each(records: Iterable[DrillRecord]) -> dict[str, tuple[DrillRecord, ServiceRecord]]:
    """Return by service the last of the records that holds it, and what that showed of it."""
    return {seen.name: (record, seen) for record in records for seen in record.services}


def _of_a_site(record: DrillRecord) -> bool:
    """Say whether all of a site's data was meant; a sampled drill says nothing of the rest."""
    asked = record.scope
    return asked is None or (asked.kind == "site" and asked.sampled is None)


def _facts(record: DrillRecord, signers: Mapping[str, AllowedSigner]) -> Iterator[tuple[str, str]]:
    yield "Drill", record.id
    if record.host is not None or record.scope is not None:
        yield "Of", scope(record)
    yield from _asked(record)
    yield "Verdict", record.verdict.outcome
    yield "In short", drill_summary(record)
    real = record.where == "production"
    rehearsed = "a real recovery" if real else "a rehearsal, no production system was touched"
    copies = "" if record.copies == "production" else f" from the {record.copies}'s copies"
    yield "Where", f"{record.where}{copies}: {rehearsed}"
    yield "Disruption", moment(record.disrupted)
    yield "Ended", moment(record.ended)
    yield "Run by", record.operator_role
    yield "Signed by", signers[record.id].identity if record.id in signers else "unknown"
    yield "Declaration drilled (SHA-256)", record.inventory_sha256
    for note in notes(record):
        yield "Note", note
    yield "Tools", listing(f"{name} {version}" for name, version in sorted(record.tools.items()))


def _asked(record: DrillRecord) -> Iterator[tuple[str, str]]:
    if record.scope is not None:
        yield "Recovery points", record.scope.points
        yield "Data", f"the part of {record.scope.sampled}" if record.scope.sampled else "all of it"
    if record.scope is not None and record.scope.despite_freeze is not None:
        yield "Run inside a freeze of the calendar because", record.scope.despite_freeze


def _results(record: DrillRecord) -> Table:
    caption = f"Promised and measured, drill {record.id}"
    return Table(caption, DRILL_HEADER, tuple(row.cells() for row in drill_table(record)))


def _faults(record: DrillRecord) -> Iterator[str]:
    judged = [("the drill", record.verdict)]
    judged += [(service.name, service.verdict) for service in record.services]
    judged += [(said, step.verdict) for said, step in steps_with_ids(record.steps)]
    for subject, verdict in judged:
        if verdict.outcome not in ("pass", "not-applicable"):
            yield f"{subject}: {verdict.outcome}: {'; '.join(verdict.because)}"


def _critical_paths(record: DrillRecord) -> Table:
    return Table(
        "Critical path: what each service's recovery time waited for, first to last",
        ("Service", "RTA", "Path"),
        tuple((s.name, _rta(s), listing(s.critical_path, "not reached")) for s in record.services),
    )


def _longest_steps(record: DrillRecord) -> Table:
    began = sorted(record.steps, key=lambda step: step.started)
    after = [(said, step) for said, step in steps_with_ids(began) if step.started >= record.disrupted]
    longest = sorted(after, key=lambda each: -each[1].seconds)[:_LONGEST]
    return Table(
        f"The {count(len(longest), 'step')} that took longest",
        ("Step", "Began after the disruption", "Took", "Verdict"),
        tuple(
            (said, length(s.started - record.disrupted), length(s.seconds), s.verdict.outcome)
            for said, s in longest
        ),
    )


def _data_sets(record: DrillRecord) -> Table:
    return Table("Data that came back", DATA_HEADER, data_table(record))


def _timeline(record: DrillRecord) -> Figure:
    ordered = sorted(record.services, key=lambda service: (service.wave, service.tier, service.name))
    rows = tuple(
        (s.name, str(s.wave), _rta(s), length(s.human_seconds), length(s.rto_seconds), _share(s))
        for s in ordered
    )
    title = f"Recovery time against its objective, drill {record.id}"
    alternative = f"{title}. A bar for each service, as a share of its RTO: " + "; ".join(
        f"{s.name} {_rta(s)}, RTO {length(s.rto_seconds)}" for s in ordered
    )
    header = ("Service", "Wave", "RTA", "Of that human, declared", "RTO", "Share of RTO")
    return Figure(
        "timeline", time_picture(ordered, title, alternative), alternative, Table(title, header, rows)
    )


def _share(service: ServiceRecord) -> str:
    if service.rta_seconds is None:
        return "not reached"
    share = service.rta_seconds / service.rto_seconds
    return "under 1 %" if share < 0.01 else f"{share:.0%}".replace("%", " %")  # noqa: PLR2004


def _rta(service: ServiceRecord) -> str:
    return against(service.rta_seconds, service.rto_seconds, "RTO")


def _history(records: Sequence[DrillRecord]) -> Table:
    newest_first = list(reversed(records))
    names = dict.fromkeys(service.name for record in newest_first for service in record.services)
    return Table(
        "RTA of every recorded drill, by service, newest first",
        ("Service", "Drill", "Ended", "RTA", "RTO", "Verdict"),
        tuple(
            (name, _called(record), moment(record.ended), _rta(s), length(s.rto_seconds), s.verdict.outcome)
            for name in names
            for record in newest_first
            for s in record.services
            if s.name == name
        ),
    )


def _called(record: DrillRecord) -> str:
    if record.host is None:
        return record.id if _of_a_site(record) else f"{record.id} ({scope(record)})"
    real = ", real recovery" if record.where == "production" else ""
    return f"{record.id} (host {record.host} alone{real})"
