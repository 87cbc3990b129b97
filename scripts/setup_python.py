"""The project's own Python environment, exactly as locked."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys

from scripts import setup_debian
from scripts.setup_words import ROOT, SetupFailed, is_root, run, say

ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
STAMP = ENVIRONMENT / "drplan-setup.json"

_QUIET = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_PROGRESS_BAR": "off"}
_AGAIN = "see that this machine reaches its package index, then make setup again"


def ensure() -> None:
    """Bring ``.venv`` to what the lock says, unless it is there already; raises ``SetupFailed``."""
    wanted = fingerprint()
    if _stamped() == wanted and _works():
        say("Python packages are as locked (.venv)")
        with contextlib.suppress(PermissionError):  # another user's environment serves as well
            STAMP.touch()
        return
    STAMP.unlink(missing_ok=True)
    if not _works():
        _create()
    say("installing the locked Python packages into .venv (about 300 MB the first time)")
    _pip("--require-hashes", "--only-binary=:all:", "-r", str(LOCK))
    _pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))
    STAMP.write_text(json.dumps(wanted))


def fingerprint() -> dict[str, str]:
    """Return what the environment is made from: file name to SHA-256, and where the folder is."""
    digests = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (LOCK, PROJECT)}
    return {**digests, "folder": str(ROOT)}


def _stamped() -> object:
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return None


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


def _create() -> None:
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        _add_venv_module()
    say(f"making .venv with Python {sys.version.split()[0]}")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    run(
        [sys.executable, "-m", "venv", ENVIRONMENT],
        failure="the Python environment .venv could not be made",
        next_step=f"install {_venv_package()}, or use another Python: make setup PYTHON=…",
    )


def _add_venv_module() -> None:
    """Debian splits ``venv`` off its Python; as root it is one package away."""
    package = _venv_package()
    if not (is_root() and shutil.which("apt-get")):
        raise SetupFailed(
            f"this Python cannot make environments: {package} is missing",
            next_step=f"sudo apt-get install --no-install-recommends {package}, then make setup again",
        )
    setup_debian.install({package: "make the project's own Python environment"})


def _venv_package() -> str:
    return f"python{sys.version_info.major}.{sys.version_info.minor}-venv"


def _pip(*arguments: str) -> None:
    run(
        [PYTHON, "-m", "pip", "install", "--quiet", *arguments],
        failure="the locked Python packages could not be installed",
        next_step=_AGAIN,
        environment=_QUIET,
    )
