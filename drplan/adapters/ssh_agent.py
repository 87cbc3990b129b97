"""The evidence key in a running ssh-agent: it signs there, and its private half never comes here.

Messages are those of draft-ietf-sshm-ssh-agent: a length, a type, fields in the form of RFC 4251.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from drplan.errors import DrplanError, EvidenceError, SecretMissing, Unreachable, UsageError
from drplan.record.signers import see_identity, signer_line
from drplan.record.sshsig import KEY_TYPE, NAMESPACE, armoured, fingerprint, signed_by, to_sign
from drplan.record.wire import ssh_string, take_strings

SETTING = "DRPLAN_EVIDENCE_KEY"
"""The variable that names the evidence key where it is not the state folder's."""
WORD = "agent:"
_LIST, _LISTED, _SIGN, _SIGNED = 11, 12, 13, 14
_PATIENCE = 120.0
"""Seconds: somebody may have to confirm at the agent (``ssh-add -c``)."""
_LARGEST = 1 << 20


@dataclass(frozen=True)
class AgentKey:
    """Signs evidence (:class:`drplan.ports.Signer`) with an Ed25519 key that the agent at ``socket`` holds.

    Build it with ``find``.
    """

    socket: str
    identity: str
    public: bytes

    @classmethod
    def find(cls, setting: str, at: str | None = None) -> Self:
        """Find the key that ``agent:SHA256:…`` or ``agent:SHA256:…:IDENTITY`` names, in the agent ``at``.

        ``at`` is ``SSH_AUTH_SOCK`` unless told otherwise; the identity is the key's comment unless given.
        Raises ``UsageError`` for a setting of another form, ``Unreachable`` without an agent,
        ``SecretMissing`` when it is locked or does not hold the key, and ``EvidenceError`` when the key is of
        another kind or has no identity.
        """
        wanted, given = _named(setting)
        where = at or os.environ.get("SSH_AUTH_SOCK", "")
        keys = _keys(where)
        for public, comment in keys:
            if fingerprint(public) == wanted:
                _see_kind(public, wanted)
                return cls(where, _identity(given or comment, wanted), public)
        raise _absent(wanted, len(keys))

    @property
    def path(self) -> str:
        """Where the key is, for people."""
        return f"ssh-agent at {self.socket}"

    def sign(self, message: bytes, namespace: str = NAMESPACE) -> str:
        """Return an armoured SSHSIG over the message; ``EvidenceError`` when the agent will not sign it."""
        body = bytes([_SIGN]) + ssh_string(self.public) + ssh_string(to_sign(message, namespace)) + bytes(4)
        kind, answer = _asked(self.socket, body)
        made = armoured(self.public, namespace, _signature(answer) if kind == _SIGNED else b"")
        try:
            signed_by(made, message, namespace)
        except EvidenceError as error:
            raise EvidenceError(
                f"the ssh-agent did not sign with {self.fingerprint()}",
                next_step="see that it is unlocked and holds the key, and confirm when it asks: ssh-add -l",
            ) from error
        return made.decode()

    def allowed_signer(self) -> str:
        """Return this key's line for ``allowed_signers``."""
        return signer_line(self.identity, self.public)

    def fingerprint(self) -> str:
        """Return the public key's fingerprint, as ``ssh-add -l`` prints it."""
        return fingerprint(self.public)


def _named(setting: str) -> tuple[str, str]:
    kind, _, rest = setting.removeprefix(WORD).partition(":")
    digest, _, identity = rest.partition(":")
    if setting.startswith(WORD) and kind == "SHA256" and digest:
        return f"SHA256:{digest}", identity
    raise UsageError(
        f"{setting!r} names no evidence key",
        next_step="use agent:SHA256:… as ssh-add -l prints it, or unset it for the key in the state folder",
    )


def _keys(where: str) -> list[tuple[bytes, str]]:
    kind, answer = _asked(where, bytes([_LIST]))
    try:
        return list(_listed(answer if kind == _LISTED else b""))
    except ValueError as error:
        raise Unreachable(
            f"what answers at {where} is no ssh-agent",
            next_step="see what SSH_AUTH_SOCK names: ssh-add -l",
        ) from error


def _listed(answer: bytes) -> Iterator[tuple[bytes, str]]:
    number, rest = answer[:4], answer[4:]
    if len(number) < len(bytes(4)):
        raise ValueError("no list")
    for _ in range(int.from_bytes(number, "big")):
        (public, comment), rest = take_strings(rest, 2)
        yield public, comment.decode(errors="replace")


def _signature(answer: bytes) -> bytes:
    """Return the 64 bytes inside an agent's answer; what is none signs nothing."""
    try:
        return take_strings(take_strings(answer, 1)[0][0], 2)[0][1]
    except ValueError:
        return b""


def _see_kind(public: bytes, wanted: str) -> None:
    kind = take_strings(public, 1)[0][0].decode(errors="replace")
    if kind == KEY_TYPE:
        return
    why = ": a FIDO key's signature holds more than our one form has" if kind.startswith("sk-") else ""
    raise EvidenceError(
        f"the key {wanted} in the ssh-agent is a {kind} key, not {KEY_TYPE}{why}",
        next_step="make one and add it: ssh-keygen -t ed25519 -C evidence@your.domain -f FILE; ssh-add FILE",
    )


def _identity(name: str, wanted: str) -> str:
    try:
        return see_identity(name)
    except DrplanError as error:
        raise EvidenceError(
            f"the key {wanted} in the ssh-agent is called {name!r}: that names no signer",
            next_step=f"name it in the setting: agent:{wanted}:evidence@your.domain",
        ) from error


def _absent(wanted: str, number: int) -> SecretMissing:
    if number == 0:
        return SecretMissing(
            "the ssh-agent shows no key: it holds none, or is locked",
            next_step="unlock it: ssh-add -X; or add the key: ssh-add FILE",
        )
    return SecretMissing(
        f"the ssh-agent does not hold the key {wanted}",
        next_step="see which it holds: ssh-add -l; add the key: ssh-add FILE",
    )


def _asked(where: str, body: bytes) -> tuple[int, bytes]:
    """Send one request and return the answer's type and fields."""
    if not where:
        raise Unreachable(
            "no ssh-agent: SSH_AUTH_SOCK is not set",
            next_step="start one and add the key: eval $(ssh-agent); ssh-add FILE",
        )
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(_PATIENCE)
            line.connect(where)
            line.sendall(ssh_string(body))
            answer = _received(line, min(int.from_bytes(_received(line, 4), "big"), _LARGEST))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Unreachable(
            f"the ssh-agent at {where} does not answer: {reason}",
            next_step="see that it runs and that SSH_AUTH_SOCK names it: ssh-add -l",
        ) from error
    return (answer[0], answer[1:]) if answer else (0, b"")


def _received(line: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = line.recv(count - len(data))
        if not part:
            raise ValueError("it hung up")
        data += part
    return data
