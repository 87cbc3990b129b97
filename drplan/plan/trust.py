"""Whether a host key that a machine shows may be believed from now on."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Decision = Literal["known", "add", "replace", "ask", "refuse"]
"""``ask``: nobody vouched for it yet."""


@dataclass(frozen=True)
class HostKey:
    """A public key of a machine: its SSH key type, and its bytes in base64 as ``known_hosts`` holds them."""

    kind: str
    blob: str

    def fingerprint(self) -> str:
        """Return what ``ssh-keygen -lf`` prints of it: ``SHA256:`` and 43 letters."""
        digest = hashlib.sha256(base64.b64decode(self.blob)).digest()
        return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"


@dataclass(frozen=True)
class Trust:
    """What to do about a machine's key, which key it is, and why."""

    decision: Decision
    key: HostKey
    because: str


def decide(
    offered: Sequence[HostKey],
    *,
    known: Sequence[HostKey],
    vouched: Iterable[str],
    replace: bool,
) -> Trust:
    """Decide on the keys that a machine offered now, at least one, the most wanted first.

    ``known`` are those believed so far. ``vouched`` are fingerprints somebody brought from elsewhere. A key
    in the place of a known one is what a machine in the middle shows: it is refused, unless it is to
    ``replace`` the old one and its fingerprint was vouched for (RFC 4251, section 4.1; NIST SP 800-53 IA-3).
    """
    fingerprints = tuple(vouched)
    meant = [key for key in offered if key.fingerprint() in fingerprints]
    if fingerprints and not meant:
        seen = ", ".join(key.fingerprint() for key in offered)
        return Trust("refuse", offered[0], f"it showed {seen}, and not the fingerprint given or declared")
    same = [key for key in offered if key in known]
    if same:
        return Trust("known", same[0], "its key is known already")
    if known and not (meant and replace):
        old = ", ".join(key.fingerprint() for key in known)
        return Trust("refuse", offered[0], f"its key has CHANGED: {old} was known")
    if known:
        return Trust("replace", meant[0], "the fingerprint given is the new key's")
    if meant:
        return Trust("add", meant[0], "the fingerprint given is this key's")
    return Trust("ask", offered[0], "nobody vouched for it")
