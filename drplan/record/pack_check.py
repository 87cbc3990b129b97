"""Does an auditor's pack hold? Judged on bytes that were read; ``verify.py`` in a pack does the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from drplan.errors import EvidenceError
from drplan.record.findings import EvidenceFinding
from drplan.record.pack import (
    CHAINS,
    INDEX,
    MANIFEST,
    OWN,
    PACK,
    ChainLine,
    PackManifest,
    packed_chains,
    read_kept,
    read_lines,
)
from drplan.record.pack_records import check_records, check_summaries
from drplan.record.signers import SIGNERS, identities_of, read_signers
from drplan.record.sshsig import PACK_NAMESPACE, signed_by
from drplan.record.sums import SIGNATURE, SUMS, read_sums, sha256

_LAYOUT = {
    "restricted": frozenset({"records", "pages", "plan", "keys", "witnesses"}),
    "public": frozenset({"summaries", "pages"}),
}


@dataclass(frozen=True)
class PackFiles:
    """A pack as it was read: ``files`` by name; ``odd`` is what is no plain file, and what it is instead."""

    files: Mapping[str, bytes]
    odd: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Trusted:
    """What is known from elsewhere than the pack.

    ``signers`` is an ``allowed_signers`` (``None``: the pack's own is believed), ``heads`` are heads from
    minutes that the pack must hold, ``at`` is when the pack was received. ``own`` holds the files that packs
    of this ``version`` of drplan all hold as they are.
    """

    signers: bytes | None
    heads: tuple[str, ...]
    at: datetime
    version: str
    own: Mapping[str, bytes]


def check_pack(pack: PackFiles, trusted: Trusted) -> tuple[EvidenceFinding, ...]:
    """Check a pack whole; raises ``EvidenceError`` when it is none: neither manifest nor sums are there."""
    if not {MANIFEST, SUMS} & pack.files.keys():
        raise EvidenceError(
            f"no pack is here: neither {MANIFEST} nor {SUMS}",
            next_step=f"name the folder that holds {MANIFEST}, or the .tar",
        )
    found = [*_odd(pack), *_alike(pack.files), *_sums(pack.files), *_signature(pack.files, trusted)]
    try:
        manifest = read_kept(MANIFEST, pack.files.get(MANIFEST, b""), PackManifest)
        lines = read_lines(pack.files.get(CHAINS, b""))
    except EvidenceError as error:
        name, _, what = error.message.partition(" ")
        return (*found, EvidenceFinding(PACK, what, name))
    signers = trusted.signers if trusted.signers is not None else pack.files.get(SIGNERS, b"")
    found += [
        *_layout(pack.files, manifest),
        *_chains(lines, manifest),
        *_heads(lines, trusted.heads),
        *_own(pack.files, manifest, trusted),
    ]
    if manifest.edition == "public":
        found += check_summaries(pack.files, lines, manifest)
    else:
        found += check_records(pack.files, lines, manifest, read_signers(signers))
    return tuple(dict.fromkeys(found))


def pack_signed_for(files: Mapping[str, bytes], trusted: Trusted) -> tuple[str, ...]:
    """Return whom the pack is signed for; raises ``EvidenceError`` when for nobody who might on that day."""
    public = signed_by(files.get(SIGNATURE, b""), files.get(SUMS, b""), PACK_NAMESPACE)
    lines = trusted.signers if trusted.signers is not None else files.get(SIGNERS, b"")
    signers = read_signers(lines, PACK_NAMESPACE)
    timely = tuple(each for each in signers if each.covers(trusted.at))
    if identities := identities_of(public, timely):
        return identities
    known = identities_of(public, signers)
    why = f"could not sign packs on {trusted.at:%Y-%m-%d}" if known else f"{SIGNERS} does not let sign packs"
    raise EvidenceError(
        f"{SIGNATURE} is by a key that {why}",
        next_step=f"compare {SIGNERS} with the district's own copy; --at is the day the pack was received",
    )


def _odd(pack: PackFiles) -> Iterator[EvidenceFinding]:
    return (_finding(name, f"is {what}, not a plain file") for name, what in pack.odd)


def _alike(files: Mapping[str, bytes]) -> Iterator[EvidenceFinding]:
    """Find names of which macOS and Windows keep one, so that each auditor may read another record."""
    seen: dict[str, str] = {}
    for name in sorted(files):
        if seen.setdefault(name.casefold(), name) != name:
            yield _finding(name, "differs from another name in the case of its letters alone")


def _sums(files: Mapping[str, bytes]) -> Iterator[EvidenceFinding]:
    try:
        sums = read_sums(files.get(SUMS, b""))
    except EvidenceError as error:
        yield _finding(SUMS, error.message.removeprefix(f"{SUMS} ") if SUMS in files else "is missing")
        return
    here = {name: sha256(data) for name, data in files.items() if name not in {SUMS, SIGNATURE}}
    for name in sorted(sums.keys() | here.keys()):
        if name not in here:
            yield _finding(name, "is listed and missing")
        elif name not in sums:
            yield _finding(name, "is here and not listed")
        elif here[name] != sums[name]:
            yield _finding(name, "was altered: its sum differs")


def _signature(files: Mapping[str, bytes], trusted: Trusted) -> Iterator[EvidenceFinding]:
    if SIGNATURE not in files:
        yield _finding(SIGNATURE, "is missing")
        return
    try:
        pack_signed_for(files, trusted)
    except EvidenceError as error:
        yield _finding(SIGNATURE, error.message.removeprefix(f"{SIGNATURE} "))


def _layout(files: Mapping[str, bytes], manifest: PackManifest) -> Iterator[EvidenceFinding]:
    top = {MANIFEST, CHAINS, SIGNERS, SUMS, SIGNATURE, INDEX, *OWN}
    for name in sorted(files):
        first, _, below = name.partition("/")
        if name not in top and not (below and first in _LAYOUT[manifest.edition]):
            yield _finding(name, f"has no place in a {manifest.edition} pack")


def _chains(lines: tuple[ChainLine, ...], manifest: PackManifest) -> Iterator[EvidenceFinding]:
    firsts = {line.noun: line for line in reversed(lines)}
    for line in firsts.values():
        if line.previous is not None:
            yield _broken(line, "is listed first and is not the first of its chain")
    for before, line in pairwise(lines):
        if before.noun == line.noun and line.previous != before.head:
            yield _broken(line, f"does not follow {before.name}: a record between them is missing")
    told = packed_chains(lines)
    for noun in sorted(told.keys() | manifest.chains.keys()):
        if told.get(noun) != manifest.chains.get(noun):
            yield _finding(MANIFEST, f"says something else of the chain of {noun}s than {CHAINS}")


def _heads(lines: tuple[ChainLine, ...], heads: Iterable[str]) -> Iterator[EvidenceFinding]:
    held = {line.head for line in lines}
    for head in heads:
        if head not in held:
            yield _finding(CHAINS, f"does not hold the head {head}: the pack is older, or was rewritten")


def _own(files: Mapping[str, bytes], manifest: PackManifest, trusted: Trusted) -> Iterator[EvidenceFinding]:
    for name, data in sorted(trusted.own.items()):
        if name not in files:
            yield _finding(name, "is missing")
        elif manifest.tools.get("drplan") == trusted.version and files[name] != data:
            yield _finding(name, "is not the one that this version of drplan puts into packs")


def _broken(line: ChainLine, what: str) -> EvidenceFinding:
    return EvidenceFinding(f"{line.noun}/{line.name}", what, "previous")


def _finding(name: str, what: str) -> EvidenceFinding:
    return EvidenceFinding(PACK, what, name)
