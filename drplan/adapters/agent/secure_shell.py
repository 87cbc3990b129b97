"""How restic's ssh reaches an SFTP server: with one key, known by one key, and no account's own files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

_ALIAS = "repository"
_STRICT = (
    *("-F", "none"),
    *("-o", "BatchMode=yes"),
    *("-o", "IdentitiesOnly=yes"),
    *("-o", "StrictHostKeyChecking=yes"),
    *("-o", "GlobalKnownHostsFile=/dev/null"),
    *("-o", f"HostKeyAlias={_ALIAS}"),
    *("-o", "ConnectTimeout=10"),
    # A server that goes away is noticed after a minute, not after restic's own 12 hours.
    *("-o", "ServerAliveInterval=20"),
)


@contextmanager
def secure_shell(key: str, known: str) -> Iterator[tuple[str, ...]]:
    """Keep the keys in files of this process's own while restic runs, and yield restic's words for them."""
    if not key:
        yield ()
        return
    with tempfile.TemporaryDirectory(prefix="drplan-ssh-") as folder:
        private = _write(folder, "key", key)
        hosts = _write(folder, "known_hosts", f"{_ALIAS} {known}")
        words = (*_STRICT, "-o", f"UserKnownHostsFile={hosts}", "-i", private)
        yield ("-o", f"sftp.args={' '.join(words)}")


def _write(folder: str, name: str, content: str) -> str:
    path = os.path.join(folder, name)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(content.rstrip("\n") + "\n")
    return path
