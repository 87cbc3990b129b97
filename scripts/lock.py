"""Renew both locks: ``python3 -m scripts.lock [--upgrade]``, with uv on PATH.

The whole one is made first; what drplan runs with is then picked from it, in the same versions.

uv takes the list of systems to lock for from a project file only, hence the copy. Its configuration and ours
from pip are left out of it, so that no index or folder of one machine gets into the lock.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from scripts.setup_python import DEV_LOCK, LOCK, PROJECT
from scripts.setup_words import ROOT, SetupFailed, run

HEADER = """\
# Every package {purpose}, for Linux and Python 3.11 or newer.
# Renew it with: python3 -m scripts.lock (needs uv). Not edited by hand.
"""
PURPOSES = {LOCK: "drplan and its lab run with", DEV_LOCK: "drplan runs, is tested and is checked with"}
EXTRAS = {LOCK: ("--extra=all", "--extra=lab"), DEV_LOCK: ("--all-extras",)}
LINUX_ONLY = "\n[tool.uv]\nenvironments = [\"sys_platform == 'linux'\"]\n"
BUILD = "setuptools>=77\n"
"""What builds drplan itself is locked too: nothing is installed that the lock does not name."""

OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--quiet",
)


def main() -> None:
    """Write the locks anew; versions stay as they are unless ``--upgrade`` is given."""
    with tempfile.TemporaryDirectory(prefix="drplan-lock-") as name:
        folder = Path(name)
        (folder / "pyproject.toml").write_text(PROJECT.read_text() + LINUX_ONLY)
        (folder / "build.in").write_text(BUILD)
        if DEV_LOCK.exists():
            shutil.copyfile(DEV_LOCK, folder / "new.lock")
        for lock, options in ((DEV_LOCK, sys.argv[1:]), (LOCK, ())):
            # What lies in new.lock, uv keeps to: for the second, what it found for the first.
            compile_lock(folder, *EXTRAS[lock], *options)
            lock.write_text(HEADER.format(purpose=PURPOSES[lock]) + (folder / "new.lock").read_text())


def compile_lock(folder: Path, *options: str) -> None:
    """Have uv write ``new.lock`` in the folder; raises ``SetupFailed``."""
    run(
        ["uv", "pip", "compile", *OPTIONS, *options, "pyproject.toml", "build.in", "-o", "new.lock"],
        failure="uv could not find versions that fit together",
        next_step="read its message, and change the ranges in pyproject.toml",
        folder=folder,
    )


if __name__ == "__main__":
    try:
        main()
    except SetupFailed as failed:
        sys.exit(f"{failed.detail}\nerror: {failed}\nnext: {failed.next_step}")
    except FileNotFoundError:
        sys.exit(f"error: uv is not on PATH\nnext: install uv in an environment of its own, outside {ROOT}")
