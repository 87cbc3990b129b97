"""The Debian packages that the lab needs: root installs those missing, anyone else is told the command.

Their services are for the lab's hosts, not for this machine: none is started here, none is enabled.
"""

from __future__ import annotations

import runpy
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from scripts.setup_guard import keep_services_still, leave_disabled
from scripts.setup_words import ROOT, SetupFailed, is_root, run, say

PROGRAMS = ROOT / "drplan" / "adapters" / "programs.py"
"""Read by path: drplan itself cannot be imported before its packages are there."""

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
KEYRING_PACKAGE = "debian-archive-keyring"
"""Every Debian has it. Ubuntu has it as a package, and can check with it what comes from Debian."""


def ensure() -> None:
    """Install what is missing when root; else say what is missing, why, and how to get it."""
    programs, find = _known()
    needed = missing(programs, find)
    if not KEYRING.exists():
        needed[KEYRING_PACKAGE] = "check what the lab's image is made of"
    if not needed:
        say("Debian packages for the lab are there")
    elif not shutil.which("apt-get"):
        say(f"not a Debian machine: no lab here (it needs {', '.join(needed)})")
    elif is_root():
        install(needed)
    else:
        tell(needed, "the lab needs", "scripts.setup_debian")


def needed_without_lab() -> dict[str, str]:
    """Return the missing packages that even a demo without hosts and routers cannot do without."""
    programs, find = _known()
    return missing([each for each in programs if not each.lab_only], find)


def _known() -> tuple[Iterable[Any], Callable[[str], str | None]]:
    known = runpy.run_path(str(PROGRAMS))
    return known["PROGRAMS"], known["find"]


def missing(programs: Iterable[Any], find: Callable[[str], str | None]) -> dict[str, str]:
    """Return Debian package to purposes, for the programs that this machine does not have."""
    found: dict[str, str] = {}
    for program in programs:
        if find(program.name) is None:
            found[program.package] = "; ".join(filter(None, (found.get(program.package), program.purpose)))
    return found


def install(packages: Mapping[str, str]) -> None:
    """Install packages as root without starting or enabling their services; raises ``SetupFailed``."""
    say("installing Debian packages:")
    _list(packages)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    step = "see that apt works on this machine (apt-get update), then make setup again"
    run(["apt-get", "-q", "update"], failure="apt's package lists could not be fetched", next_step=step)
    before = _installed()
    with keep_services_still():
        try:
            run(
                ["apt-get", "-q", "-y", "install", "--no-install-recommends", *packages],
                failure=f"apt could not install {' '.join(packages)}",
                next_step=step,
                environment=quiet,
            )
        finally:
            leave_disabled((_installed() - before) & packages.keys())


def _installed() -> set[str]:
    text = run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Abbrev}\n"],
        failure="dpkg's list of packages could not be read",
        next_step="see that dpkg works on this machine (dpkg --audit), then make setup again",
    )
    return {line.split()[0] for line in text.splitlines() if line.split()[1:] == ["ii"]}


def tell(packages: Mapping[str, str], who: str, step: str) -> None:
    """Say what is missing for ``who``, and the command; ``step`` is the module that installs it as root."""
    say(f"{who} Debian packages that only root can install; going on without them:")
    _list(packages)
    say(f"next: sudo apt-get install --no-install-recommends {' '.join(packages)}")
    say(f"  or: sudo python3 -m {step}, which also keeps their services from starting here")


def _list(packages: Mapping[str, str]) -> None:
    for package, purpose in packages.items():
        print(f"  {package:18} {purpose}", flush=True)


if __name__ == "__main__":
    try:
        ensure()
    except SetupFailed as failed:
        sys.exit(f"{failed.detail}\nerror: {failed}\nnext: {failed.next_step}")
