"""Who may sign: the lines of ``allowed_signers`` (ssh-keygen(1)), as far as drplan writes them.

A line that uses anything else (patterns, validity times, certificate authorities) grants nothing here, though
``ssh-keygen`` may accept it: this reader is the stricter one.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from drplan.errors import EvidenceError
from drplan.record.sshsig import KEY_TYPE, NAMESPACE

SIGNERS = "allowed_signers"

_IDENTITY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*@[A-Za-z0-9][A-Za-z0-9.-]*")
_LINE = re.compile(
    r"(?P<identities>\S+)[ \t]+(?:namespaces=\"(?P<namespaces>[^\"\s]*)\"[ \t]+)?"
    rf"{KEY_TYPE}[ \t]+(?P<key>\S+)"
)


@dataclass(frozen=True)
class AllowedSigner:
    """An identity, like an e-mail address, and its public key as SSH sends it."""

    identity: str
    public: bytes


def see_identity(identity: str) -> str:
    """Return the identity if it can stand in ``allowed_signers`` as itself; raises ``EvidenceError``."""
    if _IDENTITY.fullmatch(identity):
        return identity
    raise EvidenceError(
        f"{identity!r} cannot name a signer",
        next_step="use the form of an e-mail address: letters, digits, . _ + - and one @",
    )


def signer_line(identity: str, public: bytes) -> str:
    """Return the line that lets this key sign evidence and nothing else, without a newline."""
    key = base64.b64encode(public).decode()
    return f'{see_identity(identity)} namespaces="{NAMESPACE}" {KEY_TYPE} {key}'


def read_signers(data: bytes) -> tuple[AllowedSigner, ...]:
    """Return whom these lines let sign evidence."""
    lines = data.decode(errors="replace").splitlines()
    return tuple(signer for line in lines for signer in _read_line(line))


def identities_of(public: bytes, signers: tuple[AllowedSigner, ...]) -> tuple[str, ...]:
    """Return the identities that this public key may sign for."""
    return tuple(dict.fromkeys(signer.identity for signer in signers if signer.public == public))


def with_signer(data: bytes, line: str) -> bytes:
    """Return ``allowed_signers`` with this line at the end, or as it is when it holds the line already."""
    if line.encode() in data.split(b"\n"):
        return data
    gap = b"" if not data or data.endswith(b"\n") else b"\n"
    return data + gap + line.encode() + b"\n"


def _read_line(line: str) -> tuple[AllowedSigner, ...]:
    match = _LINE.match(line)
    if match is None or (match["namespaces"] is not None and NAMESPACE not in match["namespaces"].split(",")):
        return ()
    try:
        public = base64.b64decode(match["key"], validate=True)
    except ValueError:
        return ()
    identities = match["identities"].split(",")
    return tuple(AllowedSigner(each, public) for each in identities if _IDENTITY.fullmatch(each))
