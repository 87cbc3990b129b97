"""Signing manifests with the host's own SSH key, and checking that on the way back.

``ssh-keygen -Y`` (ssh-keygen(1), OpenSSH's PROTOCOL.sshsig) on every machine: an SSH server has it, and the
standard library signs nothing.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import tempfile
from collections.abc import Sequence

from .fault import Fault
from .places import open_private

HOST_KEY = "/etc/ssh/ssh_host_ed25519_key"
"""What a host signs with unless its request names another key, or ``None``."""

NAMESPACE = "drplan-manifest"
UNCHECKED = "signature not checked: "
"""What a note begins with where there is nothing to check a signature by."""
UNTRUSTED = "signature not trusted: "
"""What it begins with where the machine's key is known, and the signature is not by it."""
_SECONDS = 30
_SIGNER = "drplan"
_GOOD = re.compile(r"key (SHA256:\S+)")


def seal(manifest_file: str, key: str | None) -> str:
    """Sign a manifest with a private key's file, when there is one, and return the signature's path.

    The file is there in any case, for restic finds the snapshot before by the paths it held; empty, it says
    that there was no key to sign with, or none that could. The record of a restore tells that.
    """
    path = f"{manifest_file}.sig"
    signature = _sign(manifest_file, key) if key and os.path.isfile(key) else b""
    if _content(path) != signature:
        with open_private(path) as file:
            file.write(signature)
    return path


def seal_all(manifest_files: Sequence[str], key: str | None) -> None:
    """Sign many with one start of the program; one that cannot be signed has an empty signature."""
    for each in manifest_files:
        seal(each, None)
    if not (key and os.path.isfile(key)):
        return
    with tempfile.TemporaryDirectory(prefix="drplan-seal-") as folder:
        names = {os.path.join(folder, str(number)): each for number, each in enumerate(manifest_files)}
        for name, each in names.items():
            os.symlink(os.path.abspath(each), name)
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(
                ("ssh-keygen", "-Y", "sign", "-q", "-f", key, "-n", NAMESPACE, *names),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                timeout=_SECONDS,
                env=_environment(),
                start_new_session=True,
            )
        for name, each in names.items():
            with open_private(f"{each}.sig") as file:
                file.write(_content(f"{name}.sig") or b"")


def check(manifest: bytes, signature: bytes, signers: Sequence[str], *, may_lack: bool = False) -> list[str]:
    """See that a manifest is what was signed; returns what could not be seen, as notes for the record.

    ``signers`` are public keys (``ssh-ed25519 AAAA…``), known to be those of the machine that made it.
    ``may_lack``: the key may be younger than the manifest. A signature that is not over this manifest
    is a ``Fault``: one of the two was altered.
    """
    if not signature.strip():
        expected = bool(signers) and not may_lack
        return [f"{UNTRUSTED if expected else UNCHECKED}the manifest is not signed"]
    with tempfile.TemporaryDirectory(prefix="drplan-seal-") as folder:
        path = _write(folder, "sig", signature)
        said = _keygen(("check-novalidate", "-n", NAMESPACE, "-s", path), manifest)
        if said is None:
            raise Fault("source", "the manifest's signature does not fit it: one of them was altered")
        known = _write(folder, "signers", "".join(f"{_SIGNER} {key}\n" for key in signers).encode())
        words = ("verify", "-f", known, "-I", _SIGNER, "-n", NAMESPACE, "-s", path)
        if _keygen(words, manifest) is not None:
            return []
    maker = _GOOD.search(said)
    shown = maker[1] if maker else "a key"
    if not signers:
        return [f"{UNCHECKED}it is by {shown}, and no key of the machine that made it is known"]
    return [f"{UNTRUSTED}it is by {shown}, which is not a known key of the machine that made it"]


def _sign(manifest_file: str, key: str) -> bytes:
    """Return the signature; nothing when it cannot be made, for a backup without one is better than none."""
    with open(manifest_file, "rb") as file, contextlib.suppress(OSError, subprocess.TimeoutExpired):
        done = subprocess.run(
            ("ssh-keygen", "-Y", "sign", "-q", "-f", key, "-n", NAMESPACE),
            stdin=file,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env=_environment(),
            start_new_session=True,
        )
        if done.returncode == 0:
            return done.stdout
    return b""


def _keygen(words: Sequence[str], manifest: bytes) -> str | None:
    """Return what ssh-keygen says of a signature that holds, else nothing."""
    done = subprocess.run(
        ("ssh-keygen", "-Y", *words),
        input=manifest,
        capture_output=True,
        check=False,
        timeout=_SECONDS,
        env=_environment(),
    )
    return done.stdout.decode(errors="replace") if done.returncode == 0 else None


def _environment() -> dict[str, str]:
    """Return an environment in which nobody is asked for a passphrase; an agent may hold the key."""
    told = {name: os.environ[name] for name in ("SSH_AUTH_SOCK",) if name in os.environ}
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "LC_ALL": "C",
        "SSH_ASKPASS_REQUIRE": "never",
        **told,
    }


def _write(folder: str, name: str, content: bytes) -> str:
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(content)
    return path


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
