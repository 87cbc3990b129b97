"""The public edition of one record: counts, times and verdicts, and no name of a machine or a place."""

from __future__ import annotations

from drplan.explain.document import Document, Facts, Heading, Notice
from drplan.explain.evidence_parts import Blocks, place, table, took
from drplan.explain.words import length
from drplan.record.chain import Link
from drplan.record.summary import PublicSummary

_MADE_PUBLIC = (
    "The public edition: counts, times and verdicts. The signed record names machines, places and accounts "
    "and is in the restricted edition; the head below is the same there."
)


def summary_page(summary: PublicSummary, district: str) -> Document:
    """Lay one summary out."""
    title = f"{summary.noun.capitalize()} {summary.number}"
    return Document(title, district, 0, tuple(_blocks(summary)))


def _blocks(summary: PublicSummary) -> Blocks:
    yield Notice(_MADE_PUBLIC)
    yield Heading(2, "In short", "short")
    where = (("Where", summary.where),) if summary.where else ()
    yield Facts((("Verdict", summary.verdict), ("What", summary.what), ("Day", summary.day), *where))
    header = ("Service", "Tier", "RPO", "RPA", "RTO", "RTA", "Of that human", "With all data", "Verdict")
    rows = tuple(
        (
            each.title,
            str(each.tier),
            length(each.rpo_seconds),
            took(each.rpa_seconds) if each.data_sets else "no data of its own",
            length(each.rto_seconds),
            took(each.rta_seconds),
            length(each.human_seconds),
            "" if each.projected_seconds is None else f"up to {length(each.projected_seconds)}",
            each.verdict,
        )
        for each in summary.services
    )
    yield from table("Promised and measured", header, rows)
    counts = tuple((name, f"{number:,}") for name, number in sorted(summary.counts.items()))
    yield from table("Counted", ("What", "Number"), counts)
    yield Heading(2, "Where it stands", "chain")
    yield Facts(tuple(place(Link(summary.previous, summary.head))))
