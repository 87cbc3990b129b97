"""What the press is told: what is known and no more, one speaker, and when the next statement comes."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.explain.notices import shared
from drplan.explain.notices.shared import Writer

_STATEMENT = "Statement of {district}, {blank} (day and time)."
_PAPER = "Our schools work with paper forms where they can."
_NO_CAUSE = "We do not speak about the cause while it is being looked into."
_TOLD = "These offices were told: {blank} (which, and when)."
_NEXT = "The next statement comes on {blank} (day and time), at {blank} (place or page)."
_CONTACT = "For the press: {speaker}, {speaker_phone}. No one else speaks for the district about this."
_LEARN = "The district will look at what happened and at what to do better, and will report to its board."
_FOUND = (
    "On {blank} (day), {district} learned that someone without permission may have seen or copied files "
    "that it keeps."
)
_TELLING = "The district has a duty to tell the people these files are about. They are told by {blank}."
_HOW_MANY = "How many people this is about: {blank} (or: not known yet)."


def press(write: Writer) -> Iterator[str]:
    """Yield the paragraphs of a statement to the press."""
    yield write(_STATEMENT)
    yield from {"first": _first, "update": _update, "over": _over, "records": _records}[
        write.occasion.moment
    ](write)
    yield write(_CONTACT)


def _first(write: Writer) -> Iterator[str]:
    yield write.happened()
    if write.something_down:
        yield write(shared.NOT_WORKING)
        yield write(_PAPER)
    if write.occasion.peril != "loss-of-staff":
        yield write(shared.SCHOOL)
    if write.occasion.attack:
        yield write(shared.UNKNOWN)
        yield write(_NO_CAUSE)
        yield write(_TOLD)
    yield write(_NEXT)


def _update(write: Writer) -> Iterator[str]:
    yield write.happened()
    if write.something_down:
        yield write(shared.BACK)
        yield write(shared.STILL_DOWN)
        yield write(shared.AIM)
    if write.occasion.peril != "loss-of-staff":
        yield write(shared.SCHOOL)
    if write.occasion.attack:
        yield write(shared.STILL_LOOKING)
        yield write(_NO_CAUSE)
    yield write(_NEXT)


def _over(write: Writer) -> Iterator[str]:
    yield f"{write.subject()}."
    if write.something_down:
        yield write(shared.BACK_SINCE)
        yield write(shared.NOT_YET)
    if write.occasion.attack:
        yield write(shared.STILL_LOOKING)
    yield write(_LEARN)


def _records(write: Writer) -> Iterator[str]:
    yield from (write(each) for each in (_FOUND, shared.MAY_HOLD, _HOW_MANY, _TELLING, shared.DID, _NO_CAUSE))
