"""Who may sign in a pack: one ``allowed_signers`` out of those that lie beside each chain."""

from __future__ import annotations

from collections.abc import Iterable

from drplan.record.signers import read_signers
from drplan.record.sshsig import KEY_TYPE, PACK_NAMESPACE


def merged_signers(files: Iterable[bytes]) -> bytes:
    """Return one file out of many: of each key the lines of the first file that names it.

    The first file is the drills': what it limits, a plain line beside another chain does not let in again.
    """
    merged: list[str] = []
    known: set[str] = set()
    for data in files:
        lines = [line for line in data.decode(errors="replace").splitlines() if _key(line)]
        merged += dict.fromkeys(line for line in lines if _key(line) not in known)
        known |= {_key(line) for line in lines}
    return "".join(f"{line}\n" for line in merged).encode()


def may_sign_packs(data: bytes, public: bytes) -> bool:
    """Say whether these lines name the key for packs, at whatever time."""
    return any(each.public == public for each in read_signers(data, PACK_NAMESPACE))


def _key(line: str) -> str:
    words = line.split()
    return words[words.index(KEY_TYPE) + 1] if KEY_TYPE in words[:-1] else ""
