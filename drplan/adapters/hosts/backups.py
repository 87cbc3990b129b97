"""What a host is given to back itself up: when, and one request a data set with the secrets of its copies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from drplan.adapters.access import Access
from drplan.adapters.clock import SystemClock
from drplan.adapters.host_requests import protect_request
from drplan.declare import District, Server
from drplan.errors import SecretMissing
from drplan.plan.host_backups import BASELINE, HostBackup, Timetable, timetable
from drplan.ports import AssetResult, SecretReader

RESERVED = "backup/"
"""What the names of these secrets begin with: no declared name holds a slash."""

AT_ONCE = 2
"""Recovery points that one host makes at the same time: the machine has other work to do."""
WAIT_SECONDS = 6 * 3600
"""How long a run waits for its turn on the host."""
WAITS = (60, 600)
"""Seconds after which copies that could not be reached are tried again."""


class HostBackups:
    """What servers back up by themselves, worked out once from what is declared, as on the day ``today``.

    ``none``: nothing, whatever is declared.
    """

    def __init__(
        self,
        district: District,
        access: Access,
        secrets: SecretReader,
        *,
        today: date | None = None,
        none: bool = False,
    ) -> None:
        self._none = none
        self._district, self._access, self._secrets = district, access, secrets
        self._today = today or SystemClock().now().astimezone().date()
        self._known: Timetable | None = None

    def on(self, server: Server) -> tuple[HostBackup, ...]:
        """Return what a server is to back up by itself; nothing without the baseline."""
        if self._none or BASELINE not in server.baselines:
            return ()
        if self._known is None:
            self._known = timetable(self._district, self._today)
        return tuple(each for each in self._known.backups if each.server == server.name)

    def data(self, server: Server) -> list[dict[str, Any]]:
        """Return ``[{"data_set", "kind", "writes", "on_calendar"}]`` for ``host.data``: nothing is secret.

        ``writes`` are folders in which reading the source takes a lock.
        """
        return [
            {
                "data_set": each.data_set.name,
                "kind": each.data_set.source.kind,
                "writes": _writes(each.data_set.source.model_dump(mode="json")),
                "on_calendar": list(each.on_calendar),
            }
            for each in sorted(self.on(server), key=lambda each: each.data_set.name)
        ]

    def read(self, servers: Sequence[Server]) -> tuple[dict[str, dict[str, str]], dict[str, AssetResult]]:
        """Return each server's secrets by reserved name, and a result for each of which one is missing."""
        given, refused = {}, {}
        for server in servers:
            try:
                given[server.name] = dict(self._given(self.on(server)))
            except SecretMissing as error:
                why = f"{error.message} (next: {error.next_step})"
                refused[server.name] = AssetResult(asset=server.name, error=why)
        return given, refused

    def _given(self, backups: Iterable[HostBackup]) -> Iterator[tuple[str, str]]:
        """Yield each request whole, and each secret in it by itself, so that neither shows anywhere."""
        for each in backups:
            name = f"{RESERVED}{each.data_set.name}"
            request, hidden = protect_request(self._district, each, self._access, self._secrets)
            settings = {
                "limits": {"at_once": AT_ONCE, "wait_seconds": WAIT_SECONDS},
                "retry": {"waits": list(WAITS)},
            }
            yield name, json.dumps(request | settings, sort_keys=True)
            for number, secret in enumerate(hidden):
                yield f"{name}/{number}", secret


def _writes(source: Mapping[str, Any]) -> list[str]:
    if source["kind"] == "sqlite":
        return [str(PurePosixPath(source["path"]).parent)]
    return ["/var/lib/ldap"] if source["kind"] == "ldap" else []
