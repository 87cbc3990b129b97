"""Heads that somebody else saw: a partner district that countersigned them, or a time-stamping authority."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from drplan.errors import EvidenceError
from drplan.record.heads import HEADS, Heads, read_heads
from drplan.record.signers import SIGNERS, AllowedSigner, identities_of, read_signers
from drplan.record.sshsig import signed_by

WITNESSES = "witnesses"
"""The folder of what others saw, beside the chains below the runbooks."""
COUNTERSIGN = "drplan-countersign"
"""The namespace of a partner's signature: one over evidence is never taken for it."""
COUNTERSIGNATURE, STAMP, AUTHORITY = f"{HEADS}.sig", f"{HEADS}.tsr", "ca.pem"

_BY_PARTNER = {HEADS, COUNTERSIGNATURE, SIGNERS}
_BY_AUTHORITY = {HEADS, STAMP, AUTHORITY}


@dataclass(frozen=True)
class KeptWitness:
    """What a folder of ``WITNESSES`` holds, by file."""

    name: str
    files: Mapping[str, bytes]

    def stamped(self) -> bool:
        """Say whether it is an authority's time stamp (RFC 3161), and not a partner's signature."""
        return STAMP in self.files


@dataclass(frozen=True)
class Witnessed:
    """What was witnessed: the heads, by whom, and when, where that is known."""

    name: str
    heads: Heads
    by: str
    moment: datetime | None = None


def read_witness(
    kept: KeptWitness, own: frozenset[bytes], partners: tuple[AllowedSigner, ...] = ()
) -> Witnessed:
    """Return what a partner countersigned; raises ``EvidenceError``, which names the file first.

    ``own`` are the district's own keys: none of them is a witness. ``partners`` from a place you trust
    replace the lines beside the signature.
    """
    see_files(kept)
    data = kept.files[HEADS]
    public = signed_by(kept.files[COUNTERSIGNATURE], data, COUNTERSIGN, name=COUNTERSIGNATURE)
    who = identities_of(public, partners or read_signers(kept.files[SIGNERS], COUNTERSIGN))
    if public in own:
        raise _refused(COUNTERSIGNATURE, "is by the district's own key: nobody else saw these heads")
    if not who:
        where = "the partners' keys that you gave" if partners else SIGNERS
        raise _refused(COUNTERSIGNATURE, f"is by a key that {where} does not let countersign")
    return Witnessed(kept.name, read_heads(data), ", ".join(who))


def see_files(kept: KeptWitness) -> None:
    """Raise ``EvidenceError`` unless the folder holds just what one of its kind does."""
    wanted = _BY_AUTHORITY if kept.stamped() else _BY_PARTNER
    for name in sorted(wanted - kept.files.keys()):
        raise _refused(name, "is missing")
    for name in sorted(kept.files.keys() - wanted):
        raise _refused(name, "is here and does not belong")


def _refused(name: str, what: str) -> EvidenceError:
    return EvidenceError(f"{name} {what}", next_step="take the witness's folder back from git or a copy")
