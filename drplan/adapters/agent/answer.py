"""One request in, one answer out."""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from . import kept
from .fault import Fault
from .turns import alone

VERBS = {
    "open": "snapshots.open_repository",
    "points": "listing.points",
    "all-points": "listing.all_points",
    "protect-paths": "paths.protect",
    "recover-paths": "paths.recover",
    "manifest": "snapshot_read.tell",
    "restore-to": "paths.restore_to",
    "protect-postgres": "postgres.protect",
    "recover-postgres": "postgres.recover",
    "protect-postgres-cluster": "cluster.protect",
    "recover-postgres-cluster": "cluster.recover",
    "protect-mariadb": "mariadb.protect",
    "recover-mariadb": "mariadb.recover",
    "protect-ldap": "directory.protect",
    "recover-ldap": "directory.recover",
    "protect-sqlite": "sqlite.protect",
    "recover-sqlite": "sqlite.recover",
    "protect-command": "command.protect",
    "recover-command": "command.recover",
    "protect-tenant-export": "exports.protect",
    "recover-tenant-export": "exports.recover",
    "protect-oneroster": "exports.protect",
    "recover-oneroster": "exports.recover",
    "protect-moodle": "exports.protect",
    "recover-moodle": "exports.recover",
    "protect-artefact": "artefact.protect",
    "read-artefact": "artefact.read",
    "prove-scratch": "prove.scratch",
    "prove-stream": "prove.stream",
}
"""Where each is done: only that module is loaded, for a host compiles the agent anew each time."""

_RUN_WORDS = 3


def do(request: Mapping[str, Any]) -> Any:
    """Do what the request asks, with nobody kept from doing the same; raises ``Fault``."""
    module, name = VERBS[request["verb"]].split(".")
    return getattr(import_module(f".{module}", __package__), name)(request)


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """Do what the request asks; a fault, or the operating system's refusal, is an answer too.

    So is what stands in a repository, a manifest or an export in a form that nobody foresaw: whoever wrote it
    may have meant the reader to stumble. It is never good news, and no data set is left without an answer.
    """
    try:
        done = _in_turn(request)
    except Fault as fault:
        return {"error": {"kind": fault.kind, "message": str(fault)}}
    except OSError as error:
        return {"error": {"kind": "source", "message": str(error)}}
    except Exception as error:  # noqa: BLE001 - whatever a forged file makes a reader raise
        return {"error": {"kind": "unforeseen", "message": _unforeseen(error)}}
    if request["verb"].startswith("protect-"):
        kept.note(request, done)
    return {"answer": done}


def _unforeseen(error: Exception) -> str:
    """Say where it happened, and nothing of what was read: that may be a secret or a person's."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{os.path.basename(at.filename)}:{at.lineno}"
    return f"what was read there is not of a known form ({type(error).__name__} at {where})"


def _in_turn(request: Mapping[str, Any]) -> Any:
    if not request["verb"].startswith(("protect-", "recover-")):
        return do(request)
    with alone(request["scratch"], request["data_set"]):
        return do(request)


def main() -> None:
    """Read the request from standard input, write the answer to standard output, whole; or ``run FILE``.

    What systemd stops (SIGTERM) ends like a Ctrl-C: restic first, so that no lock stays behind.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if len(sys.argv) == _RUN_WORDS and sys.argv[1] == "run":
        from .unattended import run

        sys.exit(run(sys.argv[2], do))
    try:
        said = answer(json.load(sys.stdin))
    except KeyboardInterrupt:
        said = {"error": {"kind": "cancelled", "message": "the agent was told to stop"}}
    sys.stdout.write(json.dumps(said))
