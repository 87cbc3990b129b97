"""How this machine reaches a district's assets: as an operator does, or inside a lab.

A lab writes ``access.json`` into its folder while it is up. Whoever finds it acts in the lab and nowhere
else: a rehearsal can then never touch production by a forgotten flag.
"""

from __future__ import annotations

import ctypes
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

_CLONE_NEWNET = 0x40000000


@dataclass(frozen=True)
class Access:
    """What a command needs to reach assets.

    ``namespace`` is a network namespace's path to work in. ``environment`` is added to the process's own
    (secrets included: the file is readable by its owner only). ``locations`` maps a declared repository
    location to the one that serves here.
    """

    where: Literal["production", "lab", "loopback lab"] = "production"
    site: str | None = None
    namespace: str | None = None
    ssh_user: str | None = None
    ssh_key: str | None = None
    ssh_config: str | None = None
    known_hosts: str | None = None
    environment: dict[str, str] = field(default_factory=dict)
    locations: dict[str, str] = field(default_factory=dict)


def access_file(state: Path) -> Path:
    """Return where a lab that is up says so."""
    return state / "lab" / "access.json"


def read_access(state: Path) -> Access:
    """Return the lab's access while one is up, else production's."""
    try:
        return Access(**json.loads(access_file(state).read_text()))
    except FileNotFoundError:
        return Access()


def write_access(state: Path, access: Access) -> None:
    """Keep it for its owner's eyes, whole or not at all."""
    target = access_file(state)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(".new")
    beside.touch(mode=0o600)
    beside.write_text(json.dumps(asdict(access), indent=1))
    beside.replace(target)


def enter(access: Access) -> None:
    """Move this process into the lab's network namespace and give it the lab's environment.

    Must run before the process starts threads: a namespace belongs to a thread. The mount namespace
    stays, so cgroups remain in sight.
    """
    os.environ.update(access.environment)
    if access.namespace is None:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    with Path(access.namespace).open("rb") as handle:
        if libc.setns(handle.fileno(), _CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns", access.namespace)
