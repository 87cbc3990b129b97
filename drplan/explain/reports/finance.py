"""The finance report: what copies cost, what is replaced when and by whom paid, what better would cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drplan.declare import Improvement
from drplan.explain.content import Table
from drplan.explain.document import Block, Bullets, Document, Heading, Notice, Paragraph
from drplan.explain.language import Language
from drplan.explain.reports.better import gain, payer, price, unfunded
from drplan.explain.reports.copies_cost import budget_words, copies_blocks
from drplan.explain.reports.expected_cost import expected_blocks
from drplan.explain.reports.exposure import exposure_blocks
from drplan.explain.reports.frame import laid_out
from drplan.explain.reports.gaps import Gap, gaps
from drplan.explain.reports.kinds import gap_words, kind_words
from drplan.explain.reports.matter import Matter
from drplan.explain.reports.measured import proven
from drplan.explain.reports.registry import REPORTS
from drplan.explain.reports.replacements import replacement_blocks, replacement_years
from drplan.explain.reports.sums import Line, money_table

_SHOWN = 30


@REPORTS.add("finance", "What copies cost, what is replaced when and who pays, what closing gaps costs.")
def finance(matter: Matter, say: Language) -> Document:
    """Make the finance report."""
    return laid_out(matter, say("What continuity costs, and who pays"), _blocks(matter, say))


def _blocks(matter: Matter, say: Language) -> Iterator[Block]:
    yield Notice(
        say(
            "All figures are declared, or reckoned from what is declared, in United States dollars."
            " None of them was invoiced or paid."
        )
    )
    yield Heading(2, say("Copies"), "copies")
    yield from copies_blocks(matter, say)
    yield from expected_blocks(matter, say)
    yield Heading(2, say("Replacements"), "replacements")
    yield from replacement_blocks(matter, say)
    yield Heading(2, say("What better would cost"), "better")
    yield from _improvements(matter, say)
    yield Heading(2, say("What nobody pays yet"), "unfunded")
    yield _unfunded(matter, say)
    yield Heading(2, say("What closing each gap costs"), "gaps")
    yield from _gaps(matter, say)
    yield Heading(2, say("What an outage costs"), "exposure")
    yield from exposure_blocks(matter, say)


def _improvements(matter: Matter, say: Language) -> Iterator[Block]:
    every = matter.district.improvements
    if not every:
        yield Paragraph(say("No improvement is declared."))
    elif matter.public:
        yield _improvements_by_payer(every, say)
    else:
        yield _improvements_each(matter, say)


def _improvements_each(matter: Matter, say: Language) -> Table:
    lines = [
        Line(
            (
                each.title,
                gain(matter, each, say),
                payer(each, say),
                budget_words(each.funding.budget if each.funding else None, say),
            ),
            (each.cost, each.dollars_a_year),
        )
        for each in matter.district.improvements
    ]
    header = (
        say("What"),
        say("Gains, estimated"),
        say("Who pays"),
        say("Budget"),
        say("Once"),
        say("Each year"),
    )
    return money_table(say("Improvements that have a price"), header, lines, say)


def _improvements_by_payer(every: Sequence[Improvement], say: Language) -> Table:
    sources = dict.fromkeys(each.funding.source if each.funding else None for each in every)
    lines = []
    for source in sources:
        here = [e for e in every if (e.funding.source if e.funding else None) == source]
        together = price(here)
        title = say("nobody yet") if source is None else source
        lines.append(Line((title, say.number(len(here))), (together.once, together.yearly)))
    header = (say("Who pays"), say("Improvements"), say("Once"), say("Each year"))
    return money_table(say("Improvements that have a price"), header, lines, say)


def _unfunded(matter: Matter, say: Language) -> Table:
    years = replacement_years(matter)
    better = price(unfunded(matter.district.improvements))
    copies = sum(e.dollars_a_year or 0 for e in matter.district.repositories if e.funding is None)
    lines = [
        Line((say("Replacements"),), (sum(each.dollars(funded=False) for each in years), 0)),
        Line((say("Improvements"),), (better.once, better.yearly)),
        Line((say("Copies"),), (0, copies)),
    ]
    header = (say("What"), say("Once"), say("Each year"))
    return money_table(say("What has a price and nobody who pays it"), header, lines, say)


def _gaps(matter: Matter, say: Language) -> Iterator[Block]:
    found = gaps(matter)
    unproven = len(matter.case.services) - len(proven(matter))
    if unproven:
        yield Paragraph(
            say.plural(
                "{number} service is not proven from production's copies: drills cost work, no purchase.",
                "{number} services are not proven from production's copies: drills cost work, no purchase.",
                unproven,
            )
        )
    if not found:
        yield Paragraph(
            say(
                "No service was slower than promised in its last drill, no corrective action is open, and no"
                " rule has anything to say of the declaration."
            )
        )
        return
    if not matter.public:
        yield _each_gap(found, say)
    yield Bullets(tuple(_counted(found, say)))


def _each_gap(found: Sequence[Gap], say: Language) -> Table:
    rows = [
        (
            f"{kind_words(each.kind, say)} {each.name}",
            gap_words(each.why, say),
            "; ".join(one.title for one in each.helps) or say("none declared"),
            price(each.helps).words(say) if each.helps else say("not priced"),
        )
        for each in found[:_SHOWN]
    ]
    if len(found) > _SHOWN:
        more = say.plural("{number} more", "{number} more", len(found) - _SHOWN)
        rows.append((more, "", "", ""))
    header = (say("What falls short"), say("How"), say("What would help"), say("Cost"))
    return Table(say("Gaps, and what closing them costs"), header, tuple(rows))


def _counted(found: Sequence[Gap], say: Language) -> Iterator[str]:
    helped = [each for each in found if each.helps]
    if helped:
        wanted = {one.name: one for each in helped for one in each.helps}
        yield say.plural(
            "For {number} gap there is an improvement with a price. Each bought once: {price}.",
            "For {number} gaps there are improvements with a price. Each bought once: {price}.",
            len(helped),
            price=price(wanted.values()).words(say),
        )
    rest = len(found) - len(helped)
    if rest:
        yield say.plural(
            "{number} gap is not priced: what closing it costs is not known.",
            "{number} gaps are not priced: what closing them costs is not known.",
            rest,
        )
