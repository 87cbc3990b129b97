"""A restic repository that is made to be destroyed, where a copy's own would be destroyed just so."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from drplan.adapters.agent import restic
from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.restic_call import Manner, ask
from drplan.adapters.agent.restic_writer import Writer

STILL_THERE = "it is still there"

_ONCE = Manner(waits=())
_OF_THE_SERVER = ("repository",)
"""What a fault is called that a server's refusal can be; a lost network or a lock is no refusal."""


def scratch_repository(place: Mapping[str, Any], location: str) -> Writer:
    """Return a repository elsewhere with a password of its own, asked with the credentials of ``place``."""
    environment = {**place["environment"], "RESTIC_PASSWORD": secrets.token_hex(16)}
    told = {name: value for name, value in place.items() if name != "quota"}
    return Writer(restic.target({**told, "location": location, "environment": environment}), _ONCE)


def fill(repository: Writer) -> str:
    """Make it, with one snapshot of one small file; returns the snapshot's id. Raises ``Fault``."""
    ask(repository.place, "init", manner=_ONCE)
    with tempfile.TemporaryDirectory(prefix="drplan-attack-") as folder:
        (Path(folder) / "nobody-needs-this").write_text(secrets.token_hex(32))
        return repository.backup(folder).snapshot


def destroyed(repository: Writer) -> tuple[bool, str]:
    """Make it, then ``forget`` and ``prune`` all of it; tell whether it shows nothing now, and why not."""
    try:
        snapshot = fill(repository)
    except Fault as fault:
        return False, f"no scratch repository could be made ({fault.kind})"
    try:
        ask(repository.place, "forget", "--prune", snapshot, manner=_ONCE)
    except Fault as fault:
        if fault.kind not in _OF_THE_SERVER:
            return False, f"forget --prune came to no answer ({fault.kind})"
    try:
        shown = repository.files("snapshots")
    except Fault as fault:
        return False, f"the scratch repository cannot be read any more ({fault.kind})"
    return (False, STILL_THERE) if snapshot in shown else (True, "")
