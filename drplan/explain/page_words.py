"""What drplan itself says on every printed page, in the page's language: moment, edition, labels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from drplan.explain.document import Document
from drplan.explain.language import Language, language
from drplan.explain.words import moment

NUMBER, TOTAL = "{number}", "{total}"
"""What stands in ``PageWords.page`` for a page's number and for how many there are."""


@dataclass(frozen=True)
class PageWords:
    """The fixed words of one page. ``uncontrolled`` is for a copy that can be changed without a trace."""

    as_of: str
    edition: str
    contents: str
    page: str
    good: str
    otherwise: str
    uncontrolled: str


def page_words(page: Document) -> PageWords:
    """Say them; raises ``UsageError`` for a language that is not shipped."""
    say = language(page.language)
    return PageWords(
        as_of=_as_of(page, say),
        edition=_edition(page, say),
        contents=say("Contents"),
        page=say("Page {number} of {total}", number=NUMBER, total=TOTAL),
        good=say("Good:"),
        otherwise=say("If not:"),
        uncontrolled=say("Uncontrolled copy: whoever holds it can change it. What counts is the PDF."),
    )


def _as_of(page: Document, say: Language) -> str:
    if not page.as_of:
        return say("From the declaration alone: no record stands behind this page.")
    when = datetime.fromtimestamp(page.as_of, UTC)
    at_midnight = (when.hour, when.minute, when.second) == (0, 0, 0)
    return say("As of {when}.", when=say.day(when.date()) if at_midnight else moment(when))


def _edition(page: Document, say: Language) -> str:
    if page.edition == "public":
        return say("Public.")
    return say("Restricted: for those who answer for the plan.")
