"""One request in, one answer out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from . import (
    artefact,
    cluster,
    command,
    directory,
    exports,
    kept,
    mariadb,
    oneroster,
    paths,
    postgres,
    snapshots,
    sqlite,
)
from .fault import Fault

VERBS: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "open": snapshots.open_repository,
    "points": snapshots.points,
    "protect-paths": paths.protect,
    "recover-paths": paths.recover,
    "restore-to": paths.restore_to,
    "protect-postgres": postgres.protect,
    "recover-postgres": postgres.recover,
    "protect-postgres-cluster": cluster.protect,
    "recover-postgres-cluster": cluster.recover,
    "protect-mariadb": mariadb.protect,
    "recover-mariadb": mariadb.recover,
    "protect-ldap": directory.protect,
    "recover-ldap": directory.recover,
    "protect-sqlite": sqlite.protect,
    "recover-sqlite": sqlite.recover,
    "protect-command": command.protect,
    "recover-command": command.recover,
    "protect-tenant-export": exports.protect,
    "recover-tenant-export": paths.recover,
    "protect-oneroster": oneroster.protect,
    "recover-oneroster": oneroster.recover,
    "protect-artefact": artefact.protect,
    "read-artefact": artefact.read,
}


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """Do what the request asks; a fault, or the operating system's refusal, is an answer too."""
    try:
        done = VERBS[request["verb"]](request)
    except Fault as fault:
        return {"error": {"kind": fault.kind, "message": str(fault)}}
    except OSError as error:
        return {"error": {"kind": "source", "message": str(error)}}
    if request["verb"].startswith("protect-"):
        kept.note(request, done)
    return {"answer": done}


def main() -> None:
    """Read the request from standard input, write the answer to standard output."""
    json.dump(answer(json.load(sys.stdin)), sys.stdout)
