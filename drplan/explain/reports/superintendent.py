"""The superintendent's report: what they decide, who stands in, how it stands, who tells whom."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.explain.content import Table
from drplan.explain.document import Block, Bullets, Document, Heading, Notice, Paragraph
from drplan.explain.language import Language
from drplan.explain.reports.frame import laid_out
from drplan.explain.reports.headline import headline, teaching
from drplan.explain.reports.kept import not_kept, plan_is_approved
from drplan.explain.reports.kpi import kpis_of
from drplan.explain.reports.kpi_words import kpi_table
from drplan.explain.reports.matter import Matter
from drplan.explain.reports.people_of import SUPERINTENDENT, people_table, telling_table
from drplan.explain.reports.registry import REPORTS
from drplan.explain.reports.states import actions_table, exercises_table, states_table


@REPORTS.add(
    "superintendent",
    "What you decide, who stands in, how services stand, who tells whom, what is next.",
    editions=("restricted",),
)
def superintendent(matter: Matter, say: Language) -> Document:
    """Make the superintendent's report."""
    return laid_out(matter, say("For the superintendent: ready for a bad day?"), _blocks(matter, say))


def _blocks(matter: Matter, say: Language) -> Iterator[Block]:
    yield Notice(headline(matter, teaching(matter), say))
    yield Heading(2, say("What you decide"), "decide")
    yield Bullets(tuple(_decisions(matter, say)))
    asked = _asked(matter, say)
    if asked is not None:
        yield asked
    yield Heading(2, say("Who stands in"), "people")
    yield people_table(matter, say)
    yield Heading(2, say("How services stand"), "standing")
    yield states_table(matter, matter.case.services, say)
    yield Paragraph(
        say(
            "Proven anywhere counts drills in a lab. A lab is not production: the last column is what counts."
        )
    )
    yield Heading(2, say("Promised and not kept"), "kept")
    yield Bullets(tuple(not_kept(matter, say)) or (say("Nothing that the records know of."),))
    yield actions_table(matter, say) or Paragraph(say("No corrective action is open."))
    yield Heading(2, say("Who tells whom"), "tell")
    yield telling_table(matter, say)
    yield Heading(2, say("What is exercised next"), "exercises")
    yield exercises_table(matter, say) or Paragraph(say("No exercise has a day to come."))
    yield Heading(2, say("Indicators"), "indicators")
    yield kpi_table(kpis_of(matter), say)


def _decisions(matter: Matter, say: Language) -> Iterator[str]:
    yield say("Close a school, keep it open, or send children home: on the word of its principal.")
    yield say("What families, staff and the press are told: before anything is said.")
    if any(each.function == "payroll" for each in matter.case.services):
        yield say("Whether pay is made by the bank from the last payroll while the payroll is away.")
    yield _plan(matter, say)
    yield _review(matter, say)
    yield from _sealed(matter, say)


def _plan(matter: Matter, say: Language) -> str:
    if plan_is_approved(matter):
        return say("The plan: it is approved as it is.")
    return say("The plan: it waits for your approval, as it is now.")


def _review(matter: Matter, say: Language) -> str:
    held = next((day for _, day in matter.case.acts("leadership review")), None)
    if held is None:
        return say("What drills showed: no record says that the leaders looked at it.")
    return say("What drills showed: the leaders last looked at it on {day}.", day=say.day(held))


def _sealed(matter: Matter, say: Language) -> Iterator[str]:
    """Say when the sealed keys that the superintendent holds were last seen."""
    kept = [e for each in matter.district.repositories for e in each.escrow if e.holder == SUPERINTENDENT]
    if kept:
        last = min(each.confirmed_on for each in kept)
        yield say("The sealed keys you hold: the longest ago seen on {day}.", day=say.day(last))


def _asked(matter: Matter, say: Language) -> Table | None:
    """Tell what the superintendent was asked in exercises and decided, the newest first; once each."""
    found: dict[str, tuple[str, str, str]] = {}
    for record in matter.case.exercises:
        for each in record.decisions:
            if each.role == SUPERINTENDENT:
                decided = each.decided or say("not decided")
                found.setdefault(each.asked, (say.day(record.ended.date()), each.asked, decided))
    header = (say("Day"), say("Asked"), say("Decided"))
    caption = say("What you were asked in exercises, in the record's words")
    return Table(caption, header, tuple(found.values())) if found else None
