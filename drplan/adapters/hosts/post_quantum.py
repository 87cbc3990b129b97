"""Lets paramiko log in where only post-quantum key exchange is allowed, as level strict has it.

``sntrup761x25519-sha512@openssh.com``, by draft-ietf-sshm-ntruprime-ssh: OpenSSH's default since 9.0. It is
offered last: a host that takes another is spared the tenth of a second that a key costs here.
"""

from __future__ import annotations

import hashlib
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from paramiko import Message, SSHException, Transport

from drplan.adapters.hosts import sntrup761

NAMES = ("sntrup761x25519-sha512", "sntrup761x25519-sha512@openssh.com")

_INIT, _REPLY = 30, 31
_X25519_BYTES = 32


class KexSntrup761:
    """The client's side of the exchange, in the shape that paramiko's Transport calls."""

    hash_algo = staticmethod(hashlib.sha512)

    def __init__(self, transport: Any) -> None:
        self.transport = transport
        self._lattice = sntrup761.Key.generate()
        self._curve = X25519PrivateKey.generate()

    @property
    def _sent(self) -> bytes:
        return self._lattice.public + self._curve.public_key().public_bytes_raw()

    def start_kex(self) -> None:
        """Send both public keys."""
        message = Message()
        message.add_byte(bytes([_INIT]))
        message.add_string(self._sent)
        self.transport._send_message(message)  # noqa: SLF001
        self.transport._expect_packet(_REPLY)  # noqa: SLF001

    def parse_next(self, kind: int, message: Message) -> None:
        """Take the server's answer; raises ``SSHException`` when it is none, or not by the host's key."""
        if kind != _REPLY:
            raise SSHException(f"a packet of type {kind} in the key exchange")
        host_key, answer, signature = message.get_string(), message.get_string(), message.get_binary()
        shared = self._shared(answer)
        transport, heard = self.transport, Message()
        heard.add(
            transport.local_version,
            transport.remote_version,
            transport.local_kex_init,
            transport.remote_kex_init,
        )
        for part in (host_key, self._sent, answer):
            heard.add_string(part)
        heard.add_string(shared)
        transport._set_K_H(shared, self.hash_algo(heard.asbytes()).digest())  # noqa: SLF001
        transport._verify_key(host_key, signature)  # noqa: SLF001
        transport._activate_outbound()  # noqa: SLF001

    def _shared(self, answer: bytes) -> AsString:
        ciphertext, public = answer[:-_X25519_BYTES], answer[-_X25519_BYTES:]
        try:
            # exchange() itself refuses a public key that would give nothing but zeros.
            secrets = self._lattice.receive(ciphertext) + self._curve.exchange(
                X25519PublicKey.from_public_bytes(public)
            )
        except (ValueError, UnsupportedAlgorithm) as error:
            raise SSHException(f"the host's answer in the key exchange: {error}") from error
        return AsString(self.hash_algo(secrets).digest())


class AsString(bytes):
    """A shared secret that is hashed as it is; other exchanges hash theirs as a number."""


def install() -> None:
    """Offer the exchange, for the life of this process."""
    # Its types say nothing of what paramiko keeps to itself.
    transport: Any = Transport
    message: Any = Message
    if NAMES[0] in transport._kex_info:  # noqa: SLF001
        return
    transport._kex_info.update(dict.fromkeys(NAMES, KexSntrup761))  # noqa: SLF001
    transport._preferred_kex = (*transport._preferred_kex, *NAMES)  # noqa: SLF001
    as_number = message.add_mpint

    def add_mpint(self: Message, value: Any) -> Any:
        return self.add_string(value) if isinstance(value, AsString) else as_number(self, value)

    message.add_mpint = add_mpint
