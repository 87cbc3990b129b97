"""Renew requirements.lock: ``python3 -m scripts.lock [--upgrade]``, with uv on PATH.

uv takes the list of systems to lock for from a project file only, hence the copy. Its configuration and ours
from pip are left out of it, so that no index or folder of one machine gets into the lock.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from scripts.setup_python import LOCK, PROJECT
from scripts.setup_words import ROOT, SetupFailed, run

HEADER = """\
# Every package drplan runs and is tested with, for Linux and Python 3.11 or newer.
# Renew it with: python3 -m scripts.lock (needs uv). Not edited by hand.
"""
LINUX_ONLY = "\n[tool.uv]\nenvironments = [\"sys_platform == 'linux'\"]\n"
BUILD = "setuptools>=77\n"
"""What builds drplan itself is locked too: nothing is installed that the lock does not name."""

OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--all-extras",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--quiet",
)


def main() -> None:
    """Write the lock anew; versions stay as they are unless ``--upgrade`` is given."""
    with tempfile.TemporaryDirectory(prefix="drplan-lock-") as name:
        folder = Path(name)
        (folder / "pyproject.toml").write_text(PROJECT.read_text() + LINUX_ONLY)
        (folder / "build.in").write_text(BUILD)
        if LOCK.exists():
            shutil.copyfile(LOCK, folder / "new.lock")
        run(
            ["uv", "pip", "compile", *OPTIONS, *sys.argv[1:], "pyproject.toml", "build.in", "-o", "new.lock"],
            failure="uv could not find versions that fit together",
            next_step="read its message, and change the ranges in pyproject.toml",
            folder=folder,
        )
        LOCK.write_text(HEADER + (folder / "new.lock").read_text())


if __name__ == "__main__":
    try:
        main()
    except SetupFailed as failed:
        sys.exit(f"{failed.detail}\nerror: {failed}\nnext: {failed.next_step}")
    except FileNotFoundError:
        sys.exit(f"error: uv is not on PATH\nnext: install uv in an environment of its own, outside {ROOT}")
