"""The key that masks are made with: random, this machine's own, and for its account's eyes alone.

Who has it can try guesses of a secret against its mask; nobody can read a mask with it. Losing it makes all
masks new, and for one run nobody can tell which secrets changed.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from drplan.errors import HistoryError

NAME = "mask"
_BYTES = 32


def mask_key(keys: Path) -> bytes:
    """Return the key in the folder ``keys``, made when there is none. Raises ``HistoryError``."""
    path = keys / NAME
    try:
        keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        raise HistoryError(
            f"the key that masks secrets cannot be read at {path}: {error.strerror}",
            next_step="see the folder's owner and permissions",
        ) from error
    if len(key) != _BYTES:
        raise HistoryError(
            f"the key that masks secrets at {path} holds {len(key)} bytes, not {_BYTES}",
            next_step="put it back from a backup, or remove it: then all masks are made anew",
        )
    return key


def _make(path: Path) -> None:
    """Write a new key whole; raises ``FileExistsError`` when there is one, or another run was faster."""
    if path.exists():
        raise FileExistsError(path)
    beside = path.with_name(f".{NAME}.{os.getpid()}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)
    finally:
        beside.unlink()
