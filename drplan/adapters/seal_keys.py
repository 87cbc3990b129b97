"""Whose signatures on manifests are believed: the host's own key, or this district's evidence key."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from drplan.adapters.access import Access
from drplan.adapters.keys import NAME, RETIRED, KeyFile
from drplan.adapters.known_hosts import read_pinned
from drplan.adapters.ssh_agent import SETTING, AgentKey
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
        """Return the path of what ``ssh-keygen -Y sign -f`` takes: the evidence key, or its public half.

        The public half where an ssh-agent holds the key. Nothing where there is none, or no agent answers:
        manifests go unsigned then, for a backup without a signature is better than none.
        """
        if setting := os.environ.get(SETTING):
            with contextlib.suppress(DrplanError):
                return str(self._public_half(AgentKey.find(setting)))
            return None
        path = self._keys / NAME
        return str(path) if path.is_file() else None

    def _public_half(self, key: AgentKey) -> Path:
        self._keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._keys / f"{NAME}.agent.pub"
        path.write_text(f"{_line(key)}\n")
        return path

    def signers(self, source: Source) -> list[str]:
        """Return the public keys (``ssh-ed25519 AAAA…``) that the machine which reads a source is known by.

        A host is known by the file that its SSH connections are checked by. It may have had another key when
        the recovery point was made: the caller is told so, and no more.
        """
        server = host_of(source)
        if server is None:
            return list(dict.fromkeys(_line(key) for key in self._district_keys()))
        address = str(server_named(self._district, server).address)
        pinned = read_pinned(Path(file)) if (file := self._access.keys_of(address)) else ()
        return [
            f"{KEY_TYPE} {each.key.blob}"
            for each in pinned
            if each.key.kind == KEY_TYPE and address in each.names
        ]

    def _district_keys(self) -> Iterator[KeyFile | AgentKey]:
        """Yield the present key, and those that were handed over and that nobody else had."""
        with contextlib.suppress(DrplanError):
            setting = os.environ.get(SETTING)
            yield AgentKey.find(setting) if setting else KeyFile.load(self._keys)
        for retired in sorted(self._keys.glob(f"{RETIRED}*")):
            with contextlib.suppress(DrplanError):
                yield KeyFile.read(retired)


def _line(key: KeyFile | AgentKey) -> str:
    """Return a public key as ``ssh-keygen`` writes it."""
    return " ".join(key.allowed_signer().split()[-2:])
