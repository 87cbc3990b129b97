"""The district's evidence key: an OpenSSH private key in one file that only its owner can read."""

from __future__ import annotations

import base64
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_ssh_private_key,
)

from drplan.errors import DrplanError, EvidenceError, SecretMissing
from drplan.record.signers import see_identity, signer_line
from drplan.record.sshsig import KEY_TYPE, NAMESPACE, fingerprint, public_blob, sign
from drplan.record.wire import ssh_string, take_strings

NAME = "evidence_ed25519"
NEXT = f"{NAME}.next"
"""The new key, from its hand-over until it is in the old one's place (``key_rotation``)."""
RETIRED, STOLEN = f"{NAME}.until-", f"{NAME}.compromised-"
"""What the old key's file is called after its hand-over, with the moment of that."""

_BEGIN = b"-----BEGIN OPENSSH PRIVATE KEY-----\n"
_END = b"-----END OPENSSH PRIVATE KEY-----\n"
_MAGIC = b"openssh-key-v1\0"
_COLUMNS = 70
_BLOCK = 8


@dataclass(frozen=True)
class KeyFile:
    """Signs evidence (:class:`drplan.ports.Signer`) with the key at ``path``, as ``identity``.

    Build it with ``create`` or ``load``. The identity is the comment inside the private key, so the one file
    is all there is to back up.
    """

    path: Path
    identity: str
    _key: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def create(cls, folder: Path, identity: str) -> Self:
        """Make a new key in ``folder`` (mode 0700); raises ``EvidenceError`` when one is there already."""
        return cls.make(folder / NAME, identity)

    @classmethod
    def make(cls, path: Path, identity: str) -> Self:
        """Make a new key in one file; raises as ``create``."""
        key = cls.fresh(path, identity)
        key.save()
        return key

    @classmethod
    def fresh(cls, path: Path, identity: str) -> Self:
        """Make a new key that is to be saved at ``path``; raises ``EvidenceError`` for an unfit identity."""
        return cls(path, see_identity(identity), Ed25519PrivateKey.generate())

    def save(self) -> None:
        """Write the key to its file; raises ``EvidenceError`` when one is there already."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.parent.chmod(0o700)
        _write_new(self.path, _encode(self._key, self.identity))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the key of ``folder``.

        Raises ``SecretMissing`` when there is none, and ``EvidenceError`` when others could read it, it is
        protected by a passphrase, it is no Ed25519 key with an identity as its comment, or its hand-over to
        the next one was broken off.
        """
        if (folder / NEXT).exists():
            raise EvidenceError(
                f"the evidence key in {folder} was being handed over to the next, and that was broken off",
                next_step="finish it: drplan evidence rotate",
            )
        return cls.read(folder / NAME)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the key in one file; raises as ``load``."""
        key, identity = _decode(_read_private(path), path)
        return cls(path, identity, key)

    def sign(self, message: bytes, namespace: str = NAMESPACE) -> str:
        """Return an armoured SSHSIG over the message.

        Raises ``EvidenceError`` when the file holds another key by now: what was begun before a rotation is
        not signed after it.
        """
        if self.path.exists() and KeyFile.read(self.path).public != self.public:
            raise EvidenceError(
                f"the evidence key {self.path} was changed since this began",
                next_step="do it again: it is signed with the present key then",
            )
        return sign(self._key, message, namespace)

    @property
    def public(self) -> bytes:
        """The public key as SSH sends it."""
        return public_blob(self._key.public_key())

    def allowed_signer(self) -> str:
        """Return this key's line for ``allowed_signers``."""
        return signer_line(self.identity, self.public)

    def fingerprint(self) -> str:
        """Return the public key's fingerprint, as ``ssh-keygen -lf`` prints it."""
        return fingerprint(self.public)


def _write_new(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{NAME}.{secrets.token_hex(8)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        # A link refuses an existing name, where a rename would replace the key.
        os.link(beside, path)
    except FileExistsError as error:
        raise EvidenceError(
            f"there is an evidence key already: {path}",
            next_step="keep it; to start a new one, move it to a safe place first (it proves older records)",
        ) from error
    finally:
        beside.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read_private(path: Path) -> bytes:
    try:
        with open(path, "rb", opener=_without_following) as stream:
            _see_private(path, os.fstat(stream.fileno()).st_mode)
            return stream.read()
    except FileNotFoundError as error:
        raise SecretMissing(
            f"no evidence key at {path}",
            next_step="take it back from its backup, or make one: drplan evidence keygen",
        ) from error
    except OSError as error:
        raise _refused(path, f"cannot be read: {error.strerror}", f"look at: ls -l {path}") from error


def _without_following(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _see_private(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise _refused(path, "is not a plain file", f"look at: ls -l {path}")
    if stat.S_IMODE(mode) & 0o177:
        raise _refused(
            path,
            f"has mode {stat.S_IMODE(mode):04o}: others may have read it",
            f"if nobody did: chmod 600 {path}; else move it away and make a new key",
        )


def _decode(data: bytes, path: Path) -> tuple[Ed25519PrivateKey, str]:
    try:
        inner = base64.b64decode(data.removeprefix(_BEGIN).removesuffix(_END))
        (cipher, _, _), rest = take_strings(inner.removeprefix(_MAGIC), 3)
        if cipher != b"none":
            raise _refused(path, "is protected by a passphrase", f"remove it: ssh-keygen -p -N '' -f {path}")
        key = load_ssh_private_key(data, password=None)
        (_, private), _ = take_strings(rest[4:], 2)
        comment = take_strings(private[8:], 4)[0][3].decode()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _refused(path, "is not an OpenSSH Ed25519 key", "take it back from its backup") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _refused(path, "is not an Ed25519 key", "make one: drplan evidence keygen")
    try:
        return key, see_identity(comment)
    except DrplanError as error:
        fix = f"name it: ssh-keygen -c -C evidence@your.domain -f {path}"
        raise _refused(path, "has no signer's identity as its comment", fix) from error


def _encode(key: Ed25519PrivateKey, comment: str) -> bytes:
    # OpenSSH's PROTOCOL.key; cryptography writes it too, but always with an empty comment.
    raw = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    blob = public_blob(key.public_key())
    public = take_strings(blob, 2)[0][1]
    fields = (KEY_TYPE.encode(), public, raw + public, comment.encode())
    private = secrets.token_bytes(4) * 2 + b"".join(map(ssh_string, fields))
    private += bytes(range(1, -len(private) % _BLOCK + 1))
    head = b"".join(map(ssh_string, (b"none", b"none", b""))) + (1).to_bytes(4, "big")
    text = base64.b64encode(_MAGIC + head + ssh_string(blob) + ssh_string(private))
    lines = [text[start : start + _COLUMNS] + b"\n" for start in range(0, len(text), _COLUMNS)]
    return _BEGIN + b"".join(lines) + _END


def _refused(path: Path, what: str, next_step: str) -> EvidenceError:
    return EvidenceError(f"the evidence key {path} {what}", next_step=next_step)
