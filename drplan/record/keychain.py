"""The district's keys from the first to the present: do the hand-overs hold, and who may sign when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from drplan.errors import EvidenceError
from drplan.record.findings import EvidenceFinding
from drplan.record.handover import (
    FILES,
    HANDOVER,
    KEYS,
    Handover,
    KeptHandover,
    folder_name,
    limits,
    read_handover,
    statement_sum,
)
from drplan.record.heads import APART, NotedHead, Place, Trails, elsewhere
from drplan.record.signers import SIGNERS, AllowedSigner, narrowed
from drplan.record.sums import SIGNATURE


@dataclass(frozen=True)
class Keychain:
    """The hand-overs that hold, first to last, and what is wrong with any."""

    handovers: tuple[Handover, ...]
    findings: tuple[EvidenceFinding, ...] = ()

    def believed(self, signers: tuple[AllowedSigner, ...]) -> tuple[AllowedSigner, ...]:
        """Return whom to believe, and when, by those who are believed already and by what they handed over.

        A key that was handed over ends there, whatever its line says; and who believes one of the two
        believes the other, too, so that an older copy of ``allowed_signers`` is enough for newer records, and
        a newer one for older records.
        """
        known = signers
        for handover in (*self.handovers, *reversed(self.handovers)):
            pair = limits(handover)
            if any(each.public in {key.public for key in pair} for each in known):
                for key in pair:
                    known = _limited(known, key)
        return known

    def misplaced(self, noun: str, trails: Trails) -> tuple[EvidenceFinding, ...]:
        """Say which records of a chain are signed by a key that was handed over before, or made after."""
        places = trails.get(noun, ())
        return tuple(
            EvidenceFinding(place.id, what, SIGNATURE)
            for handover in self.handovers
            for place, what in _misplaced(handover, noun, places, trails)
        )


def read_keychain(folders: Sequence[KeptHandover]) -> Keychain:
    """Check each hand-over, and that each follows the one before; ``folders`` are sorted by name."""
    good: list[Handover] = []
    findings: list[EvidenceFinding] = []
    before: str | None = None
    for number, kept in enumerate(folders, 1):
        strays = sorted(kept.files.keys() - set(FILES))
        findings += [_finding(kept.name, name, "is here and does not belong") for name in strays]
        try:
            handover = read_handover(kept)
        except EvidenceError as error:
            field, _, what = error.message.partition(" ")
            findings.append(_finding(kept.name, field, what))
        else:
            wrong = [*_out_of_turn(handover, number, before, good)]
            findings += [_finding(kept.name, field, what) for field, what in wrong]
            good += [] if wrong else [handover]
        before = statement_sum(kept)
    return Keychain(tuple(good), tuple(findings))


def unfounded(keychain: Keychain, signers: tuple[AllowedSigner, ...]) -> tuple[EvidenceFinding, ...]:
    """Say which hand-overs no allowed signer made, and which limits of signers no hand-over explains."""
    believed = {each.public for each in keychain.believed(signers)}
    strange = (
        _finding(folder_name(each.number), HANDOVER, f"is by no key that {SIGNERS} holds")
        for each in keychain.handovers
        if each.old.public not in believed
    )
    ended = {each.old.public for each in keychain.handovers}
    begun = {each.new.public for each in keychain.handovers}
    gone = (
        EvidenceFinding(
            KEYS, f"{SIGNERS} limits the time of a key of {each.identity}; no hand-over says why", SIGNERS
        )
        for each in signers
        if (each.valid_before and each.public not in ended)
        or (each.valid_after and each.public not in ended | begun)
    )
    return (*strange, *gone)


def _finding(name: str, field: str, what: str) -> EvidenceFinding:
    return EvidenceFinding(f"{KEYS}/{name}", what, field)


def _out_of_turn(
    handover: Handover, number: int, before: str | None, earlier: Sequence[Handover]
) -> Iterator[tuple[str, str]]:
    used = {key.public for each in earlier for key in (each.old, each.new)}
    retired = {each.old.public for each in earlier}
    if handover.number != number or handover.previous != before:
        yield "previous", "does not follow the hand-over before it: one is missing, or was altered"
    if handover.old.public in retired:
        yield "old", "is a key that was handed over before"
    if handover.new.public in used | {handover.old.public}:
        yield "new", "is a key that was in use before"
    if earlier and handover.moment < earlier[-1].moment:
        yield "moment", "is before that of the hand-over before it"


def _limited(known: tuple[AllowedSigner, ...], key: AllowedSigner) -> tuple[AllowedSigner, ...]:
    if not any(each.public == key.public for each in known):
        return (*known, key)
    return tuple(narrowed(each, key) if each.public == key.public else each for each in known)


def _misplaced(
    handover: Handover, noun: str, places: Sequence[Place], trails: Trails
) -> Iterable[tuple[Place, str]]:
    head = next((each for each in handover.heads if each.noun == noun), None)
    of = f"{KEYS}/{folder_name(handover.number)}"
    if noun == APART and (head is None or not head.count or elsewhere(head, trails)):
        # A machine's own chain that the statement does not know: only its times say what came after.
        for place in places if handover.compromised else ():
            if place.public == handover.old.public:
                yield place, f"is by a compromised key, in a chain that {of} does not know"
        return
    begins = _begins(head, places)
    for at, place in enumerate(places):
        if at >= begins and place.public == handover.old.public:
            yield place, f"is by a key that was handed over before this record ({of})"
        if at < begins and place.public == handover.new.public:
            yield place, f"is by a key that came only after this record ({of})"


def _begins(head: NotedHead | None, places: Sequence[Place]) -> int:
    """Return how many records there were; a head that is gone is a finding of its own."""
    if head is None or not head.count:
        return 0
    return next((at for at, place in enumerate(places, 1) if place.head == head.head), head.count)
