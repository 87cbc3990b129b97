"""An auditor's pack: what is in it, and how its manifest and its list of chains are written.

::

    PACK/SHA256SUMS, SHA256SUMS.sig       over every other file; namespace drplan-pack
    PACK/pack.json                        what the pack is of, and what was left out and why
    PACK/chains.txt                       every record of every chain: one line, its head and the one before
    PACK/allowed_signers                  who may sign; an auditor takes it from elsewhere
    PACK/verify.py, HOW-TO-CHECK.md …     how to check it
    PACK/records/NOUN/ID/                 restricted: the records as they were signed
    PACK/summaries/NOUN/NUMBER.json       public: what may be told of each
    PACK/index.html, pages/               the same for people
    PACK/plan/                            restricted: the runbooks
    PACK/keys/, witnesses/                restricted: hand-overs of keys, and what witnesses left
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeVar

from pydantic import ValidationError

from drplan.errors import EvidenceError
from drplan.record.approval import ApprovalRecord
from drplan.record.canonical import canonical_json
from drplan.record.deploy import DeployRecord
from drplan.record.drill import DrillRecord
from drplan.record.escrow import EscrowRecord
from drplan.record.exercise import ExerciseRecord
from drplan.record.integrity import CheckRecord
from drplan.record.kept import Kept, SignedRecord
from drplan.record.posture import PostureRecord

PACK = "pack"
"""What findings call the pack itself, where they call records by kind and name."""

MANIFEST, CHAINS, VERIFIER, INDEX = "pack.json", "chains.txt", "verify.py", "index.html"
HOW_TO, HOW_TO_PAGE = "HOW-TO-CHECK.md", "HOW-TO-CHECK.html"
OWN = (HOW_TO, HOW_TO_PAGE, VERIFIER)
"""Files that every pack of one version of drplan holds, the same to the byte."""

Edition = Literal["public", "restricted"]

KINDS: Mapping[str, type[SignedRecord]] = {
    kind.noun: kind
    for kind in (
        ApprovalRecord,
        CheckRecord,
        DeployRecord,
        DrillRecord,
        EscrowRecord,
        ExerciseRecord,
        PostureRecord,
    )
}
"""The kinds of records a pack may hold, by what people call them."""

_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
_HEAD = r"[0-9a-f]{64}"
_LINE = re.compile(rf"([a-z]+) ({_NAME}) (-|{_HEAD}) ({_HEAD}) (here|left-out)")


class PackedChain(Kept):
    """One chain. ``before`` is the head before the first record that is here, ``last_head`` that of the last.

    ``newest`` is the whole chain's newest head when the pack was made and ``count`` how many records it had
    then; ``here`` how many of them are in the pack. Names are as in ``chains.txt``.
    """

    before: str | None
    first: str | None
    last: str | None
    last_head: str | None
    newest: str
    count: int
    here: int


class LeftOut(Kept):
    """Something that is not in the pack, and why."""

    what: str
    why: str


class PackManifest(Kept):
    """What a pack is of. Days are inclusive and in UTC (``2026-12-08``); no time of its making is kept.

    ``names`` are the district's, as its records here were made under. ``chains`` go by noun. ``control`` is
    the one the records are evidence for; ``None``: all records.
    """

    schema_id: Literal["drplan/pack/1"] = "drplan/pack/1"
    district: str
    names: tuple[str, ...]
    edition: Edition
    first_day: str
    last_day: str
    control: str | None
    chains: dict[str, PackedChain]
    left_out: tuple[LeftOut, ...]
    inventory_sha256: str
    tools: dict[str, str]


@dataclass(frozen=True)
class ChainLine:
    """One record's line: its head and the head before it (``None`` for the first), and whether it is here."""

    noun: str
    name: str
    previous: str | None
    head: str
    here: bool

    def text(self) -> str:
        """Return the line, without a newline."""
        return " ".join(
            (self.noun, self.name, self.previous or "-", self.head, "here" if self.here else "left-out")
        )


def write_lines(lines: Iterable[ChainLine]) -> bytes:
    """Return ``chains.txt``: chains by noun, each first to last."""
    return "".join(f"{line.text()}\n" for line in lines).encode()


def read_lines(data: bytes) -> tuple[ChainLine, ...]:
    """Return the lines; raises ``EvidenceError`` unless ``data`` is as ``write_lines`` writes it."""
    found = [_LINE.fullmatch(line) for line in data.decode(errors="replace").split("\n")[:-1]]
    lines = tuple(
        ChainLine(each[1], each[2], None if each[3] == "-" else each[3], each[4], each[5] == "here")
        for each in found
        if each
    )
    nouns = [noun for noun, _ in groupby(line.noun for line in lines)]
    if write_lines(lines) != data or nouns != sorted(set(nouns)):
        raise _refused(CHAINS, "is not a list of chains")
    return lines


def packed_chains(lines: Iterable[ChainLine]) -> dict[str, PackedChain]:
    """Return what the manifest says of each chain."""
    return {noun: _packed(tuple(chain)) for noun, chain in groupby(lines, key=lambda line: line.noun)}


def district_of(record: SignedRecord) -> str:
    """Return the name of the district under which a record was made."""
    name: str = getattr(record, "district", "")
    return name


K = TypeVar("K", bound=Kept)


def read_kept(name: str, data: bytes, kind: type[K]) -> K:
    """Return what a file holds; raises ``EvidenceError`` unless it is the canonical form of one such."""
    try:
        kept = kind.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise _refused(name, f"{'.'.join(map(str, first['loc'])) or 'the whole'}: {first['msg']}") from error
    if canonical_json(kept.model_dump(mode="python")) != data:
        raise _refused(name, "is not in canonical form: it was edited or written by another program")
    return kept


def _packed(chain: tuple[ChainLine, ...]) -> PackedChain:
    here = [line for line in chain if line.here]
    return PackedChain(
        before=here[0].previous if here else None,
        first=here[0].name if here else None,
        last=here[-1].name if here else None,
        last_head=here[-1].head if here else None,
        newest=chain[-1].head,
        count=len(chain),
        here=len(here),
    )


def _refused(name: str, what: str) -> EvidenceError:
    return EvidenceError(f"{name} {what}", next_step="ask the district for the pack again")
