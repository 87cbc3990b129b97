"""The exact commands a runbook prints, built from the declaration. They are shown, never run."""

from __future__ import annotations

import shlex
from ipaddress import IPv4Address

from drplan.declare import (
    CommandProbe,
    District,
    FileProbe,
    HttpProbe,
    ObjectProbe,
    Probe,
    RouteProbe,
    SqlProbe,
)
from drplan.declare.lookup import account_named, device_named, server_named
from drplan.explain.words import without_password

RESTORE_VERBS = ("data-set", "host", "plan")
"""What may follow ``drplan restore`` and is no data set's name."""

_NOT_PLAIN = frozenset('"\\$`!')


def over_ssh(address: IPv4Address, remote: str) -> str:
    """Build the command line that has the shell of the host at ``address`` read ``remote``.

    Double quotes outside keep single quotes inside readable, where no character forbids it.
    """
    plain = "'" in remote and not _NOT_PLAIN & set(remote)
    return f"ssh {address} " + (f'"{remote}"' if plain else shlex.quote(remote))


def on_host(address: IPv4Address, *argv: str) -> str:
    """Build the command line that runs ``argv`` on the host at ``address``, quoted for both shells."""
    return over_ssh(address, shlex.join(argv))


def into_host(folder: str, name: str, address: IPv4Address, remote: str) -> str:
    """Build the command line that feeds the files called ``name`` below ``folder`` to ``remote`` there."""
    found = shlex.join(["find", folder, "-type", "f", "-name", name, "-exec", "cat", "{}", "+"])
    return f"{found} | {over_ssh(address, remote)}"


def apply_command(site: str, asset: str) -> str:
    """Build the command that holds one asset to its baselines; no calendar holds a recovery up."""
    words = ["drplan", "deploy", "apply", "--site", site, "--asset", asset]
    return shlex.join([*words, "--despite-freeze", "recovery"])


def restore_command(data_set: str, folder: str) -> str:
    """Build the command that brings one data set into a folder.

    A data set that is named as a verb of ``drplan restore`` needs the verb in front of it.
    """
    verb = ["data-set"] if data_set in RESTORE_VERBS else []
    return shlex.join(["drplan", "restore", *verb, data_set, "--to", folder])


def restore_host_command(host: str) -> str:
    """Build the command that brings a blank host back whole, but for the moment of its loss."""
    return shlex.join(["drplan", "restore", "host", host, "--lost-at"])


def probe_commands(probe: Probe, district: District) -> tuple[str, ...]:
    """Build what a person types to see what ``probe`` sees; raises ``UsageError`` for an unknown name."""
    match probe:
        case SqlProbe():
            address = server_named(district, probe.server).address
            psql = ("sudo", "-u", "postgres", "psql", "-At", "-d", probe.database, "-c", probe.query)
            return (on_host(address, *psql),)
        case FileProbe():
            address = server_named(district, probe.server).address
            return (on_host(address, "sudo", "grep", "-F", "-e", probe.contains, probe.path),)
        case HttpProbe():
            search = shlex.join(["grep", "-F", "-e", probe.contains])
            return (f"{shlex.join(['curl', '-fsS', without_password(probe.url)])} | {search}",)
        case ObjectProbe():
            region = account_named(district, probe.account).region
            copy = ["aws", "s3", "cp", f"s3://{probe.bucket}/{probe.key}", "-", "--region", region]
            return (shlex.join(copy),)
        case CommandProbe():
            address = server_named(district, probe.server).address
            return (on_host(address, "sudo", *probe.argv),)
        case RouteProbe():
            address = device_named(district, probe.seen_from).address
            return (on_host(address, "sudo", "vtysh", "-c", f"show ip route {probe.network}"),)


def probe_expectation(probe: Probe) -> str:
    """Say what the command of :func:`probe_commands` prints for a healthy service."""
    match probe:
        case SqlProbe():
            return f"It prints exactly: {probe.expect}"
        case FileProbe() | HttpProbe():
            return f"It prints a line that holds: {probe.contains}"
        case ObjectProbe() | CommandProbe():
            return f"What it prints holds: {probe.contains}"
        case RouteProbe():
            return f"It prints Routing entry for {probe.network} and, below that, Known via ospf."


def probe_title(probe: Probe) -> str:
    """Say what a probe looks at."""
    match probe:
        case SqlProbe():
            return f"Ask database {probe.database} on {probe.server}."
        case FileProbe():
            return f"Read {probe.path} on {probe.server}."
        case HttpProbe():
            return f"Fetch {without_password(probe.url)}."
        case ObjectProbe():
            return f"Read {probe.key} in bucket {probe.bucket} of {probe.account}."
        case CommandProbe():
            return f"Run {probe.argv[0]} on {probe.server}."
        case RouteProbe():
            return f"See from {probe.seen_from} that the route to {probe.network} is back."
