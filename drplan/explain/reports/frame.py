"""What every report has around it: for whom and which day it is, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time

from drplan.explain.assessment.clean import cleaned
from drplan.explain.document import Block, Document, Edition, Notice, Paragraph
from drplan.explain.language import Language
from drplan.explain.reports.edition import edition_words, guard
from drplan.explain.reports.matter import Matter
from drplan.explain.reports.registry import REPORTS
from drplan.explain.words import listing

_PLACES = {
    "production": ("{number} real recovery", "{number} real recoveries"),
    "scratch": (
        "{number} drill from production's copies, beside production",
        "{number} drills from production's copies, beside production",
    ),
    "lab": ("{number} drill in a lab", "{number} drills in a lab"),
    "loopback lab": ("{number} drill in a lab", "{number} drills in a lab"),
}
_LANGUAGES = {"en": "English", "es": "español"}


def report(audience: str, matter: Matter, say: Language) -> Document:
    """Make one report, whole; raises ``UsageError`` for an audience or edition that there is not.

    A public one that would tell what it must not raises ``DisclosureError`` and is not made.
    """
    one = REPORTS[audience]
    edition: Edition = one.edition(matter.edition)
    made = one.make(matter, say)
    # A notice stands first: on paper it comes before the contents.
    first = isinstance(next(iter(made.blocks), None), Notice)
    blocks = (*made.blocks[:first], _top(matter, say), *made.blocks[first:], _ground(matter, say))
    page = cleaned(replace(made, blocks=blocks, language=say.code, edition=edition, kind="report"))
    if edition == "public":
        guard(page, matter.district)
    return page


def laid_out(matter: Matter, title: str, blocks: Iterator[Block]) -> Document:
    """Return a report's own part, as the makers of reports give it."""
    at = datetime.combine(matter.day, time(), UTC)
    return Document(title, matter.district.name, int(at.timestamp()), tuple(blocks))


def _top(matter: Matter, say: Language) -> Block:
    return Paragraph(say("As on {day}.", day=say.day(matter.day)) + " " + edition_words(matter.edition, say))


def _ground(matter: Matter, say: Language) -> Block:
    told = say(
        "The declaration, and these signed records: {records}. Written in {language}.",
        records=rests_on(matter, say),
        language=_LANGUAGES[say.code],
    )
    return Paragraph(told, say("What this page rests on"))


def rests_on(matter: Matter, say: Language) -> str:
    """Say how many records there are, and how many of the drills were in a lab and how many were not."""
    ledger = matter.ledger
    drilled = [one for where in _PLACES for one in _drilled(matter, say, where)]
    others = (
        (ledger.exercises, ("{number} exercise", "{number} exercises")),
        (matter.case.checks, ("{number} check of copies", "{number} checks of copies")),
        (ledger.escrows, ("{number} opening of sealed keys", "{number} openings of sealed keys")),
        (ledger.postures, ("{number} assessment of a tenant", "{number} assessments of tenants")),
        (ledger.approvals, ("{number} approval or review", "{number} approvals or reviews")),
    )
    told = [*dict.fromkeys(drilled), *(say.plural(*words, len(chain)) for chain, words in others if chain)]
    return listing(told, say("none, so nothing here was ever shown"))


def _drilled(matter: Matter, say: Language, where: str) -> Iterator[str]:
    """Say how many drills were there; both kinds of lab are one."""
    alike = [each for each in matter.ledger.drills if _PLACES[each.proven_on] == _PLACES[where]]
    if alike:
        yield say.plural(*_PLACES[where], len(alike))
