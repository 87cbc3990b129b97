"""What families are told: is there school, how to reach it, meals, buses, health, where news comes from."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.explain.notices import shared
from drplan.explain.notices.shared import Writer

_PEOPLE = "Our students and staff there: {blank} (say what is known, and where families can come)."
_REACH = "To reach your school: {blank} (phone). You can also come to the main office."
_NO_PHONES = "School phones may not work. In an emergency, call 911."
_MEALS = "Meals: {blank} (as usual, or what is different)."
_BUSES = "Buses: {blank} (as usual, or what is different)."
_BUSES_LATE = (
    "Buses: {blank}. A bus may run late. Please make sure your child knows the bus number and the stop."
)
_HEALTH = (
    "Health: If your child takes medicine at school or has an allergy, please call the school nurse at "
    "{blank}."
)
_PICK_UP = "When you pick up your child early, please bring a photo ID."
_NO_ANSWER = (
    "If a message asks you for money, a password, or a gift card, do not answer it. Call your school."
)
_THANKS = "Thank you for your patience."
_ABOUT = "This is news about what we told you on {blank} (day)."
_USUAL = "School, buses, and meals are back to the usual plan from {blank} on."
_TYPED = (
    "We are now entering what was written on paper. If something about your child is wrong, please tell "
    "your school."
)
_CHOOSE_ANEW = "Students choose a new password. Please do not use the old one again, here or anywhere else."
_WHY = (
    "Someone without permission may have seen or copied files that {district} keeps. We learned of it on "
    "{blank} (day)."
)
_FREEZE = (
    "You can ask each of the three credit bureaus to freeze your credit and your child's. A freeze is free."
)


def families(write: Writer) -> Iterator[str]:
    """Yield the paragraphs of a notice to families."""
    yield from {"first": _first, "update": _update, "over": _over, "records": _records}[
        write.occasion.moment
    ](write)


def _first(write: Writer) -> Iterator[str]:
    yield write.happened()
    if write.something_down:
        yield write(shared.NOT_WORKING)
    if write.occasion.peril == "fire-or-flood":
        yield write(_PEOPLE)
    yield from _the_day(write)
    if write.occasion.attack:
        yield write(_NO_ANSWER)
        yield write(shared.UNKNOWN)
    yield from _ending(write)


def _the_day(write: Writer) -> Iterator[str]:
    missing = write.values.missing
    if write.occasion.peril == "loss-of-staff":
        return
    yield write(shared.SCHOOL)
    if "phones" in missing:
        yield write(_NO_PHONES)
    yield write(_REACH)
    yield write(_MEALS)
    yield write(_BUSES_LATE if "bus-routing" in missing else _BUSES)
    if "health-records" in missing:
        yield write(_HEALTH)
    if "student-information" in missing:
        yield write(_PICK_UP)


def _ending(write: Writer) -> Iterator[str]:
    yield write(shared.NEXT)
    yield write(shared.QUESTIONS)
    yield write(_THANKS)


def _update(write: Writer) -> Iterator[str]:
    yield write(_ABOUT)
    yield write.happened()
    if write.something_down:
        yield write(shared.BACK)
        yield write(shared.STILL_DOWN)
        yield write(shared.AIM)
    yield from _the_day(write)
    if write.occasion.attack:
        yield write(_NO_ANSWER)
        yield write(shared.STILL_LOOKING)
    yield from _ending(write)


def _over(write: Writer) -> Iterator[str]:
    yield write(_ABOUT)
    if write.something_down:
        yield write(shared.BACK_SINCE)
        yield write(shared.NOT_YET)
    if write.occasion.peril != "loss-of-staff":
        yield write(_USUAL)
    if write.values.papers:
        yield write(_TYPED)
    if write.occasion.attack:
        yield write(_CHOOSE_ANEW)
        yield write(shared.STILL_LOOKING)
    yield write(shared.QUESTIONS)
    yield write(_THANKS)


def _records(write: Writer) -> Iterator[str]:
    for message in (
        _WHY,
        shared.MAY_HOLD,
        shared.DUTY,
        shared.DID,
        shared.CAREFUL,
        _FREEZE,
        shared.OFFER,
        shared.QUESTIONS,
    ):
        yield write(message)
