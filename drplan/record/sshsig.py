"""Signatures as ``ssh-keygen -Y sign`` makes them (OpenSSH's PROTOCOL.sshsig), for Ed25519 and SHA-512."""

from __future__ import annotations

import base64
import hashlib
from textwrap import wrap

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from drplan.errors import EvidenceError
from drplan.record.sums import SIGNATURE
from drplan.record.wire import ssh_string, take_strings

NAMESPACE = "drplan-evidence"
PACK_NAMESPACE = "drplan-pack"
KEY_TYPE = "ssh-ed25519"

_MAGIC = b"SSHSIG"
_VERSION = (1).to_bytes(4, "big")
_HASH = b"sha512"
_COLUMNS = 70
_BEGIN = b"-----BEGIN SSH SIGNATURE-----\n"
_END = b"-----END SSH SIGNATURE-----\n"


def public_blob(key: Ed25519PublicKey) -> bytes:
    """Return the public key the way SSH sends it; in base64 it is what ``.pub`` files hold."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return ssh_string(KEY_TYPE.encode()) + ssh_string(raw)


def fingerprint(blob: bytes) -> str:
    """Return a public key's fingerprint as ``ssh-keygen -l`` prints it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def sign(key: Ed25519PrivateKey, message: bytes, namespace: str = NAMESPACE) -> str:
    """Return the armoured signature, byte for byte what ``ssh-keygen -Y sign -n NAMESPACE`` writes."""
    signature = key.sign(to_sign(message, namespace))
    return armoured(public_blob(key.public_key()), namespace, signature).decode()


def signed_by(
    signature: bytes, message: bytes, namespace: str = NAMESPACE, *, name: str = SIGNATURE
) -> bytes:
    """Return the public key (as ``public_blob``) whose armoured signature over ``message`` this is.

    Raises ``EvidenceError``, which calls the signature ``name``, when it is not one in our one form, or not
    over this message. Whether the key may be trusted is another question (:mod:`drplan.record.signers`).
    """
    try:
        key, inner = _opened(signature, namespace)
        key.verify(inner, to_sign(message, namespace))
    except ValueError as error:
        raise _refused(name, f"is not an Ed25519 signature for {namespace}") from error
    except InvalidSignature as error:
        raise _refused(name, "does not fit: the signed file or the signature was altered") from error
    return public_blob(key)


def claimed_key(signature: bytes, namespace: str = NAMESPACE) -> bytes | None:
    """Return the public key that an armoured signature names, unverified; ``None`` when it is not one."""
    try:
        return public_blob(_opened(signature, namespace)[0])
    except ValueError:
        return None


def to_sign(message: bytes, namespace: str) -> bytes:
    """Return the bytes that the key itself signs: an agent is sent these."""
    digest = hashlib.sha512(message).digest()
    return _MAGIC + b"".join(map(ssh_string, (namespace.encode(), b"", _HASH, digest)))


def armoured(blob: bytes, namespace: str, signature: bytes) -> bytes:
    """Return the file around an Ed25519 signature (64 bytes) over what ``to_sign`` returned."""
    inner = ssh_string(KEY_TYPE.encode()) + ssh_string(signature)
    fields = (blob, namespace.encode(), b"", _HASH, inner)
    envelope = _MAGIC + _VERSION + b"".join(map(ssh_string, fields))
    lines = wrap(base64.b64encode(envelope).decode(), _COLUMNS)
    return _BEGIN + "".join(f"{line}\n" for line in lines).encode() + _END


def _opened(data: bytes, namespace: str) -> tuple[Ed25519PublicKey, bytes]:
    body = data.removeprefix(_BEGIN).removesuffix(_END).replace(b"\n", b"")
    envelope = base64.b64decode(body, validate=True)
    (blob, _, _, _, inner), _ = take_strings(envelope[len(_MAGIC + _VERSION) :], 5)
    key = Ed25519PublicKey.from_public_bytes(take_strings(blob, 2)[0][1])
    signature = take_strings(inner, 2)[0][1]
    if armoured(public_blob(key), namespace, signature) != data:
        raise ValueError("not in our one form")
    return key, signature


def _refused(name: str, what: str) -> EvidenceError:
    return EvidenceError(
        f"{name} {what}",
        next_step="take the folder back from git or a copy; if none verifies, treat the record as altered",
    )
