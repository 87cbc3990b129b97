"""Sentences that several audiences read: what happened, what is down, when more is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drplan.declare.exercises import Peril
from drplan.explain.language import Language
from drplan.explain.notices.occasion import Occasion
from drplan.explain.notices.values import Values

_ONLINE = "Some online services that {district} uses are not working at this time."

HAPPENED: Mapping[Peril, str] = {
    "ransomware": "Some computer systems of {district} stopped working. We took others off the network on "
    "purpose while we look into it.",
    "fire-or-flood": "There was damage to a building or a room of {district} ({sites}). Some computer "
    "systems stopped working because of it.",
    "internet-outage": "{district} has no internet at this time. The lines that bring it to us are down.",
    "power-outage": "There is no power at these places of {district}: {sites}.",
    "tenant-takeover": "There is a problem with the school email accounts of {district}. Please do not open "
    "or answer messages from them until we tell you that you can.",
    "loss-of-staff": "For some time, help with the computers and online accounts of {district} may take "
    "longer than usual.",
    "failed-vendor": _ONLINE,
}
"""What the first notice says. Nobody is blamed, and nothing is told of how it came about."""

SUBJECTS: Mapping[Peril, str] = {
    "ransomware": "Some school systems are not working",
    "fire-or-flood": "Some school systems are not working",
    "internet-outage": "No internet at our schools",
    "power-outage": "No power at our schools",
    "tenant-takeover": "Please do not use school email for now",
    "loss-of-staff": "Computer help may take longer",
    "failed-vendor": "Some online services are not working",
}

OVER: Mapping[Peril, str] = {
    "ransomware": "Our systems work again",
    "fire-or-flood": "Our systems work again",
    "internet-outage": "The internet works again at our schools",
    "power-outage": "The power is back at our schools",
    "tenant-takeover": "School email can be used again",
    "loss-of-staff": "Computer help is back to normal",
    "failed-vendor": "The online services work again",
}

UPDATE = "Update: {subject}"
RECORDS = "About information that {district} keeps"
SCHOOL = "School on {blank} (day): {blank} (open, open late at {blank}, or closed)."
NOT_WORKING = "Not working now: {down}."
BACK = "Working again: {blank}."
STILL_DOWN = "Still not working: {blank}."
AIM = "We aim to have {blank} back by {blank}. This is an aim, and it may change."
BACK_SINCE = "Working again since {blank}: {down}."
NOT_YET = "Not back yet: {blank} (or: nothing)."
UNKNOWN = (
    "We do not know yet if anyone saw personal information. If we find that someone did, we will tell the "
    "people it is about."
)
STILL_LOOKING = (
    "We are still looking into what happened. If we find that someone saw personal information, we will "
    "tell the people it is about."
)
NEXT = "You will hear from us next on {blank} (day and time), by {blank} (text, call, radio, or a note home)."
QUESTIONS = "Questions: {speaker}, {speaker_phone}."
DID = "What we did: {blank}."
MAY_HOLD = "The files may hold: {blank} (kinds of information)."
OFFER = "Help that we offer: {blank} (or: none at this time)."
DUTY = "{district} has a duty to tell the people these files are about. This is why we write to you."
CAREFUL = (
    "Please be careful with calls and messages that ask for money, a password, or personal facts. Hang up "
    "and call a number you know."
)


@dataclass(frozen=True)
class Writer:
    """Writes one notice's sentences, in one language, with one set of values."""

    occasion: Occasion
    say: Language
    values: Values

    def __call__(self, message: str) -> str:
        """Say a sentence with every value that a notice may name."""
        return self.say(message, **self.values.words(self.occasion.audience))

    @property
    def something_down(self) -> bool:
        """Whether there is anything that this audience misses."""
        return bool(self.values.down[self.occasion.audience])

    def subject(self) -> str:
        """Say what stands in the line above the text."""
        peril, moment = self.occasion.peril, self.occasion.moment
        if moment == "records":
            return self(RECORDS)
        if moment == "over":
            return self(OVER[peril])
        first = self(SUBJECTS[peril])
        return self.say(UPDATE, subject=first) if moment == "update" else first

    def happened(self) -> str:
        """Say what happened."""
        return self(HAPPENED[self.occasion.peril])
