"""A recovery point as a host with a wrong clock makes it, or an intruder with the repository's password.

restic is a static program and takes its time from the kernel, so no preloaded library moves its clock; its
``--time`` leaves ``backup_start`` alone. So the snapshot is written here as restic's design document says
(https://restic.readthedocs.io/en/stable/100_references.html): AES-256-CTR and Poly1305-AES, named by SHA-256.
"""

import base64
import hashlib
import json
import os
import subprocess
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.poly1305 import Poly1305


def forge(desk, moment):
    """Write the newest recovery point once more, as if it had been made at another moment; returns its id."""
    snapshot = _cat(desk, "snapshot", desk.points()[-1]["snapshot"])
    said = moment.isoformat()
    snapshot["time"] = snapshot["summary"]["backup_start"] = snapshot["summary"]["backup_end"] = said
    snapshot.pop("parent", None)
    sealed = _sealed(json.dumps(snapshot).encode(), _cat(desk, "masterkey"))
    name = hashlib.sha256(sealed).hexdigest()
    (Path(desk.copy["location"]) / "snapshots" / name).write_bytes(sealed)
    return name


def _sealed(content, key):
    nonce = os.urandom(16)
    encrypt = Cipher(algorithms.AES(base64.b64decode(key["encrypt"])), modes.CTR(nonce)).encryptor()
    hidden = encrypt.update(content) + encrypt.finalize()
    once = Cipher(algorithms.AES(base64.b64decode(key["mac"]["k"])), modes.ECB()).encryptor()
    return (
        nonce + hidden + Poly1305.generate_tag(base64.b64decode(key["mac"]["r"]) + once.update(nonce), hidden)
    )


def _cat(desk, *words):
    done = subprocess.run(
        (desk.restic, "--no-cache", "--no-lock", "-r", desk.copy["location"], "cat", *words),
        env={**os.environ, **desk.copy["environment"]},
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)
