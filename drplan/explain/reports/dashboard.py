"""The page a director keeps open: how each service stands, what is due, what would be lost now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time

from drplan.audit.kpi import Kpi
from drplan.explain.content import Table
from drplan.explain.document import Block, Document, Facts, Heading, Notice, Paragraph
from drplan.explain.language import Language
from drplan.explain.reports.dashboard_due import due_blocks
from drplan.explain.reports.dashboard_first import first_blocks
from drplan.explain.reports.dashboard_heat import heat_map
from drplan.explain.reports.dashboard_services import loss_table, standing_table, time_table
from drplan.explain.reports.frame import laid_out
from drplan.explain.reports.kpi import kpis_of
from drplan.explain.reports.kpi_words import kpi_table
from drplan.explain.reports.live import Live, Loss, losses
from drplan.explain.reports.matter import Matter
from drplan.explain.reports.registry import REPORTS
from drplan.explain.words import moment, without_password

NOBODY_ASKED = "Nobody asked them: this page is of the records alone."
OTHER_DAY = "This page is of another day: what the copies hold now says nothing of it."
LAB_IS_UP = "A lab is up here: what its copies hold is not the district's."


@REPORTS.add("dashboard", "How each service stands now, and what is due.", editions=("restricted",))
def dashboard(matter: Matter, say: Language) -> Document:
    """Make the dashboard; without what was seen live, nothing is said of what would be lost now."""
    live = matter.live or Live(datetime.combine(matter.day, time(), UTC), unasked=NOBODY_ASKED)
    return laid_out(matter, say("Dashboard"), _blocks(matter, live, say))


def _blocks(matter: Matter, live: Live, say: Language) -> Iterator[Block]:
    lost = losses(live.states, matter.case.services)
    found = kpis_of(matter)
    yield Notice(
        say(
            "Made at {moment}. This page does not update itself: make it again with {command}.",
            moment=moment(live.made_at),
            command="drplan report dashboard",
        )
    )
    yield Facts(tuple(_in_short(matter, live, lost, say)))
    yield from first_blocks(matter, lost, found, say)
    yield Heading(2, say("Services"), "services")
    yield Paragraph(
        say(
            "A service is proven until something it rests on changes, or its time is over. Why it is not is"
            " in the records' own words."
        )
    )
    yield standing_table(matter, say)
    yield Heading(2, say("What would be lost now"), "loss")
    yield from _loss_blocks(matter, live, lost, say)
    heat = heat_map(matter, live, say)
    if heat is not None:
        yield heat
    yield Heading(2, say("Time to come back"), "time")
    yield time_table(matter, say)
    yield from due_blocks(matter, say)
    yield Heading(2, say("Indicators"), "indicators")
    yield kpi_table(found, say)


def _loss_blocks(matter: Matter, live: Live, lost: tuple[Loss, ...], say: Language) -> Iterator[Block]:
    if live.unasked:
        yield Notice(say("What the copies hold now is not known (no-evidence)."))
        yield Paragraph(say(live.unasked))
        return
    yield Paragraph(
        say(
            "The age of the newest good recovery point that any copy shows, of the data that is worst off."
            " It passes only where every copy answered and is well."
        )
    )
    yield loss_table(matter, lost, say)
    silent = dict.fromkeys(
        (each.copy, without_password(each.error.message)) for each in live.states if each.error is not None
    )
    if silent:
        yield Table(say("Copies that did not answer"), (say("Copy"), say("Why")), tuple(silent))


def _in_short(matter: Matter, live: Live, lost: tuple[Loss, ...], say: Language) -> Iterator[tuple[str, str]]:
    states = [each.state for each in matter.standings]
    yield (
        say("Services"),
        say(
            "{proven} proven, {stale} stale, {failing} failing, {unproven} unproven",
            **{state: states.count(state) for state in ("proven", "stale", "failing", "unproven")},
        ),
    )
    well = sum(each.outcome == "pass" for each in lost)
    asked = say("{well} of {all} services with data", well=well, all=len(lost))
    yield say("Copies young enough"), say("no-evidence") if live.unasked else asked
    open_, late = len(matter.open_actions), len(matter.overdue_actions)
    yield say("Corrective actions"), say("{open} open, {late} of them overdue", open=open_, late=late)


def well(matter: Matter, found: tuple[Kpi, ...]) -> bool | None:
    """Tell whether all is well; ``None`` when nothing falls short, and something is not known.

    Copies that nobody asked, or that did not answer, are not known to be well.
    """
    live = matter.live
    lost = losses(live.states, matter.case.services) if live else ()
    states = {each.state for each in matter.standings}
    outcomes = {each.reading.outcome for each in found} | {each.outcome for each in lost}
    if states & {"failing", "stale"} or "fail" in outcomes or matter.overdue_actions:
        return False
    unknown = "unproven" in states or "no-evidence" in outcomes or live is None or bool(live.unasked)
    return None if unknown else True
