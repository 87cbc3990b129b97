"""Pens: one control group for each lab process tree, so that exactly those can be found and ended.

All stand under one parent a lab, ``drplan-lab``. A killed ``lab up`` loses nothing: the kernel keeps the
list. On a machine with cgroup v1 or both, a pen is made in each hierarchy that systemd-nspawn would use.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from drplan.adapters.lab.tools import LAB_NAMESPACE, inside, spawn
from drplan.errors import LabError

PARENT = LAB_NAMESPACE
_V1 = {"name=systemd", "memory", "cpu", "cpuacct", "pids"}
_JOIN = 'while [ "$1" != -- ]; do echo 0 > "$1/cgroup.procs"; shift; done; shift; exec "$@"'


def hierarchies(mounts: str) -> list[Path]:
    """Return the cgroup mounts a pen is made in, the unified one first, from ``/proc/self/mounts``."""
    unified, old = [], []
    for line in mounts.splitlines():
        _, point, kind, options, *_ = line.split()
        if kind == "cgroup2":
            unified.append(Path(point))
        elif kind == "cgroup" and _V1 & set(options.split(",")):
            old.append(Path(point))
    return [*unified[:1], *dict.fromkeys(old)]


def _roots() -> list[Path]:
    return [root / PARENT for root in hierarchies(Path("/proc/self/mounts").read_text())]


def make(pen: str) -> list[Path]:
    """Make a pen and return its folders."""
    roots = _roots()
    if not roots:
        raise LabError("no cgroup v2 hierarchy is mounted", next_step="mount -t cgroup2 none /sys/fs/cgroup")
    folders = [root / pen for root in roots]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    return folders


def confine(memory: int, processes: int) -> list[str]:
    """Hold all pens of this lab together to so many bytes and processes; returns what could not be held.

    The kernel ends or refuses what goes beyond, and nothing else of the machine. Sources: cgroups(7), the
    kernel's cgroup-v2.rst and cgroup-v1/memory.rst.
    """
    wanted = {"memory": (("memory.max", "memory.limit_in_bytes"), memory), "pids": (("pids.max",), processes)}
    there = [root / file for root in _made() for files, _ in wanted.values() for file in files]
    not_held = []
    for what, (files, most) in wanted.items():
        found = [path for path in there if path.name in files and path.exists()]
        for path in found:
            path.write_text(str(most))
        if not found:
            not_held.append(what)
    return not_held


def _made() -> list[Path]:
    roots = _roots()
    for root in roots:
        root.mkdir(parents=True, exist_ok=True)
    return roots


def joined(pen: str, argv: Sequence[str]) -> list[str]:
    """Return ``argv`` as run by a shell that first moves itself into the pen."""
    return ["/bin/sh", "-c", _JOIN, "sh", *map(str, make(pen)), "--", *argv]


def start(
    pen: str,
    argv: Sequence[str],
    *,
    log: Path,
    namespace: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Start a long-lived process in a pen, apart from the caller's terminal, pipes and children."""
    command = joined(pen, inside(namespace, ["setsid", "--fork", *argv]))
    spawn(command, log=log, environment=environment or {})


def pids(pen: str = "") -> list[int]:
    """Return the processes in a pen, or in all of them.

    In a container the kernel shows 0 for what runs outside of it. To kill that number is to kill oneself.
    """
    found: list[int] = []
    for root in _roots()[:1]:
        # A host's services come and go meanwhile, and their groups with them: walk passes over those.
        for folder, _, _ in os.walk(root / pen):
            with contextlib.suppress(OSError):
                found += [pid for pid in map(int, Path(folder, "cgroup.procs").read_text().split()) if pid]
    return found


def empty(pen: str = "", *, within: float = 60) -> bool:
    """End every process in a pen at once (SIGKILL) and remove it; returns whether it was there.

    Raises ``LabError`` when processes outlive ``within`` seconds.
    """
    roots = [root / pen for root in _roots()]
    there = any(root.exists() for root in roots)
    deadline = time.monotonic() + within
    while living := pids(pen):
        if time.monotonic() > deadline:
            raise LabError(
                f"processes outlive SIGKILL: {living[:5]}",
                next_step="look at them with ps, then lab down again",
            )
        for pid in living:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)
    for root in roots:
        _remove(root, time.monotonic() + within)
    return there


def _remove(root: Path, deadline: float) -> None:
    """Remove a cgroup folder, its children first: the files in it are the kernel's and go with it.

    What was killed may hold it for a while on a busy machine. Raises ``LabError`` after the ``deadline``.
    """
    for folder, _, _ in os.walk(root, topdown=False):
        while Path(folder).exists():
            try:
                Path(folder).rmdir()
            except OSError as error:
                if time.monotonic() > deadline:
                    raise LabError(
                        f"{folder} cannot be removed: {error.strerror}",
                        next_step="wait until the machine is less busy, then lab down again",
                    ) from error
                time.sleep(0.02)
