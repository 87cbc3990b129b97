"""The indicators a district is led by: values, targets, how they went, and what each counts exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drplan.audit.kpi import Definition, Kpi, kpis
from drplan.explain.content import Table
from drplan.explain.document import Block, Document, Facts, Heading, Paragraph
from drplan.explain.language import Language
from drplan.explain.reports.frame import laid_out
from drplan.explain.reports.kpi_words import kpi_table, short_words
from drplan.explain.reports.matter import Matter
from drplan.explain.reports.registry import REPORTS
from drplan.explain.reports.trend_picture import kpi_trend

_UNITS = {
    "share": "A share of all that is counted.",
    "count": "A number.",
    "days": "Days.",
    "times": "Times its objective.",
}
_BETTER = {"higher": "More is better.", "lower": "Less is better."}


@REPORTS.add("kpi", "Indicators with their definitions, targets and trend.", editions=("restricted",))
def kpi_report(matter: Matter, say: Language) -> Document:
    """Make the page of indicators."""
    return laid_out(matter, say("Indicators"), _blocks(kpis_of(matter), say))


def kpis_of(matter: Matter) -> tuple[Kpi, ...]:
    """Return the indicators as on the report's day."""
    return kpis(matter.case, matter.inventory_sha256, matter.tools)


def _blocks(found: Sequence[Kpi], say: Language) -> Iterator[Block]:
    yield Paragraph(_in_short(found, say))
    yield Paragraph(say("What was not measured is no-evidence: it is neither nought nor all."))
    yield Heading(2, say("Where we stand"), "now")
    yield kpi_table(found, say)
    yield Heading(2, say("How it went"), "trend")
    yield kpi_trend(found, say) or Paragraph(say("No quarter so far shows anything."))
    yield Paragraph(
        say(
            "Each quarter shows the records as they stood at its end, the one that runs as on this page's"
            " day. All are held against the declaration as it is now: no older one is known."
        )
    )
    short = tuple(
        (say(each.definition.title), short_words(each.reading, say)) for each in found if each.reading.short
    )
    if short:
        yield Heading(2, say("What falls short"), "short")
        yield Table(say("What falls short"), (say("Indicator"), say("What")), short)
    yield Heading(2, say("What each of them counts"), "definitions")
    for each in found:
        yield from _definition(each.definition, say)


def _in_short(found: Sequence[Kpi], say: Language) -> str:
    outcomes = [each.reading.outcome for each in found]
    return say(
        "Of {all} indicators {met} meet their target, {missed} fall short, {unseen} have no evidence"
        " and {none} do not apply.",
        all=len(found),
        met=outcomes.count("pass"),
        missed=outcomes.count("fail"),
        unseen=outcomes.count("no-evidence"),
        none=outcomes.count("not-applicable"),
    )


def _definition(definition: Definition, say: Language) -> Iterator[Block]:
    yield Heading(3, f"{say(definition.title)} ({definition.id})", f"kpi.{definition.id}")
    yield Facts(
        (
            (say("What it tells"), say(definition.means)),
            (say("What is counted"), say(definition.counts)),
            (say("Which records"), say(definition.records)),
            (say("In what"), f"{say(_UNITS[definition.unit])} {say(_BETTER[definition.better])}"),
            (say("Where the target is from"), _origin(definition, say)),
        )
    )


def _origin(definition: Definition, say: Language) -> str:
    declared = say("The declaration: {field}", field=definition.field) if definition.field else ""
    return "; ".join(each for each in (declared, definition.standard) if each)
