"""The replacement plan by school year (July to June): which budget and source pay, and what nobody pays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from drplan.explain.assessment.cliffs import OVERDUE, cliffs
from drplan.explain.assessment.parts import Cliff, Ending
from drplan.explain.assessment.scope import Scope
from drplan.explain.content import Table
from drplan.explain.document import Block, Paragraph
from drplan.explain.language import Language
from drplan.explain.reports.copies_cost import budget_words
from drplan.explain.reports.matter import Matter
from drplan.explain.reports.sums import Line, money_table

Payer = tuple[str, str, str, int]
"""School year, source, budget and E-rate category; empty, and 0, where there is none."""


def replacement_years(matter: Matter) -> tuple[Cliff, ...]:
    """Return the school years in which something is to be replaced, what is overdue first."""
    return tuple(each for each in cliffs(Scope(matter.index, None)) if each.of("replacement"))


def replacement_blocks(matter: Matter, say: Language) -> Iterator[Block]:
    """Tell it by year and budget, then by who pays."""
    years = replacement_years(matter)
    if not years:
        yield Paragraph(say("No replacement is declared, so what replacing costs is not known."))
        return
    yield _by_budget(years, say)
    yield _by_source(years, say)
    unplanned = _unplanned(matter)
    if unplanned:
        yield Paragraph(
            say.plural(
                "{number} asset has no declared replacement: it is in no sum.",
                "{number} assets have no declared replacement: they are in no sum.",
                unplanned,
            )
        )


def _by_budget(years: Sequence[Cliff], say: Language) -> Table:
    """E-rate is a part of what the budgets pay, and so stands after the sum of the row."""
    lines = [
        Line(
            (year_words(each.year, say), say.number(len(each.of("replacement")))),
            (
                each.dollars(budget="capital"),
                each.dollars(budget="operating"),
                each.dollars(funded=False),
                each.dollars(),
                each.dollars(e_rate_category=1),
                each.dollars(e_rate_category=2),
            ),
        )
        for each in years
    ]
    header = (
        say("School year"),
        say("Things"),
        say("Capital"),
        say("Operating"),
        say("Nobody pays yet"),
        say("Together"),
        say("Of it with E-rate 1"),
        say("Of it with E-rate 2"),
    )
    return money_table(say("What is due for replacement, by budget"), header, lines, say)


def by_payer(endings: Iterable[tuple[str, Ending]]) -> dict[Payer, int]:
    """Add replacements up by school year and who pays; each is counted once."""
    found: defaultdict[Payer, int] = defaultdict(int)
    for year, each in endings:
        found[year, each.source or "", each.budget or "", each.e_rate_category or 0] += each.dollars or 0
    return dict(found)


def _by_source(years: Sequence[Cliff], say: Language) -> Table:
    endings = ((year.year, each) for year in years for each in year.of("replacement"))
    lines = [
        Line(
            (
                year_words(year, say),
                source or say("nobody yet"),
                budget_words(budget or None, say),
                str(category) if category else say("no"),
            ),
            (dollars,),
        )
        for (year, source, budget, category), dollars in by_payer(endings).items()
    ]
    header = (say("School year"), say("Who pays"), say("Budget"), say("E-rate"), say("Cost"))
    return money_table(say("What is due for replacement, by who pays"), header, lines, say)


def year_words(year: str, say: Language) -> str:
    """Write a school year."""
    return say("Overdue") if year == OVERDUE else year


def _unplanned(matter: Matter) -> int:
    found = matter.index.assets.values()
    return sum(each.lifecycle is None or each.lifecycle.replacement is None for each in found)
