"""The heads of all chains at one moment, as one text: what is read into minutes, countersigned, stamped.

The text is in the form of ``SHA256SUMS`` with comments, so ``sha256sum -c`` checks it against the records;
its own SHA-256 is the *ledger head*. It holds no time: the same records give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from drplan.errors import EvidenceError
from drplan.record.findings import EvidenceFinding
from drplan.record.kept import Kept
from drplan.record.sums import SUMS, sha256

HEADS = "heads.txt"
FOLDERS = {
    "drill": "evidence",
    "deploy": "deploys",
    "check": "checks",
    "escrow": "escrow",
    "exercise": "exercises",
    "approval": "approvals",
    "posture": "posture",
    "key": "keys",
}
"""The chains by the noun of their records, and the folder each stands for in the text."""
KEY = "key"
"""The chain of hand-overs: its records are statements, and a head is a statement's SHA-256."""
STATEMENT = "handover.json"
LATER = frozenset({"posture"})
"""Chains that came after heads were first written down: one without records is not in the text."""
APART = "deploy"
"""The chain that each machine has for itself: a record elsewhere may be of another machine's."""

_FIRST = "# drplan-heads/1"
_DISTRICT = re.compile(r"# district: (\S+)")
_CHAIN = re.compile(r"# ([a-z]+): ([0-9]{1,12})(?:, from ([0-9a-f]{64}))?")
_HEAD = re.compile(rf"([0-9a-f]{{64}})  ([a-z]+)/([^/]+)/(?:{SUMS}|{STATEMENT})")
_SPOKEN, _GROUP = 16, 4


class NotedHead(Kept):
    """One chain: how many records, the newest one's id and head, and the first one's head.

    The first says which chain it is, where there may be several of a kind. All three are ``None`` before the
    first record.
    """

    noun: str
    count: int
    newest: str | None = None
    head: str | None = None
    first: str | None = None


@dataclass(frozen=True)
class Heads:
    """All chains of a district (by its domain), in the order of ``FOLDERS``."""

    district: str
    chains: tuple[NotedHead, ...]

    @property
    def records(self) -> int:
        """How many records there are in all; a hand-over is none."""
        return sum(each.count for each in self.chains if each.noun != KEY)


@dataclass(frozen=True)
class Place:
    """A record in its chain: id, head, and the public key its signature names (``None``: unreadable)."""

    id: str
    head: str
    public: bytes | None = None


Trails = Mapping[str, Sequence[Place]]
"""The places of each chain by the noun of its records, first to last."""


def heads_of(district: str, trails: Trails) -> Heads:
    """Return the heads of these chains, as they are now."""
    nouns = (noun for noun in FOLDERS if noun not in LATER or trails.get(noun))
    return Heads("-".join(district.split()), tuple(_head(noun, trails.get(noun, ())) for noun in nouns))


def heads_text(heads: Heads) -> bytes:
    """Return the canonical text; ``ledger_head`` is its SHA-256."""
    lines = [_FIRST, f"# district: {heads.district}"]
    for each in heads.chains:
        lines.append(f"# {each.noun}: {each.count}" + (f", from {each.first}" if each.count else ""))
        if each.count:
            file = STATEMENT if each.noun == KEY else SUMS
            lines.append(f"{each.head}  {FOLDERS[each.noun]}/{each.newest}/{file}")
    return "".join(f"{line}\n" for line in lines).encode()


def read_heads(data: bytes) -> Heads:
    """Return the heads that a text holds; raises ``EvidenceError`` unless it is exactly as ours are."""
    lines = data.decode(errors="replace").split("\n")
    district = _DISTRICT.fullmatch(lines[1]) if len(lines) > 1 else None
    heads = Heads(district[1] if district else "", tuple(_chains(lines[2:])))
    there = {each.noun for each in heads.chains if each.count or each.noun not in LATER}
    asked = [noun for noun in FOLDERS if noun in there or noun not in LATER]
    if [each.noun for each in heads.chains] != asked or heads_text(heads) != data:
        raise EvidenceError(
            f"{HEADS} is not a list of heads in its one form",
            next_step="take the file that drplan evidence heads --out wrote, unchanged",
        )
    return heads


def ledger_head(heads: Heads) -> str:
    """Return the SHA-256 of the canonical text."""
    return sha256(heads_text(heads))


def spoken(digest: str) -> str:
    """Return the first 16 digits in groups of four, to be read aloud and compared."""
    return " ".join(wrap(digest[:_SPOKEN], _GROUP))


def see_heads(heads: Heads, trails: Trails, of: str, *, strict: bool = False) -> tuple[EvidenceFinding, ...]:
    """Check that every chain still holds what was written down; ``of`` names the text in findings.

    Another machine's chain is passed over (see ``elsewhere``), unless ``strict``.
    """
    return tuple(
        EvidenceFinding(of, what, each.noun)
        for each in heads.chains
        if strict or not elsewhere(each, trails)
        for what in _wrong(each, trails.get(each.noun, ()))
    )


def elsewhere(each: NotedHead, trails: Trails) -> bool:
    """Say whether this is the chain of another machine than the one that is here, or none is here."""
    here = trails.get(each.noun, ())
    return each.noun == APART and each.count > 0 and (not here or here[0].head != each.first)


def _head(noun: str, places: Sequence[Place]) -> NotedHead:
    if not places:
        return NotedHead(noun=noun, count=0)
    last = places[-1]
    return NotedHead(noun=noun, count=len(places), newest=last.id, head=last.head, first=places[0].head)


def _chains(lines: Sequence[str]) -> Iterator[NotedHead]:
    for at, line in enumerate(lines):
        if said := _CHAIN.fullmatch(line):
            held = _HEAD.fullmatch(lines[at + 1]) if at + 1 < len(lines) else None
            newest, head = (held[3], held[1]) if held else (None, None)
            yield NotedHead(noun=said[1], count=int(said[2]), newest=newest, head=head, first=said[3])


def _wrong(each: NotedHead, places: Sequence[Place]) -> Iterator[str]:
    if not each.count:
        return
    at = next((at for at, place in enumerate(places, 1) if place.head == each.head), None)
    if at is None:
        there = f"it ends at {places[-1].id}" if places else "no record is here"
        yield f"the chain does not hold {each.newest} ({each.head}): {there}; records are gone or rewritten"
    elif (at, places[at - 1].id, places[0].head) != (each.count, each.newest, each.first):
        yield f"{each.newest}, record {each.count} of the chain, is {places[at - 1].id}, record {at}, now"
