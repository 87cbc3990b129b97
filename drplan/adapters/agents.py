"""Asking the agent, here or on a host, and raising its faults as our errors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from drplan.adapters.access import Access
from drplan.adapters.agent.answer import answer
from drplan.adapters.agent_answers import see_answer
from drplan.adapters.bounded import available_memory
from drplan.adapters.ssh import MOST, Ran, run_on
from drplan.declare.assets import Server
from drplan.errors import (
    DrplanError,
    QuotaReached,
    RepositoryAbsent,
    RepositoryError,
    RepositoryLocked,
    SourceError,
    ToolMissing,
    Unreachable,
    WrongPassword,
)

_SHARE = 8
"""How much more memory an answer takes once it is read: about five times its bytes, and some room."""

AGENT = "/usr/local/lib/drplan/agent.pyz"

_ERRORS: dict[str, tuple[type[DrplanError], str]] = {
    "repository-absent": (RepositoryAbsent, "make the repositories: drplan backup init"),
    "repository-locked": (RepositoryLocked, "find who holds the lock, then restic unlock"),
    "wrong-password": (WrongPassword, "see that the repository's password reference leads to its password"),
    "repository-damaged": (
        RepositoryError,
        "name what is damaged: drplan backup check --all; then mend this copy: docs/how-to-mend-a-copy.md",
    ),
    "repository-refuses": (
        RepositoryError,
        "see in its server's log why: mostly its disk is full; make room there, then run the backup again",
    ),
    "repository": (RepositoryError, "look at the repository with: drplan backup status"),
    "quota": (QuotaReached, "agree on a larger quota with its keeper, or keep less: drplan backup retain"),
    "unreachable": (Unreachable, "see that the repository's server runs and that the network reaches it"),
    "cancelled": (RepositoryError, "it was stopped on the way: start it again"),
    "tool": (ToolMissing, "make setup on this machine; on a host: drplan deploy apply --asset NAME"),
    "source": (SourceError, "look at the data set on its host"),
    "source-down": (SourceError, "start the data set's own server on its host, then run the backup again"),
    "source-refused": (SourceError, "let root of the host in, as the server's baseline does"),
    "source-empty": (SourceError, "see on its host whether this is still where the data lies"),
    "source-broken-off": (SourceError, "see in its server's journal why it ended, then run the backup again"),
    "source-not-whole": (SourceError, "find out on its host why it is not whole; no recovery point was made"),
    "not-as-kept": (SourceError, "take another copy or an older recovery point, and check this repository"),
    "too-slow": (Unreachable, "give this copy a time of its own, or see why its repository is slow"),
    "tool-missing": (SourceError, "put the server's baseline on this host: drplan deploy apply"),
    "busy": (SourceError, "let it end: on its host, systemctl list-units 'drplan-backup@*' says what runs"),
    "request": (SourceError, "report this as a bug of drplan"),
    "unforeseen": (SourceError, "take another copy or an older recovery point, and report this line"),
}


def ask_here(request: Mapping[str, Any]) -> Any:
    """Have this machine do it."""
    return _result(answer(request), "")


def ask_on(access: Access, server: Server, request: Mapping[str, Any]) -> Any:
    """Have a host do it, as root. The request, with its secrets, goes over standard input only.

    What was recovered is told entry by entry, so that answer may take a share of this machine's free memory.
    """
    ran = run_on(
        access,
        server,
        ("sudo", "-n", "python3", "-I", AGENT),
        stdin=json.dumps(request).encode(),
        most=max(MOST, available_memory() // _SHARE),
    )
    return heard(ran, server, str(request["verb"]))


def heard(ran: Ran, server: Server, verb: str) -> Any:
    """Return what the agent on a host answered; raises its faults, and ``SourceError`` for no such answer.

    A host may have been taken over: what it sends is held against the form of the verb's answers.
    """
    try:
        said = json.loads(ran.out)
    except (ValueError, RecursionError):
        last = ran.err.splitlines()[-1] if ran.err else f"exit {ran.code}"
        raise SourceError(
            f"the drplan agent on {server.name} did not answer: {last}",
            next_step=f"put it there: drplan deploy apply --asset {server.name}",
        ) from None
    return see_answer(_result(said, f"{server.name}: "), verb, server.name)


def _result(said: Any, where: str) -> Any:
    if isinstance(said, dict) and "answer" in said:
        return said["answer"]
    raise fault_of(said.get("error") if isinstance(said, dict) else said, where)


def fault_of(said: Any, where: str) -> DrplanError:
    """Return the agent's fault as an error of ours; ``where`` is put before its message."""
    told = said if isinstance(said, dict) else {}
    kind, next_step = _ERRORS.get(str(told.get("kind")), _ERRORS["unforeseen"])
    return kind(f"{where}{told.get('message', 'it gives an answer in no known form')}", next_step=next_step)
