"""Keep the services of newly installed packages from running on this machine.

Debian asks ``/usr/sbin/policy-rc.d`` before a package starts its service (invoke-rc.d(8)). The guard says no
while this process lives, and takes itself away should the process die before it could.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FrameType

from scripts.setup_words import say

POLICY = Path("/usr/sbin/policy-rc.d")
_MARK = "# made by drplan's setup"
DENY = f"""#!/bin/sh
{_MARK}: no service starts while process {{process}} installs packages
[ -e /proc/{{process}} ] && exit 101
rm -f "$0"
exit 0
"""


@contextlib.contextmanager
def keep_services_still() -> Iterator[None]:
    """Deny the start of services while inside; a policy that the machine has of its own is left alone."""
    if POLICY.exists() and _MARK not in POLICY.read_text(errors="replace"):
        say(f"{POLICY} is this machine's own policy and decides what starts")
        yield
        return
    before = signal.signal(signal.SIGTERM, _end)
    try:
        POLICY.unlink(missing_ok=True)
        POLICY.write_text(DENY.format(process=os.getpid()))
        POLICY.chmod(0o755)
        yield
    finally:
        POLICY.unlink(missing_ok=True)
        signal.signal(signal.SIGTERM, before)


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(143)


def leave_disabled(packages: Iterable[str]) -> None:
    """Disable the services that these newly installed packages brought, and say so when one stays enabled."""
    if not shutil.which("systemctl"):
        return
    for unit in sorted({unit for package in packages for unit in _units(package)}):
        if _systemctl("is-enabled", unit) == "enabled":
            _systemctl("disable", unit)
            if _systemctl("is-enabled", unit) == "enabled":
                say(f"{unit} stays enabled on this machine; next: systemctl disable {unit}")


def _units(package: str) -> list[str]:
    done = subprocess.run(("dpkg", "-L", package), capture_output=True, text=True, check=False)
    paths = map(Path, done.stdout.splitlines())
    return [p.name for p in paths if p.parent.name == "system" and p.suffix in {".service", ".socket"}]


def _systemctl(verb: str, unit: str) -> str:
    done = subprocess.run(("systemctl", verb, unit), capture_output=True, text=True, check=False)
    return done.stdout.strip()
