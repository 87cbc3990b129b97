"""What the sender must know before a notice goes out. It is for the sender alone, and never in the text."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.explain.notices.occasion import Occasion
from drplan.explain.notices.values import BLANK

_ALWAYS = (
    f"Fill in every {BLANK}, strike what does not hold today, and read it aloud once.",
    "What is named as not working is what the plan expects to be gone: strike what works.",
    "Say what is known and no more: no cause, no name, nobody to blame, no time that is more than an aim.",
)
_ATTACK = (
    (
        "The insurer and the district's lawyer read it before it goes out. Whether anyone asked for "
        "anything, who it was, and how they came in is not for this text."
    ),
    "Do not send it by the mail or the accounts that were attacked.",
)
_RECORDS = (
    (
        "Laws differ by state: who must be told, by when, in which words, and which office of the state with "
        "them. The lawyer says which hold here; this text is a beginning and not legal advice."
    ),
    "Send it to those whose records may have been seen, and to each in the language of the home.",
)
_STAFF_AWAY = (
    "Send it only when people feel it. That those who look after the computers are away is told to nobody."
)
_VENDOR = "Do not name the company, nor say whose fault it is: contracts and lawyers come after the children."
_FIRST = "Staff first, then families, then the press: nobody should hear it from a reporter."


def notes(occasion: Occasion) -> tuple[str, ...]:
    """Return what to heed before sending, in English, a sentence or two each."""
    return tuple(_notes(occasion))


def _notes(occasion: Occasion) -> Iterator[str]:
    yield from _ALWAYS
    if occasion.moment == "first":
        yield _FIRST
    if occasion.attack:
        yield from _ATTACK
    if occasion.moment == "records":
        yield from _RECORDS
    if occasion.peril == "loss-of-staff":
        yield _STAFF_AWAY
    if occasion.peril == "failed-vendor":
        yield _VENDOR
