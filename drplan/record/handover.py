"""One key's hand-over to the next: a statement that both signed.

SSHSIG holds no time, so a retired key could sign for ever. The statement names the head of every chain at
that moment: what follows there is the new key's, whatever time it claims for itself.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import ValidationError

from drplan.errors import EvidenceError
from drplan.record.canonical import canonical_json
from drplan.record.heads import FOLDERS, KEY, STATEMENT, NotedHead
from drplan.record.kept import Kept
from drplan.record.signers import AllowedSigner
from drplan.record.sshsig import KEY_TYPE, fingerprint, signed_by
from drplan.record.sums import sha256

KEYS = FOLDERS[KEY]
"""The folder of hand-overs, beside the chains below the runbooks."""
HANDOVER, OLD_SIGNATURE, NEW_SIGNATURE = STATEMENT, "handover.old.sig", "handover.new.sig"
FILES = (HANDOVER, OLD_SIGNATURE, NEW_SIGNATURE)


class KeyName(Kept):
    """A public key as ``.pub`` files hold it (``ssh-ed25519 AAAA…``), and whom it signs for."""

    identity: str
    fingerprint: str
    public_key: str

    @property
    def public(self) -> bytes:
        """The key as SSH sends it; raises ``ValueError``."""
        return base64.b64decode(self.public_key.removeprefix(f"{KEY_TYPE} "), validate=True)


class Handover(Kept):
    """The statement. ``heads`` are those of all chains at ``moment``, to the second.

    ``compromised``: somebody else may have the old key. ``previous`` is the SHA-256 of the statement before.
    """

    schema_id: Literal["drplan/handover/1"] = "drplan/handover/1"
    number: int
    district: str
    moment: datetime
    reason: str
    compromised: bool
    old: KeyName
    new: KeyName
    heads: tuple[NotedHead, ...]
    previous: str | None


@dataclass(frozen=True)
class KeptHandover:
    """A hand-over as it was read from the folder ``name``."""

    name: str
    files: Mapping[str, bytes]


def key_name(identity: str, public: bytes) -> KeyName:
    """Return how a statement names a key."""
    text = f"{KEY_TYPE} {base64.b64encode(public).decode()}"
    return KeyName(identity=identity, fingerprint=fingerprint(public), public_key=text)


def folder_name(number: int) -> str:
    """Return the folder of a hand-over, below ``KEYS``."""
    return f"{number:04d}"


def handover_bytes(handover: Handover) -> bytes:
    """Return the statement's canonical bytes, which both keys sign (namespace ``drplan-evidence``)."""
    return canonical_json(handover.model_dump(mode="python"))


def read_handover(kept: KeptHandover) -> Handover:
    """Return a statement that both its keys signed; raises ``EvidenceError``, which names the file first."""
    data = kept.files.get(HANDOVER, b"")
    try:
        handover = Handover.model_validate_json(data)
        old, new = handover.old.public, handover.new.public
    except (ValidationError, ValueError) as error:
        raise _refused(HANDOVER, "is not a statement of a hand-over") from error
    if handover_bytes(handover) != data or folder_name(handover.number) != kept.name:
        raise _refused(HANDOVER, "is not in canonical form, or in another one's place")
    for named in (handover.old, handover.new):
        if key_name(named.identity, named.public) != named:
            raise _refused(HANDOVER, f"names a key by another fingerprint: {named.fingerprint}")
    for name, key in ((OLD_SIGNATURE, old), (NEW_SIGNATURE, new)):
        if name not in kept.files:
            raise _refused(name, "is missing")
        if signed_by(kept.files[name], data, name=name) != key:
            raise _refused(name, "is by another key than the statement names")
    return handover


def statement_sum(kept: KeptHandover) -> str:
    """Return what the next statement calls ``previous``."""
    return sha256(kept.files.get(HANDOVER, b""))


def limits(handover: Handover) -> tuple[AllowedSigner, AllowedSigner]:
    """Return the old key, which ends at the hand-over, and the new one.

    The new one has no beginning: what ended before the hand-over and is recorded after it, it signs.
    """
    old, new = handover.old, handover.new
    return (
        AllowedSigner(old.identity, old.public, valid_before=handover.moment),
        AllowedSigner(new.identity, new.public),
    )


def _refused(name: str, what: str) -> EvidenceError:
    return EvidenceError(f"{name} {what}", next_step="take the folder of hand-overs back from git or a copy")
