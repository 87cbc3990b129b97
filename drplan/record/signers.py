"""Who may sign what, and when: ``allowed_signers`` (ssh-keygen(1)), as far as drplan writes it.

``namespaces=``, ``valid-after=`` and ``valid-before=`` are read, times in UTC only (``…Z``, OpenSSH 9.1): a
time in the zone of whoever looks would be another one elsewhere. A line that uses anything else (patterns,
certificate authorities) grants nothing here, though ``ssh-keygen`` may accept it: this reader is stricter.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from drplan.errors import EvidenceError
from drplan.record.sshsig import KEY_TYPE, NAMESPACE, PACK_NAMESPACE

SIGNERS = "allowed_signers"

_IDENTITY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*@[A-Za-z0-9][A-Za-z0-9.-]*")
_OPTION = r"(?:namespaces|valid-after|valid-before)=\"[^\"\s,][^\"\s]*\""
_LINE = re.compile(
    rf"(?P<identities>\S+)[ \t]+(?:(?P<options>{_OPTION}(?:,{_OPTION})*)[ \t]+)?"
    rf"{KEY_TYPE}[ \t]+(?P<key>\S+)"
)
_EACH = re.compile(r"([a-z-]+)=\"([^\"]*)\"")
_TIMES = {9: "%Y%m%dZ", 13: "%Y%m%d%H%MZ", 15: "%Y%m%d%H%M%SZ"}


@dataclass(frozen=True)
class AllowedSigner:
    """An identity, like an e-mail address, and its public key as SSH sends it.

    The key signs ``valid_after`` to ``valid_before``, both seconds included; ``None`` is no limit.
    """

    identity: str
    public: bytes
    valid_after: datetime | None = None
    valid_before: datetime | None = None

    def limited(self) -> bool:
        """Say whether the key may sign at some times only."""
        return self.valid_after is not None or self.valid_before is not None

    def covers(self, moment: datetime) -> bool:
        """Say whether the key may sign at that moment, to the second, as ``ssh-keygen`` counts."""
        second = moment.replace(microsecond=0)
        return (self.valid_after is None or self.valid_after <= second) and (
            self.valid_before is None or second <= self.valid_before
        )


def see_identity(identity: str) -> str:
    """Return the identity if it can stand in ``allowed_signers`` as itself; raises ``EvidenceError``."""
    if _IDENTITY.fullmatch(identity):
        return identity
    raise EvidenceError(
        f"{identity!r} cannot name a signer",
        next_step="use the form of an e-mail address: letters, digits, . _ + - and one @",
    )


def signer_line(identity: str, public: bytes, namespace: str = NAMESPACE) -> str:
    """Return the line that lets this key sign for one namespace and nothing else, without a newline."""
    return limited_line(AllowedSigner(identity, public), namespace)


def limited_line(signer: AllowedSigner, namespace: str = NAMESPACE) -> str:
    """Return a signer's line with the times it has, without a newline."""
    options = [f'namespaces="{namespace}"']
    if signer.valid_after is not None:
        options.append(f'valid-after="{signer_time(signer.valid_after)}"')
    if signer.valid_before is not None:
        options.append(f'valid-before="{signer_time(signer.valid_before)}"')
    key = base64.b64encode(signer.public).decode()
    return f"{see_identity(signer.identity)} {','.join(options)} {KEY_TYPE} {key}"


def signer_time(moment: datetime) -> str:
    """Return a moment as ``allowed_signers`` and ``ssh-keygen -Overify-time=`` take it: to the second."""
    return moment.astimezone(UTC).strftime(_TIMES[15])


def read_signers(data: bytes, namespace: str = NAMESPACE) -> tuple[AllowedSigner, ...]:
    """Return whom these lines let sign for a namespace."""
    lines = data.decode(errors="replace").splitlines()
    return tuple(signer for line in lines for signer in _read_line(line, namespace))


def identities_of(public: bytes, signers: tuple[AllowedSigner, ...]) -> tuple[str, ...]:
    """Return the identities that this public key may sign for, at some time."""
    return tuple(dict.fromkeys(signer.identity for signer in signers if signer.public == public))


def with_signer(data: bytes, line: str) -> bytes:
    """Return ``allowed_signers`` with this line at the end, or as it is when it names its key for it already.

    A key whose time was limited is not let in again by its plain line.
    """
    there = {(each.identity, each.public) for each in read_signers(data)}
    asked = {(each.identity, each.public) for each in read_signers(line.encode())}
    if asked and asked <= there:
        return data
    gap = b"" if not data or data.endswith(b"\n") else b"\n"
    return data + gap + line.encode() + b"\n"


def with_limit(data: bytes, limited: AllowedSigner) -> bytes:
    """Return ``allowed_signers`` with this signer's limits on each line of its key; with a line if none.

    Its lines for auditors' packs are limited as well.
    """
    lines: list[bytes] = []
    named = False
    for line in data.splitlines():
        found = [each for each in read_signers(line) if each.public == limited.public]
        named = named or bool(found)
        lines += [
            limited_line(narrowed(each, limited), namespace).encode()
            for namespace in (NAMESPACE, PACK_NAMESPACE)
            for each in read_signers(line, namespace)
            if each.public == limited.public
        ] or [line]
    if not named:
        lines.append(limited_line(limited).encode())
    return b"".join(line + b"\n" for line in lines)


def narrowed(signer: AllowedSigner, by: AllowedSigner) -> AllowedSigner:
    """Return the signer with the narrower of both limits, on each side."""
    after = [each for each in (signer.valid_after, by.valid_after) if each is not None]
    before = [each for each in (signer.valid_before, by.valid_before) if each is not None]
    return replace(signer, valid_after=max(after, default=None), valid_before=min(before, default=None))


def _read_line(line: str, namespace: str) -> tuple[AllowedSigner, ...]:
    match = _LINE.match(line)
    if match is None:
        return ()
    options = _EACH.findall(match["options"] or "")
    told = dict(options)
    try:
        public = base64.b64decode(match["key"], validate=True)
        after, before = _moment(told.get("valid-after")), _moment(told.get("valid-before"))
    except ValueError:
        return ()
    if len(told) != len(options) or namespace not in told.get("namespaces", namespace).split(","):
        return ()
    identities = match["identities"].split(",")
    return tuple(
        AllowedSigner(each, public, after, before) for each in identities if _IDENTITY.fullmatch(each)
    )


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    if not (text.isascii() and text[:-1].isdigit()) or len(text) not in _TIMES:
        raise ValueError("not a time in UTC")
    return datetime.strptime(text, _TIMES[len(text)]).replace(tzinfo=UTC)
