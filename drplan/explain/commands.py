"""The exact commands a runbook prints, built from the declaration. They are shown, never run."""

from __future__ import annotations

import shlex
from ipaddress import IPv4Address

RESTORE_VERBS = ("bucket", "data-set", "host", "instance", "plan", "secrets", "table")
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
