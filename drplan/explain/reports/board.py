"""The board's page: when would we be teaching again, what is promised and not kept, what better costs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from drplan.declare import Improvement
from drplan.explain.content import Table
from drplan.explain.document import Block, Bullets, Document, Heading, Notice, Paragraph
from drplan.explain.language import Language
from drplan.explain.reports.better import gain, payer, price, unfunded
from drplan.explain.reports.frame import laid_out
from drplan.explain.reports.groups import by_group, group_title, slowest
from drplan.explain.reports.headline import Teaching, headline, slowest_shown, teaching
from drplan.explain.reports.kept import not_kept, plan_is_approved
from drplan.explain.reports.matter import Matter
from drplan.explain.reports.registry import REPORTS

_SHOWN, _LONGEST = 3, 56
"""How many improvements are written out on the one page, and characters of a declared text."""


@REPORTS.add("board", "One page: when would we be teaching again, and what does better cost?")
def board(matter: Matter, say: Language) -> Document:
    """Make the board's page."""
    return laid_out(matter, say("If it burned down tonight"), _blocks(matter, say))


def _blocks(matter: Matter, say: Language) -> Iterator[Block]:
    seen = teaching(matter)
    yield Notice(headline(matter, seen, say))
    if matter.case.services:
        yield _groups(matter, seen, say)
        yield Paragraph(
            say(
                "A drill has its machines at hand: buying new ones is in no measured time. A lab, with data"
                " of its own, shows that the steps work, not that production comes back."
            )
        )
    yield Heading(2, say("Promised and not kept"), "kept")
    yield Bullets(tuple(not_kept(matter, say)) or (say("Nothing that the records know of."),))
    if matter.district.improvements:
        yield Heading(2, say("What better would cost"), "better")
        yield from _better(matter, say)
    yield Heading(2, say("What we ask of the board"), "ask")
    yield Bullets(tuple(_asked(matter, seen, say)) or (say("Nothing today."),))


def _groups(matter: Matter, seen: Teaching, say: Language) -> Table:
    header = (
        say("Needed for"),
        say("Services"),
        say("Promised back within"),
        say("Shown from production's copies"),
        say("Shown in a lab only"),
        say("Not proven today"),
    )
    rows = []
    for group, found in by_group(matter.case.services):
        lab = {name: each for name, each in seen.lab.items() if name not in seen.real}
        unproven = sum(each.name not in seen.proven for each in found)
        rows.append(
            (
                group_title(group, say),
                say.number(len(found)),
                say.length(slowest(matter, found)),
                slowest_shown(found, seen.real, say),
                slowest_shown(found, lab, say),
                say.number(unproven),
            )
        )
    return Table(say("What was promised, and what drills have shown"), header, tuple(rows))


def _better(matter: Matter, say: Language) -> Iterator[Block]:
    every = matter.district.improvements
    open_ = unfunded(every)
    if not matter.public:
        yield _options(matter, sorted(every, key=lambda e: -(e.cost + e.dollars_a_year))[:_SHOWN], say)
    told = say.plural(
        "{number} improvement is priced: {price}.",
        "{number} improvements are priced: {price}.",
        len(every),
        price=price(every).words(say),
    )
    rest = say("Nobody pays {price} of it yet.", price=price(open_).words(say)) if open_ else ""
    yield Paragraph(f"{told} {rest}".strip())


def _options(matter: Matter, shown: list[Improvement], say: Language) -> Table:
    header = (say("What"), say("Once"), say("Each year"), say("Gains, estimated"), say("Who pays"))
    rows = (
        (
            _short(each.title),
            say.money(each.cost),
            say.money(each.dollars_a_year),
            gain(matter, each, say),
            _short(payer(each, say)),
        )
        for each in shown
    )
    return Table(say("Options, dearest first"), header, tuple(rows))


def _short(text: str) -> str:
    return textwrap.shorten(text, _LONGEST, placeholder=" …")


def _asked(matter: Matter, seen: Teaching, say: Language) -> Iterator[str]:
    if seen.needs and seen.back_seconds is None:
        yield say(
            "Let the minutes say that teaching again is not proven, and set a day for a drill from"
            " production's copies."
        )
    open_ = unfunded(matter.district.improvements)
    if open_:
        yield say.plural(
            "Fund or decline the improvement that nobody pays yet: {price}.",
            "Fund or decline the {number} improvements that nobody pays yet: {price}.",
            len(open_),
            price=price(open_).words(say),
        )
    if not plan_is_approved(matter):
        yield say("Approve the plan that is in force.")
    if matter.overdue_actions:
        yield say("Ask by when what is past its day will be done, and by whom.")
