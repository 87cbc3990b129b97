"""Four weeks of backups, a row a service and a square a day; without copies that answer, of the checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from drplan.explain.content import Figure, Table
from drplan.explain.language import Language
from drplan.explain.pictures import DayState, backup_heat_map, states_of_checks, states_of_copies
from drplan.explain.reports.dashboard_services import titles_of
from drplan.explain.reports.live import Live
from drplan.explain.reports.matter import Matter

_DAYS = 28


def heat_map(matter: Matter, live: Live, say: Language) -> Figure | None:
    """Draw what every copy shows of each service's data, else what production's checks said of each place.

    ``None`` where neither says anything. A day of which nothing is known is never well.
    """
    asked = not live.unasked
    states = _of_copies(matter, live) if asked else states_of_checks(matter.ledger.checks)
    title = say("Backups, day by day") if asked else say("Checks of the copies, day by day")
    figure = backup_heat_map(states, title, last_day=matter.day, days=_DAYS)
    return None if figure is None else _said(figure, title, say)


def _of_copies(matter: Matter, live: Live) -> Iterator[DayState]:
    titles = titles_of(matter)
    for each in states_of_copies(live.states, matter.district, live.made_at, _DAYS):
        yield replace(each, what=titles[matter.case.owned[each.what].name])


def _said(figure: Figure, title: str, say: Language) -> Figure:
    """Put the words around the picture into the reader's language."""
    header = (say("What"), say("Pass"), say("Fail"), say("No evidence"), say("Failed on"), say("Last pass"))
    rows = tuple(
        tuple(say("none") if cell == "none" and place > 0 else cell for place, cell in enumerate(row))
        for row in figure.table.rows
    )
    about = say("A row each, a square a day, four weeks. The same is told in the table below the picture.")
    return replace(figure, alternative=about, table=Table(title, header, rows))
