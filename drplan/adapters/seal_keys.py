"""Whose signatures on manifests are believed: the host's own key, or this district's evidence key."""

from __future__ import annotations

import contextlib
from pathlib import Path

from drplan.adapters.access import Access
from drplan.adapters.keys import NAME, KeyFile
from drplan.adapters.known_hosts import read_pinned
from drplan.declare.data import Source
from drplan.declare.district import District
from drplan.declare.lookup import server_named
from drplan.errors import DrplanError
from drplan.plan.restorable import host_of
from drplan.record.sshsig import KEY_TYPE


class SealKeys:
    """What signs manifests made here, and the public keys that manifests on their way back are checked by."""

    def __init__(self, district: District, access: Access, keys: Path) -> None:
        self._district, self._access, self._keys = district, access, keys

    def own(self) -> str | None:
        """Return the path of the evidence key; nothing while there is none: manifests go unsigned then."""
        path = self._keys / NAME
        return str(path) if path.is_file() else None

    def signers(self, source: Source) -> list[str]:
        """Return the public keys (``ssh-ed25519 AAAA…``) that the machine which reads a source is known by.

        A host is known by the file that its SSH connections are checked by. It may have had another key when
        the recovery point was made: the caller is told so, and no more.
        """
        server = host_of(source)
        if server is None:
            with contextlib.suppress(DrplanError):
                return [" ".join(KeyFile.load(self._keys).allowed_signer().split()[-2:])]
            return []
        address = str(server_named(self._district, server).address)
        pinned = read_pinned(Path(file)) if (file := self._access.keys_of(address)) else ()
        return [
            f"{KEY_TYPE} {each.key.blob}"
            for each in pinned
            if each.key.kind == KEY_TYPE and address in each.names
        ]
