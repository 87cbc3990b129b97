"""The Debian packages that tests look at pages with: ``make test`` asks for them, ``make demo`` does not.

Root installs those missing, anyone else is told the command; the tests then say that they were not tried.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from scripts.setup_debian import install, missing, tell
from scripts.setup_words import SetupFailed, is_root, say


class Viewer(NamedTuple):
    """A program that opens pages as their readers do."""

    name: str
    package: str
    purpose: str


VIEWERS = (
    Viewer("chromium", "chromium", "look at HTML pages as a reader does, with axe-core and the keyboard"),
    Viewer("soffice", "libreoffice-writer-nogui", "open the Word copy of a page"),
    Viewer("pdftotext", "poppler-utils", "read what a PDF says"),
)


def _is_ubuntu(release: Path = Path("/etc/os-release")) -> bool:
    return release.is_file() and "ID=ubuntu" in release.read_text("utf-8").splitlines()


def ensure() -> None:
    """Install what is missing when root; else say what is missing, why, and how to get it."""
    needed = missing(VIEWERS, shutil.which)
    if _is_ubuntu() and "chromium" in needed:
        del needed["chromium"]
        say("Ubuntu has Chromium as a snap alone: what needs it is not tried, unless chromium is on PATH")
    if not needed:
        say("what the tests look at pages with is there")
    elif not shutil.which("apt-get"):
        say(f"not a Debian machine: pages are not looked at (that needs {', '.join(needed)})")
    elif is_root():
        install(needed)
    else:
        tell(needed, "the tests look at pages with", "scripts.setup_pages")


if __name__ == "__main__":
    try:
        ensure()
    except SetupFailed as failed:
        sys.exit(f"{failed.detail}\nerror: {failed}\nnext: {failed.next_step}")
