"""Holds servers to their baselines through workers: gevent patches a whole process, never this one.

A worker is told what to do as one JSON document and answers with one JSON line a host. The deploy files are
pyinfra's own kind; the same files run under its command.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from drplan.adapters.access import Access
from drplan.adapters.hosts.backups import HostBackups
from drplan.adapters.hosts.reply import read_reply
from drplan.adapters.hosts.request import (
    build_request,
    missing_baselines,
    read_secrets,
    unknown_exceptions,
)
from drplan.adapters.hosts.standby import Standby
from drplan.adapters.secrets import SecretStore
from drplan.declare import District, Server
from drplan.errors import UsageError
from drplan.ports import AnyAsset, AssetResult, SecretReader


class HostsEnforcer:
    """Implements :class:`drplan.ports.Enforcer` for servers.

    ``deploys`` is the folder of deploy files. ``extra`` is added to every host's ``host.data``: plain values
    that JSON can carry, no secrets. ``secrets`` follows the references that servers and the copies of their
    data declare; a host gets its own on the worker's standard input, beside ``host.data``. ``workers`` work
    in the folder that holds ``deploys``. Hosts are made to back themselves up unless ``backed_up`` is false.
    """

    def __init__(
        self,
        deploys: Path,
        district: District,
        access: Access,
        workers: Standby,
        extra: Mapping[str, object],
        *,
        secrets: SecretReader | None = None,
        backed_up: bool = True,
    ) -> None:
        self._deploys = deploys.absolute()
        self._district = district
        self._access = access
        self._workers = workers
        self._extra = dict(extra)
        self._secrets = secrets or SecretStore()
        self._backups = HostBackups(district, access, self._secrets, none=not backed_up)

    def plan(self, assets: Sequence[AnyAsset]) -> Sequence[AssetResult]:
        """Say what would change on each host; changes nothing there."""
        return self._enforce(_servers(assets), dry=True)

    def apply(self, assets: Sequence[AnyAsset]) -> Sequence[AssetResult]:
        """Change what differs on each host, all hosts at the same time."""
        return self._enforce(_servers(assets), dry=False)

    def _enforce(self, servers: Sequence[Server], *, dry: bool) -> tuple[AssetResult, ...]:
        given, unread = read_secrets(servers, self._secrets)
        requests, unreadable = self._backups.read(servers)
        refused = unread | unreadable
        refused |= unknown_exceptions(self._deploys, servers) | missing_baselines(self._deploys, servers)
        tried = [server for server in servers if server.name not in refused]
        answers = dict(refused)
        if tried:
            request = build_request(self._deploys, self._district, self._access, tried)
            for host, server in zip(request["hosts"], tried, strict=True):
                host["data"].update(self._extra, backups=self._backups.data(server))
                host["secrets"] = given[server.name] | requests[server.name]
            reply = self._workers.ask(request | {"dry": dry})
            answers.update(read_reply(reply, [server.name for server in tried], dry=dry))
        return tuple(answers[server.name] for server in servers)


def _servers(assets: Sequence[AnyAsset]) -> tuple[Server, ...]:
    """Refuse what is no server: whoever dispatches by kind sends only servers here."""
    for asset in assets:
        if not isinstance(asset, Server):
            raise UsageError(f"{asset.name} is not a server", next_step="ask the enforcer of its kind")
    return tuple(asset for asset in assets if isinstance(asset, Server))
