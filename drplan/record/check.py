"""Does the evidence hold? Every record, the chain between them, and the chain's signed head."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from drplan.errors import EvidenceError
from drplan.record.chain import Chain, Link, order_chain, see_head
from drplan.record.findings import EvidenceFinding
from drplan.record.folder import Look, RecordFiles, bearers_of, check_folder, link, links, look, signed_for
from drplan.record.head import (
    HEAD,
    HEAD_SIGNATURE,
    ChainHead,
    HeadFiles,
    HeadJudged,
    cover,
    judge_head,
    seen_behind,
)
from drplan.record.signers import AllowedSigner
from drplan.record.sums import SIGNATURE, sha256

__all__ = ["CheckedChain", "RecordFiles", "check_evidence", "check_folder", "link", "links", "signed_for"]


def check_evidence(
    folders: Iterable[RecordFiles],
    signers: tuple[AllowedSigner, ...],
    head: str | None = None,
    *,
    signed_head: HeadFiles | None = None,
    every_signature: bool = False,
) -> tuple[EvidenceFinding, ...]:
    """Check every folder and the chain between them; with ``head``, that the chain still holds that head.

    The signature of ``signed_head`` was made over every byte of the records it covers: of those by the same
    key none is checked by itself, unless ``every_signature`` asks for it or anything else is amiss.
    """
    signed = signed_head or HeadFiles()
    return CheckedChain.of(folders, signers, signed, every_signature=every_signature).findings(head)


@dataclass(frozen=True)
class CheckedChain:
    """A chain as it was checked: what is wrong with its records, its order, and its signed head."""

    faults: tuple[EvidenceFinding, ...]
    chain: Chain
    links: Mapping[str, Link]
    signatures: Mapping[str, str]
    head: HeadJudged

    @classmethod
    def of(
        cls,
        folders: Iterable[RecordFiles],
        signers: tuple[AllowedSigner, ...],
        signed_head: HeadFiles,
        *,
        every_signature: bool = False,
    ) -> Self:
        """Check the folders one after the other: none is kept, however many there are."""
        noun, looks = "", []
        for folder in folders:
            noun = folder.kind.noun
            looks.append(look(folder))
        found = {each.id: each.link for each in looks if each.link}
        chain = order_chain(found)
        signatures = {each.id: sha256(each.signature or b"") for each in looks}
        ended = {each.id: each.ended for each in looks}
        head = _by_whom(judge_head(signed_head, noun, chain, found, signatures), signers, ended)
        amiss = every_signature or head.findings or chain.findings or any(each.faults for each in looks)
        covered = frozenset() if amiss else head.covered
        limits = tuple(each for each in signers if each.public == head.public and each.limited())
        faults = (
            fault
            for each in looks
            for fault in _faults(each, covered, head.public, signers, limited=bool(limits))
        )
        return cls(tuple(faults), chain, found, signatures, head)

    def broken(self) -> tuple[EvidenceFinding, ...]:
        """Return what forbids to add to the chain: all but records that came after its signed head."""
        return (*self.faults, *self.chain.findings, *self.head.findings)

    def end(self, noun: str) -> ChainHead | None:
        """Return what a head over all of the chain says, ``None`` when there is no record."""
        order = self.chain.order
        if not order:
            return None
        covered = cover(self.signatures[name] for name in order)
        return ChainHead(noun, len(order), order[-1], self.links[order[-1]].head, covered)

    def findings(self, head: str | None) -> tuple[EvidenceFinding, ...]:
        """Return everything that is wrong; with ``head``, also that the chain does not hold this head."""
        anchored = () if head is None else see_head(self.links, self.chain.order, head)
        return (*self.broken(), *seen_behind(self.head.behind), *anchored)


def _by_whom(
    judged: HeadJudged, signers: tuple[AllowedSigner, ...], ended: Mapping[str, datetime | None]
) -> HeadJudged:
    """See that the head's key may sign; one whose time is limited, when the newest it covers ended."""
    if not judged.public:
        return judged
    try:
        bearers_of(judged.public, signers, ended.get(judged.newest))
    except EvidenceError as error:
        what = error.message.removeprefix(f"{SIGNATURE} ")
        return HeadJudged((EvidenceFinding(HEAD, what, HEAD_SIGNATURE),))
    return judged


def _faults(
    seen: Look,
    covered: frozenset[str],
    public: bytes,
    signers: tuple[AllowedSigner, ...],
    *,
    limited: bool,
) -> tuple[EvidenceFinding, ...]:
    if seen.id in covered and _claimed_key(seen.signature or b"", len(public)) == public:
        return (*seen.faults, *seen.untimely(public, signers)) if limited else seen.faults
    return (*seen.faults, *seen.unsigned(signers))


_BEFORE_KEY = len(b"SSHSIG") + 4 + 4
"""Magic, version and the key's length (OpenSSH's PROTOCOL.sshsig)."""


def _claimed_key(armoured: bytes, length: int) -> bytes:
    """Return the key that a signature names, without seeing that it is by that key."""
    lines = armoured.split(b"\n", 3)
    try:
        envelope = base64.b64decode(b"".join(lines[1:3]))
    except (binascii.Error, ValueError):
        return b""
    return envelope[_BEFORE_KEY : _BEFORE_KEY + length]
