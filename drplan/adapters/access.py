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

from drplan.adapters.known_hosts import holds
from drplan.errors import LabError

_CLONE_NEWNET = 0x40000000


@dataclass(frozen=True)
class Access:
    """What a command needs to reach assets.

    ``namespace`` is a network namespace's path to work in. ``environment`` is added to the process's own
    (secrets included: the file is readable by its owner only). ``locations`` maps a declared repository
    location to the one that serves here. ``known_hosts`` alone says which host keys are believed, as in a
    lab; else ``pinned``, the project's own file, speaks for the hosts that it holds.
    """

    where: Literal["production", "lab", "loopback lab"] = "production"
    site: str | None = None
    namespace: str | None = None
    ssh_user: str | None = None
    ssh_key: str | None = None
    ssh_config: str | None = None
    known_hosts: str | None = None
    pinned: str | None = None
    environment: dict[str, str] = field(default_factory=dict)
    locations: dict[str, str] = field(default_factory=dict)

    def keys_of(self, address: object) -> str | None:
        """Return the file that alone is believed for an address; ``None``: the operator's own settings."""
        if self.known_hosts is not None or self.pinned is None:
            return self.known_hosts
        return self.pinned if holds(Path(self.pinned), str(address)) else None


def access_file(state: Path) -> Path:
    """Return where a lab that is up says so."""
    return state / "lab" / "access.json"


def read_access(state: Path) -> Access:
    """Return the lab's access while one is up, else production's.

    Raises ``LabError`` when a lab is up that this user may not enter: production is never the way out.
    """
    path = access_file(state)
    try:
        return Access(**json.loads(path.read_text()))
    except FileNotFoundError:
        return Access()
    except (OSError, ValueError, TypeError) as error:
        raise LabError(
            f"a lab is up, and {path} cannot be read: {type(error).__name__}",
            next_step="run this as the user who raised the lab, or take it down: drplan lab down",
        ) from error


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
    stays, so cgroups remain in sight. Raises ``LabError`` when the namespace cannot be entered.
    """
    if access.namespace is not None:
        _enter_network(access.namespace)
    os.environ.update(access.environment)


def _enter_network(namespace: str) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        handle = os.open(namespace, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise LabError(
            f"the lab's network is gone: {namespace}", next_step="run drplan lab down, then lab up"
        ) from error
    try:
        if libc.setns(handle, _CLONE_NEWNET) != 0:
            raise LabError(
                f"the lab's network cannot be entered: {os.strerror(ctypes.get_errno())}",
                next_step="run this as root, who raised the lab",
            )
    finally:
        os.close(handle)
