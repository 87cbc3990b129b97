"""What the worker is told: which hosts, how to reach them, which deploy files, what they may read."""

from __future__ import annotations

from collections.abc import Sequence
from os import devnull
from pathlib import Path
from typing import Any

from drplan.adapters.access import Access
from drplan.adapters.hosts.controls import read_controls
from drplan.adapters.hosts.declared import declared_on
from drplan.declare import District, Server, Site
from drplan.declare.hosts import host_data
from drplan.errors import SecretMissing
from drplan.ports import AssetResult, SecretReader

COMMAND_TIMEOUT = 900
"""Seconds that one command on a host may take: an installation over a slow line fits, a hung host ends."""

ANSWER_TIMEOUT = 15
"""Seconds that a host may take to speak SSH, and again to accept a key."""


def deploy_file(deploys: Path, baseline: str) -> Path:
    """Return the file of a baseline: ``backup-client`` is ``backup_client.py``."""
    return deploys / f"{baseline.replace('-', '_')}.py"


def deploy_files(deploys: Path, server: Server) -> list[Path]:
    """Return the files of a server's baselines, and what closes a run that held the first of them."""
    closing = deploys / "closing.py"
    files = [deploy_file(deploys, name) for name in server.baselines]
    return [*files, closing] if "baseline" in server.baselines and closing.is_file() else files


def missing_baselines(deploys: Path, servers: Sequence[Server]) -> dict[str, AssetResult]:
    """Return a result for each server that names a baseline nobody wrote."""
    refused = {}
    for server in servers:
        absent = [name for name in server.baselines if not deploy_file(deploys, name).is_file()]
        if absent:
            wanted = ", ".join(str(deploy_file(deploys, name)) for name in absent)
            refused[server.name] = AssetResult(asset=server.name, error=f"baseline has no file: {wanted}")
    return refused


def unknown_exceptions(deploys: Path, servers: Sequence[Server]) -> dict[str, AssetResult]:
    """Return a result for each server that has an exception from a control nobody wrote.

    Raises ``DeclarationError`` when the controls cannot be read.
    """
    known, refused = read_controls(deploys), {}
    for server in servers:
        unknown = [each.control for each in server.exceptions if each.control not in known]
        if unknown:
            wanted = ", ".join(unknown)
            refused[server.name] = AssetResult(
                asset=server.name,
                error=f"exception from no control: {wanted} (next: drplan deploy controls lists them)",
            )
    return refused


def read_secrets(
    servers: Sequence[Server], reader: SecretReader
) -> tuple[dict[str, dict[str, str]], dict[str, AssetResult]]:
    """Return each server's secrets by name, and a result for each server of which one cannot be read."""
    given, refused = {}, {}
    for server in servers:
        try:
            given[server.name] = {each.name: reader.read(each.secret) for each in server.secrets}
        except SecretMissing as error:
            why = f"{error.message} (next: {error.next_step})"
            refused[server.name] = AssetResult(asset=server.name, error=why)
    return given, refused


def build_request(
    deploys: Path, district: District, access: Access, servers: Sequence[Server]
) -> dict[str, Any]:
    """Return ``{"root", "hosts": [{"name", "files", "data"}]}``, ready for JSON; no secrets are in it."""
    return {
        "root": str(deploys.parent),
        "hosts": [
            {
                "name": server.name,
                "files": [str(file) for file in deploy_files(deploys, server)],
                "data": {
                    **host_data(_site_of(district, server), server),
                    **declared_on(district, server),
                    "logins": logins_on(district, server),
                    **ssh_data(access, server),
                },
            }
            for server in servers
        ],
    }


def logins_on(district: District, server: Server) -> list[dict[str, Any]]:
    """Return ``{"account", "title", "keys", "sudo"}`` for each role that has an account on a server."""
    roles = {role.name: role for role in district.roles}
    return [
        {
            "account": login.role,
            "title": roles[login.role].title,
            "keys": list(roles[login.role].keys),
            "sudo": login.sudo if login.sudo == "everything" else list(login.sudo),
        }
        for login in server.logins
        if login.role in roles
    ]


def ssh_data(access: Access, server: Server) -> dict[str, Any]:
    """Return how pyinfra's connector is to reach a host: host keys are always checked.

    What the access leaves open is left to the operator's own SSH configuration.
    """
    # Inside a lab hosts answer directly; its own SSH configuration leads outsiders in.
    given = {
        "ssh_user": access.ssh_user,
        "ssh_key": access.ssh_key,
        "ssh_config_file": devnull if access.namespace else access.ssh_config,
        "ssh_known_hosts_file": access.keys_of(server.address),
    }
    return {
        "ssh_strict_host_key_checking": "yes",
        "ssh_paramiko_connect_kwargs": {"banner_timeout": ANSWER_TIMEOUT, "auth_timeout": ANSWER_TIMEOUT},
        "_timeout": COMMAND_TIMEOUT,
        **{key: value for key, value in given.items() if value is not None},
    }


def _site_of(district: District, server: Server) -> Site:
    return next(site for site in district.sites if any(asset.name == server.name for asset in site.assets))
