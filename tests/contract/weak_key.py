"""A repository for tests whose password opens it at once.

restic stretches a password with scrypt for half a second at every call, and measures for three seconds how
far to at ``init``. The key file names its own parameters, so a test's key names the least there are. Format
and cipher: restic's design document, "Keys, Encryption and MAC".
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.poly1305 import Poly1305

PASSWORD = "correct horse"
_SALT, _MAC = 64, 16
_LEAST = 2
_DIGEST = 64


def make_repository(folder: Path, program: str) -> Path:
    """Make a repository at ``folder`` that :data:`PASSWORD` opens at once."""
    told = {"RESTIC_PASSWORD": PASSWORD, "RESTIC_REPOSITORY": str(folder), "HOME": "/nonexistent"}
    subprocess.run([program, "--no-cache", "init"], env=told, check=True, capture_output=True)
    weaken(folder)
    return folder


def weaken(below: Path, password: str = PASSWORD) -> int:
    """Have the password open at once what restic made below a folder; returns how many keys."""
    strong = {path: json.loads(path.read_bytes()) for path in below.rglob("keys/*") if _is_key(path)}
    found = {path: key for path, key in strong.items() if key["N"] != _LEAST}
    for path, key in found.items():
        weak = json.dumps(_weakened(key, password)).encode()
        made = path.with_name(hashlib.sha256(weak).hexdigest())
        made.write_bytes(weak)
        shutil.copystat(path, made)
        os.chown(made, path.stat().st_uid, path.stat().st_gid)
        path.unlink()
    return len(found)


def _is_key(path):
    return len(path.name) == _DIGEST and (path.parent.parent / "config").is_file()


def master_key(key, password):
    """Return what a key file keeps sealed: the repository's own keys, as JSON."""
    return _open(_stretched(key, password), base64.b64decode(key["data"]))


def _weakened(key, password):
    master = master_key(key, password)
    weak = {**key, "N": _LEAST, "r": 1, "p": 1, "salt": base64.b64encode(os.urandom(_SALT)).decode()}
    return weak | {"data": base64.b64encode(_seal(_stretched(weak, password), master)).decode()}


def _stretched(key, password):
    salt = base64.b64decode(key["salt"])
    memory = 256 * key["N"] * key["r"] + (1 << 20)
    return hashlib.scrypt(
        password.encode(), salt=salt, n=key["N"], r=key["r"], p=key["p"], dklen=64, maxmem=memory
    )


def _counted(key, nonce, data):
    return Cipher(algorithms.AES(key[:32]), modes.CTR(nonce)).encryptor().update(data)


def _mac(key, nonce, data):
    pad = Cipher(algorithms.AES(key[32:48]), modes.ECB()).encryptor().update(nonce)
    return Poly1305.generate_tag(key[48:64] + pad, data)


def _open(key, sealed):
    nonce, data, mac = sealed[:16], sealed[16:-_MAC], sealed[-_MAC:]
    assert _mac(key, nonce, data) == mac, "restic's key file has another format than this test knows"
    return _counted(key, nonce, data)


def _seal(key, plain):
    nonce = os.urandom(16)
    data = _counted(key, nonce, plain)
    return nonce + data + _mac(key, nonce, data)
