"""Where the agent keeps what is its own on a host, for its owner's eyes alone."""

from __future__ import annotations

import os
from typing import BinaryIO

MANIFEST = ".jsonl"
"""What a manifest's name ends with, and nothing else that is kept beside one."""


def manifest_path(scratch: str, data_set: str) -> str:
    """Return where a data set's manifest lies while it is backed up, and in its snapshots."""
    return f"{scratch}/manifests/{data_set}{MANIFEST}"


def plainly(path: str, flags: int) -> int:
    """Open a file that came from elsewhere, as an ``opener``: through no link, and waiting for no pipe."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)


def open_private(path: str) -> BinaryIO:
    """Open a file for writing that only its owner can read, and its folder likewise."""
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
