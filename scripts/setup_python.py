"""The project's own Python environment, exactly as locked.

Two locks: what drplan and its lab run with, which ``make demo`` needs, and all that tests, checks and the
site of docs/ need besides. An environment that has the second is never brought back to the first.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts import setup_debian
from scripts.setup_owner import give_back, owner_of
from scripts.setup_words import ROOT, SetupFailed, run, say

ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
"""Names all that ``LOCK`` names, in the same versions."""
PROJECT = ROOT / "pyproject.toml"
STAMP = ENVIRONMENT / "drplan-setup.json"

_QUIET = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_PROGRESS_BAR": "off"}
_AGAIN = (
    "see that this machine reaches its package index, then make setup again"
    " (behind a proxy: make setup https_proxy=http://HOST:PORT)"
)
_ROOM = {LOCK: 10**9, DEV_LOCK: 2 * 10**9}
"""Bytes: the packages' archives while they are unpacked, and what they become."""
_FETCHED = {
    LOCK: "175 MB the first time, a minute or two",
    DEV_LOCK: "302 MB in all, some minutes",
}


def ensure(*, dev: bool = False) -> None:
    """Bring ``.venv`` to what its lock says, unless it is there already; raises ``SetupFailed``."""
    stamped = _stamped()
    lock = DEV_LOCK if dev or DEV_LOCK.name in stamped else LOCK
    wanted = fingerprint(lock)
    if stamped == wanted and _works():
        say("Python packages are as locked (.venv)")
        with contextlib.suppress(PermissionError):  # another user's environment serves as well
            STAMP.touch()
        return
    _refuse_anothers()
    STAMP.unlink(missing_ok=True)
    if not _works():
        _create()
    _refuse_a_full_disk(_ROOM[lock])
    say(f"installing the Python packages of {lock.name} into .venv ({_FETCHED[lock]})")
    _pip("--require-hashes", "--only-binary=:all:", "-r", str(lock), heard=progress(len(locked(lock))))
    _pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))
    STAMP.write_text(json.dumps(wanted))
    give_back(ENVIRONMENT)


def locked(lock: Path) -> list[str]:
    """Return the packages that a lock names."""
    return re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==", lock.read_text(), re.MULTILINE)


def progress(count: int) -> Callable[[str], None]:
    """Return who hears pip and says how far it is, four times on its way through ``count`` packages."""
    fetched: set[str] = set()
    marks = [count * quarter // 4 for quarter in (1, 2, 3, 4)]

    def heard(line: str) -> None:
        word, _, rest = line.partition(" ")
        if word in {"Collecting", "Requirement"} and rest not in fetched:
            fetched.add(rest)
            if len(fetched) in marks:
                say(f"  {len(fetched)} of {count} packages looked up")
        elif word == "Installing":
            say("  all fetched and checked; unpacking them")

    return heard


def _refuse_anothers() -> None:
    """Refuse to renew what another user made: half of it could be replaced, and half not."""
    if ENVIRONMENT.exists() and not os.access(ENVIRONMENT, os.W_OK | os.X_OK):
        raise SetupFailed(
            f".venv belongs to {owner_of(ENVIRONMENT)} and is not what this checkout needs",
            next_step="sudo make setup, which renews it; or sudo rm -rf .venv, then make setup again",
        )


def _refuse_a_full_disk(room: int) -> None:
    free = shutil.disk_usage(ROOT).free
    if free < room:
        raise SetupFailed(
            f"{free / 10**9:.1f} GB are free where this checkout lies, and its packages need "
            f"{room / 10**9:.0f} GB",
            next_step="make room there, or put the checkout on a larger disk, then make setup again",
        )


def fingerprint(lock: Path = LOCK) -> dict[str, str]:
    """Return what the environment is made from: file name to SHA-256, and where the folder is."""
    digests = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (lock, PROJECT)}
    return {**digests, "folder": str(ROOT)}


def _stamped() -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        stamped = json.loads(STAMP.read_text())
        if isinstance(stamped, dict):
            return stamped
    return {}


def _works() -> bool:
    """Tell whether the environment's Python starts and has pip; a system upgrade may have broken it."""
    try:
        done = subprocess.run((PYTHON, "-c", _LOOK), capture_output=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


_LOOK = (
    "import importlib.util, sys; sys.exit(sys.version_info < (3, 11) or not importlib.util.find_spec('pip'))"
)


def needed() -> dict[str, str]:
    """Return the package that ``.venv`` cannot be made without, and why; none where it is there."""
    modules = map(importlib.util.find_spec, ("ensurepip", "venv"))
    if all(modules) or _works():
        return {}
    return {_venv_package(): "make the project's own Python environment"}


def _create() -> None:
    if missing := needed():
        setup_debian.install(missing)
    say(f"making .venv with Python {sys.version.split()[0]}")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    run(
        [sys.executable, "-m", "venv", ENVIRONMENT],
        failure="the Python environment .venv could not be made",
        next_step=f"install {_venv_package()}, or use another Python: make setup PYTHON=…",
    )


def _venv_package() -> str:
    return f"python{sys.version_info.major}.{sys.version_info.minor}-venv"


def _pip(*arguments: str, heard: Callable[[str], None] = lambda _line: None) -> None:
    # Archives beside what they become: /tmp may be a small part of the memory, as on Debian 13.
    unpacking = ENVIRONMENT / "unpacking"
    shutil.rmtree(unpacking, ignore_errors=True)
    unpacking.mkdir()
    try:
        run(
            [PYTHON, "-m", "pip", "install", *arguments],
            failure="the locked Python packages could not be installed",
            next_step=_AGAIN,
            environment={**_QUIET, "TMPDIR": str(unpacking)},
            heard=heard,
        )
    finally:
        shutil.rmtree(unpacking, ignore_errors=True)
