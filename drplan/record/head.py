"""The signed head of a chain: how many records there are, which one is the newest, and its head.

Beside the records lie ``HEAD`` and ``HEAD.sig``, an SSHSIG over it. ``HEAD`` has two lines; ``sha256sum -c``
reads it, for it passes by what begins with ``#``::

    # drplan-evidence-head/1 chain=drill count=42 signatures=HEX
    HEX  ID/SHA256SUMS

``signatures`` stands for every signature of the chain: beginning with nothing, for each record in turn, the
SHA-256 of what it was before and of the SHA-256 of the record's ``SHA256SUMS.sig``, both in hexadecimal. So
the one signature covers every byte of every record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drplan.errors import EvidenceError
from drplan.record.chain import Chain, Link
from drplan.record.findings import EvidenceFinding
from drplan.record.sshsig import signed_by
from drplan.record.sums import SUMS, sha256

HEAD = "HEAD"
HEAD_SIGNATURE = "HEAD.sig"

_FORM = re.compile(
    rb"# drplan-evidence-head/1 chain=(?P<chain>[a-z-]+) count=(?P<count>[1-9][0-9]{0,11})"
    rb" signatures=(?P<signatures>[0-9a-f]{64})\n"
    rb"(?P<head>[0-9a-f]{64})  (?P<newest>[A-Za-z0-9][A-Za-z0-9._-]{0,99})/SHA256SUMS\n"
)


@dataclass(frozen=True)
class ChainHead:
    """What a chain ends with. ``chain`` is the noun of its records; ``count`` is how many there are."""

    chain: str
    count: int
    newest: str
    head: str
    signatures: str


@dataclass(frozen=True)
class HeadFiles:
    """The bytes of ``HEAD`` and ``HEAD.sig``, each ``None`` when it is not there."""

    head: bytes | None = None
    signature: bytes | None = None


@dataclass(frozen=True)
class HeadJudged:
    """What a chain's signed head showed.

    ``covered`` are the records it speaks of, ``newest`` the last of them, and ``behind`` those that came
    after it. ``public`` is the key that signed it. All are empty when there is none, or when it does not
    hold.
    """

    findings: tuple[EvidenceFinding, ...] = ()
    covered: frozenset[str] = frozenset()
    behind: tuple[str, ...] = ()
    public: bytes = b""
    newest: str = ""


def head_bytes(head: ChainHead) -> bytes:
    """Return the one form of ``HEAD``."""
    return (
        f"# drplan-evidence-head/1 chain={head.chain} count={head.count} signatures={head.signatures}\n"
        f"{head.head}  {head.newest}/{SUMS}\n"
    ).encode()


def read_head(data: bytes) -> ChainHead:
    """Return what ``HEAD`` says; raises ``EvidenceError`` unless it is in its one form."""
    match = _FORM.fullmatch(data)
    if match is None:
        merge = ": git left marks of a merge in it" if b"<<<<<<<" in data else ""
        raise EvidenceError(
            f"{HEAD} is not in its form{merge}",
            next_step=f"take {HEAD} and {HEAD_SIGNATURE} back from git, both from one side",
        )
    told = {name: value.decode() for name, value in match.groupdict().items()}
    return ChainHead(told["chain"], int(told["count"]), told["newest"], told["head"], told["signatures"])


def covering(before: str, signature: bytes) -> str:
    """Return what stands for all signatures so far and this one (the bytes of a ``SHA256SUMS.sig``)."""
    return cover((sha256(signature),), before)


def cover(signatures: Iterable[str], before: str = "") -> str:
    """Return what stands for signatures, by the SHA-256 of each, first to last."""
    for each in signatures:
        before = sha256((before + each).encode())
    return before


def fits(files: HeadFiles) -> bool:
    """Say whether the signature is one over this ``HEAD``, by whatever key."""
    try:
        signed_by(files.signature or b"", files.head or b"")
    except EvidenceError:
        return False
    return files.head is not None


def judge_head(
    files: HeadFiles, noun: str, chain: Chain, links: Mapping[str, Link], signatures: Mapping[str, str]
) -> HeadJudged:
    """Hold the signed head against the records that are here.

    ``noun`` is of what the records are, empty when none is here. ``signatures`` has the SHA-256 of each
    record's signature, also of those that were altered and have no ``links``. Who may sign is judged
    elsewhere.
    """
    if files.head is None and files.signature is None:
        return HeadJudged()
    opened = _opened(files)
    if isinstance(opened, HeadJudged):
        return opened
    head, public = opened
    wrong = _of_another(head, noun) or _gone(head, links, signatures)
    whole = not chain.findings and head.newest in links
    if whole and not wrong:
        wrong = _misplaced(head, chain.order) or _unlike(head, chain.order, signatures)
    if wrong or not whole:
        return _wrong(HEAD, wrong) if wrong else HeadJudged()
    return HeadJudged(
        (), frozenset(chain.order[: head.count]), chain.order[head.count :], public, head.newest
    )


def _opened(files: HeadFiles) -> tuple[ChainHead, bytes] | HeadJudged:
    if files.head is None:
        return _wrong(HEAD, "is missing beside its signature")
    try:
        head = read_head(files.head)
    except EvidenceError as error:
        return _wrong(HEAD, error.message.removeprefix(f"{HEAD} "))
    try:
        return head, signed_by(files.signature or b"", files.head)
    except EvidenceError:
        return _wrong(HEAD_SIGNATURE, f"does not fit: {HEAD} or its signature was altered, or is missing")


def _of_another(head: ChainHead, noun: str) -> str | None:
    return f"is of a chain of {head.chain}s, not of {noun}s" if noun and head.chain != noun else None


def _gone(head: ChainHead, links: Mapping[str, Link], here: Mapping[str, str]) -> str | None:
    if head.newest not in here:
        short = head.count - len(here)
        gone = f": {short} taken off the end" if short > 0 else ""
        return f"names {head.newest} as the newest of {head.count}, and it is not here{gone}"
    if head.newest in links and links[head.newest].head != head.head:
        return f"was signed over another {head.newest} than the one that is here"
    return None


def _misplaced(head: ChainHead, order: tuple[str, ...]) -> str | None:
    place = order.index(head.newest) + 1
    if place == head.count:
        return None
    return f"says that {head.newest} is number {head.count} of the chain; here it is number {place}"


def _unlike(head: ChainHead, order: tuple[str, ...], signatures: Mapping[str, str]) -> str | None:
    found = cover(signatures.get(name, "") for name in order[: head.count])
    return None if found == head.signatures else "was signed over other signatures than those that are here"


def _wrong(field: str, what: str) -> HeadJudged:
    return HeadJudged((EvidenceFinding(HEAD, what, field),))


def seen_behind(behind: Iterable[str]) -> tuple[EvidenceFinding, ...]:
    """Return the finding for records that came after the signed head."""
    names = ", ".join(behind)
    what = f"does not name the newest record: {names} came after it"
    return (EvidenceFinding(HEAD, what, HEAD),) if names else ()
