"""The file ``SHA256SUMS``: what ``sha256sum -c`` reads, in one order and one form."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache

from drplan.errors import EvidenceError

SUMS = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.sig"
RECORD = "record.json"

_LINE = re.compile(r"([0-9a-f]{64})  (.+)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")


def sha256(data: bytes) -> str:
    """Return the SHA-256 of ``data`` in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def write_sums(sums: Mapping[str, str]) -> bytes:
    """Return ``SHA256SUMS`` for names (relative, ``/`` between parts) and their SHA-256 in hexadecimal.

    Raises ``EvidenceError`` for a name that ``sha256sum`` would escape, or that leaves the folder.
    """
    return b"".join(f"{digest}  {see_name(name)}\n".encode() for name, digest in sorted(sums.items()))


def read_sums(data: bytes) -> dict[str, str]:
    """Return names and sums; raises ``EvidenceError`` unless ``data`` is as ``write_sums`` writes it."""
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError as error:
        raise _refused("is not UTF-8") from error
    found = [_LINE.fullmatch(line) for line in lines[:-1]]
    sums = {match[2]: match[1] for match in found if match}
    if not sums or write_sums(sums) != data:
        raise _refused("is not a sorted list of sums in the form of sha256sum")
    return sums


@lru_cache(maxsize=1024)
def see_name(name: str) -> str:
    """Return the name if a drill's folder may hold it; raises ``EvidenceError``."""
    parts = name.split("/")
    if name in {SUMS, SIGNATURE, "-"} or any(part in {"", ".", ".."} for part in parts):
        raise _refused(f"cannot list the name {name!r}: it is reserved or leaves the folder")
    if _CONTROL.search(name) or not _is_utf8(name):
        raise _refused(f"cannot list the name {name!r}: it has a control character, a backslash or no UTF-8")
    return name


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refused(what: str) -> EvidenceError:
    return EvidenceError(
        f"{SUMS} {what}",
        next_step="take the folder back from git or a copy, or rename the file that is to be kept",
    )
