"""What to tell: a scenario's notices, in English on its page and in other languages on their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from drplan.declare.exercises import Peril
from drplan.explain.document import Block, Bullets, Document, Heading, Link, Links, Paragraph
from drplan.explain.language import Language, language
from drplan.explain.notices import AUDIENCES, Audience, Moment, NoticeText, Occasion, moments_of, notice
from drplan.explain.notices.values import values_for
from drplan.explain.scenarios.matter import Matter

FOLDER = "scenarios"
"""Where the pages lie below the runbooks folder."""

_AUDIENCES: Mapping[Audience, str] = {"staff": "Staff", "families": "Families", "press": "Press"}
_MOMENTS: Mapping[Moment, str] = {
    "first": "first notice",
    "update": "update",
    "over": "all-clear",
    "records": "if records may have been seen",
}
_PAGE = "en"
"""What the scenario's page is written in."""

_ABOUT = "the notices in this language"
_NAMES = {"es": "Español"}


def path_of(scenario: str, code: str = "") -> str:
    """Return a scenario's path, or that of its notices in a further language; no name has an underscore."""
    return f"{FOLDER}/{scenario}_{code}" if code else f"{FOLDER}/{scenario}"


def telling_blocks(matter: Matter) -> Iterator[Block]:
    """Yield the notes for senders, the notices in English, and the way to those in other languages.

    What is not English stands on a page of its own, so that it is read aloud in its language.
    """
    others = _others(matter)
    if others:
        links = (Link(_NAMES[code], path_of(matter.scenario.name, code), about=_ABOUT) for code in others)
        yield Links(tuple(links))
    texts = tuple(_texts(matter, language(_PAGE)))
    yield Paragraph("Before any of these goes out:", "For the sender")
    yield Bullets(tuple(dict.fromkeys(note for text in texts for note in text.notes)))
    if _PAGE in matter.district.languages:
        yield from _laid_out(texts, language(_PAGE), level=3)


def telling_pages(matter: Matter) -> Iterator[Document]:
    """Yield a page of the notices in each of the district's languages but English, in that language."""
    for code in _others(matter):
        say = language(code)
        yield Document(
            say("What to tell: {scenario}", scenario=matter.scenario.title),
            matter.district.name,
            0,
            (
                Paragraph(say("Fill in every blank before you send it.")),
                *_laid_out(tuple(_texts(matter, say)), say, level=2),
            ),
            path=path_of(matter.scenario.name, code),
            language=code,
        )


def _others(matter: Matter) -> tuple[str, ...]:
    return tuple(code for code in matter.district.languages if code != _PAGE)


def _texts(matter: Matter, say: Language) -> Iterator[NoticeText]:
    values = values_for(matter.district, matter.loss, say)
    for occasion in occasions(matter.scenario.peril):
        yield notice(occasion, say, values, matter.source.notices)


def occasions(peril: Peril) -> Iterator[Occasion]:
    """Yield all of a peril's notices, in the order in which they are sent."""
    for moment in moments_of(peril):
        for audience in AUDIENCES:
            yield Occasion(peril, audience, moment)


def _laid_out(texts: tuple[NoticeText, ...], say: Language, level: int) -> Iterator[Block]:
    for text in texts:
        audience, moment = text.occasion.audience, text.occasion.moment
        yield Heading(level, say(f"{_AUDIENCES[audience]}: {_MOMENTS[moment]}"), f"tell.{audience}.{moment}")
        yield Paragraph(text.subject, say("Subject"))
        yield from (Paragraph(each) for each in text.paragraphs)
