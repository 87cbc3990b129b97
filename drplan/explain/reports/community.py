"""For families and neighbours, in plain words: what we do so that school goes on and records stay safe.

Public alone. It tells no weakness and no number that would help somebody break in, and claims nothing that
is only declared: a plan is called a plan, and practice is counted from the records.
"""

from __future__ import annotations

from collections.abc import Iterator

from drplan.audit.controls.case import Case
from drplan.audit.controls.insurer_states import PRODUCTION
from drplan.explain.document import Block, Bullets, Document, Facts, Heading, Paragraph
from drplan.explain.language import Language
from drplan.explain.reports.declared_words import spokesperson
from drplan.explain.reports.frame import laid_out
from drplan.explain.reports.matter import Matter
from drplan.explain.reports.registry import REPORTS
from drplan.validate.keeping import in_force

_YEAR = 365


@REPORTS.add(
    "community", "For families, in plain words: how school goes on when computers fail.", editions=("public",)
)
def community(matter: Matter, say: Language) -> Document:
    """Make the page for families."""
    return laid_out(matter, say("When school computers fail"), _blocks(matter, say))


def _blocks(matter: Matter, say: Language) -> Iterator[Block]:
    yield Paragraph(
        say(
            "Our schools use computers every day. Sometimes computers break. Sometimes people attack them."
            " This page tells you what we do about it."
        )
    )
    yield Heading(2, say("Our plan for school"), "school")
    yield Bullets(tuple(say(each) for each in _school(matter.case)))
    yield Heading(2, say("How we protect records"), "records")
    yield Bullets(tuple(say(each) for each in _records(matter.case)))
    yield Heading(2, say("We practice"), "practice")
    yield Paragraph(_practice(matter, say))
    yield Heading(2, say("How you hear from us"), "hear")
    yield Bullets(tuple(say(each) for each in _HEAR))
    yield Heading(2, say("What you can do"), "you")
    yield Bullets(tuple(say(each) for each in _YOU))
    yield Heading(2, say("Whom to ask"), "ask")
    yield from _whom(matter, say)


def _school(case: Case) -> Iterator[str]:
    """Yield what the plan is; papers are named where there are some."""
    yield "Our plan says what each school does while computers are down."
    yield "Safety comes first. Then come pay and records, then lessons."
    if any(each.papers for each in case.services):
        yield "Our plan has paper forms ready. Teachers, nurses and drivers can work with them."
    if case.district.calendars:
        yield "Our plan knows the school year. Tests and report cards get extra care."


def _records(case: Case) -> Iterator[str]:
    """Yield what is declared of all data alike; what is not so of all is not told."""
    yield "We plan to keep copies of the records that school needs."
    data = case.data_sets
    if data and all(any(case.elsewhere(each, copy) for copy in case.copies(each)) for each in data):
        yield "We plan to keep copies in more than one place. Then one fire should not take them all."
    if case.repositories and all(each.encrypted for each in case.repositories.values()):
        yield "Copies are to be locked with a code. A stranger who finds one should not be able to read it."
    if _bound(case):
        yield "Companies that keep student records for us sign that they protect them."


def _bound(case: Case) -> bool:
    """Tell whether a company is bound by an agreement about student records, and none lacks one (DRP090)."""
    lacking = any(each.rule == "DRP090" for each in case.examined.findings)
    waived = any(each.finding.rule == "DRP090" for each in case.examined.waived)
    held = (in_force(each.agreements, ("ferpa",), case.day) for each in case.district.vendors)
    return any(held) and not lacking and not waived


def _practice(matter: Matter, say: Language) -> str:
    """Say how often it was practised within a year, and that a test room is one."""
    case = matter.case
    drills = [
        each for each in case.drills if case.old(each) <= _YEAR and each.verdict.outcome in ("pass", "fail")
    ]
    meetings = [each for each in case.exercises if case.old(each) <= _YEAR and each.participant_roles]
    if not drills and not meetings:
        return say("We plan to practice. We will write down what we learn each time.")
    told = []
    if drills:
        told.append(
            say.plural(
                "In the last year we practiced {number} time how to bring computers back.",
                "In the last year we practiced {number} times how to bring computers back.",
                len(drills),
            )
        )
    if drills and not any(each.proven_on in PRODUCTION for each in drills):
        told.append(say("We did this in a test room."))
    if meetings:
        told.append(
            say.plural(
                "Our staff met {number} time to talk a bad day through.",
                "Our staff met {number} times to talk a bad day through.",
                len(meetings),
            )
        )
    return " ".join([*told, say("We write down what we learn each time.")])


_HEAR = (
    "We tell you what happened, what it means for your child, and when we will write again.",
    "We never ask you for a password or for money.",
    "If you are not sure that a message is from us, call your school.",
)
_YOU = (
    "Tell your school when your phone number or e-mail changes.",
    "Use a long password, and a new one for each account.",
    "Talk with your child about strange messages. Do not open them.",
)


def _whom(matter: Matter, say: Language) -> Iterator[Block]:
    role = spokesperson(matter.district)
    if role is None:
        yield Paragraph(say("Ask the office of your school."))
        return
    yield Paragraph(say("Ask us. We are glad to help."))
    yield Facts(((say("Who"), role.title), (say("Phone"), role.phone), (say("E-mail"), role.email)))
