"""What staff are told: what to do and to leave, what is done on paper, and who speaks for the district."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from drplan.declare.exercises import Peril
from drplan.explain.notices import shared
from drplan.explain.notices.shared import Writer

_DO: Mapping[Peril, tuple[str, ...]] = {
    "ransomware": (
        (
            "Leave every school computer as it is. If it is on, leave it on. If it is off, leave it off. "
            "Do not sign in, and do not plug anything in."
        ),
        "Did you see something strange? Write down what, where, and when. Then call {desk}, {desk_phone}.",
        "School email may be read by others. Use {blank} instead.",
    ),
    "fire-or-flood": (
        (
            "Stay out of the closed rooms until {blank} (who) says that you may go in. Do not turn on "
            "anything that got wet or smells of smoke."
        ),
    ),
    "internet-outage": (
        (
            "Teach without the internet, from the printed folder of your room. Do not use your own phone for "
            "student records."
        ),
    ),
    "power-outage": (
        (
            "Turn off the lights and machines in your room, so that they do not all start at once. Do not "
            "use an elevator. Save your phone for what is urgent."
        ),
    ),
    "tenant-takeover": (
        "Do not open, answer, or send school email. Do not say yes to a sign-in request on your phone.",
        "Did you give your password to a page or a caller? Call {desk}, {desk_phone}, now.",
        "School email may be read by others. Use {blank} instead.",
    ),
    "loss-of-staff": (
        "Call {desk}, {desk_phone}, for what stops a class, pay, or safety. Send the rest in writing.",
        "Please do not change or install anything on your own.",
    ),
    "failed-vendor": (
        (
            "Do not enter or delete anything in it, even if it seems to work. Keep your own copy of what you "
            "need this week."
        ),
    ),
}
_PAPER = (
    "Work on paper. Your main office has the printed forms. Keep every sheet until it is entered and signed."
)
_NO_PAPER = "Work on paper if you can. Keep every sheet until it is entered and signed."
_ATTENDANCE = "Take attendance on paper, and send the sheet to the main office with a runner."
_COME = "Come to work on {blank} (day): {blank} (as usual, or where and when)."
_PRESS = (
    "Families hear from the district itself. Please send reporters to {speaker}, {speaker_phone}, and post "
    "nothing about it."
)
_NEXT = "You will hear more on {blank} (day and time), by {blank} (text, call, or your principal)."
_STILL = "What we asked you to do on {blank} (day) still holds:"
_END_PAPER = "Stop work on paper on {blank} (day and time). Bring your sheets to the main office by {blank}."
_LOOK = (
    "Look at your own work. What you saved between {blank} and {blank} may be missing. Please enter it again."
)
_WRONG = "Does something look wrong? Call {desk}, {desk_phone}."
_CHOOSE_ANEW = "You will choose a new password. Do not use the old one again, here or anywhere else."
_LEARN = "Write down what went well and what did not. Send it to {blank} by {blank}."
_DONE = "What we asked you to do on {blank} (day) has ended."
_WHY = (
    "Someone without permission may have seen or copied files that {district} keeps. Some of them may be "
    "about you. We learned of it on {blank} (day)."
)
_FAMILIES_TOO = "Families are told on {blank} (day). Please do not talk about it in public before that."


def staff(write: Writer) -> Iterator[str]:
    """Yield the paragraphs of a notice to staff."""
    yield from {"first": _first, "update": _update, "over": _over, "records": _records}[
        write.occasion.moment
    ](write)


def _first(write: Writer) -> Iterator[str]:
    yield write.happened()
    if write.something_down:
        yield write(shared.NOT_WORKING)
    yield from _orders(write)
    if write.occasion.peril != "loss-of-staff":
        yield write(shared.SCHOOL)
        yield write(_COME)
    yield write(_PRESS)
    yield write(_NEXT)


def _orders(write: Writer) -> Iterator[str]:
    yield from (write(each) for each in _DO[write.occasion.peril])
    if write.values.missing:
        yield write(_PAPER if write.values.papers else _NO_PAPER)
    if "student-information" in write.values.missing:
        yield write(_ATTENDANCE)


def _update(write: Writer) -> Iterator[str]:
    yield write.happened()
    if write.something_down:
        yield write(shared.BACK)
        yield write(shared.STILL_DOWN)
        yield write(shared.AIM)
    yield write(_STILL)
    yield from _orders(write)
    if write.occasion.peril != "loss-of-staff":
        yield write(shared.SCHOOL)
    yield write(_PRESS)
    yield write(_NEXT)


def _over(write: Writer) -> Iterator[str]:
    if write.something_down:
        yield write(shared.BACK_SINCE)
        yield write(shared.NOT_YET)
    yield write(_DONE)
    if write.values.missing:
        yield write(_END_PAPER)
        yield write(_LOOK)
    if write.occasion.attack:
        yield write(_CHOOSE_ANEW)
    yield write(_WRONG)
    yield write(_LEARN)


def _records(write: Writer) -> Iterator[str]:
    messages = (_WHY, shared.MAY_HOLD, shared.DUTY, shared.DID, shared.CAREFUL, shared.OFFER, _FAMILIES_TOO)
    yield from (write(message) for message in (*messages, shared.QUESTIONS))
