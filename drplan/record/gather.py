"""Which records of a chain go into a pack, and the chain they stand in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date

from drplan.errors import EvidenceError
from drplan.record.canonical import read_record
from drplan.record.chain import Link, order_chain
from drplan.record.check import RecordFiles, check_folder, link
from drplan.record.findings import EvidenceFinding
from drplan.record.kept import SignedRecord
from drplan.record.signers import AllowedSigner
from drplan.record.sums import RECORD


@dataclass(frozen=True)
class Wanted:
    """What is asked for: records begun on these days (inclusive, UTC) that ``bears`` says yes to."""

    first: date
    last: date
    bears: Callable[[SignedRecord], bool]

    def within(self, record: SignedRecord) -> bool:
        """Say whether the record was begun in the period."""
        return self.first <= record.started.astimezone(UTC).date() <= self.last


@dataclass(frozen=True)
class Gathered:
    """One chain: the links of all its records by id, in order, and the folders of those that are wanted.

    ``outside`` counts the records begun on other days, ``unasked`` those that are no evidence for what was
    asked.
    """

    noun: str
    links: Mapping[str, Link]
    chosen: Mapping[str, RecordFiles]
    records: Mapping[str, SignedRecord]
    outside: int
    unasked: int


def gather(
    noun: str, folders: Iterable[RecordFiles], signers: tuple[AllowedSigner, ...], wanted: Wanted
) -> Gathered:
    """Verify a chain and keep what is wanted of it; raises ``EvidenceError`` at the first thing wrong."""
    links: dict[str, Link] = {}
    chosen: dict[str, RecordFiles] = {}
    records: dict[str, SignedRecord] = {}
    outside = unasked = 0
    for folder in folders:
        _refuse(noun, check_folder(folder, signers))
        links[folder.id] = link(folder)
        record = read_record(folder.files[RECORD], folder.kind)
        if not wanted.within(record):
            outside += 1
        elif not wanted.bears(record):
            unasked += 1
        else:
            chosen[folder.id], records[folder.id] = folder, record
    chain = order_chain(links)
    _refuse(noun, chain.findings)
    ordered = {name: links[name] for name in chain.order}
    return Gathered(noun, ordered, chosen, records, outside, unasked)


def _refuse(noun: str, findings: tuple[EvidenceFinding, ...]) -> None:
    if findings:
        raise EvidenceError(
            f"the chain of {noun}s does not hold: {findings[0].line()}",
            next_step="see all of it: drplan evidence verify; a pack is made of evidence that holds only",
        )
