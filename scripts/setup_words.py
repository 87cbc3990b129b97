"""How the setup speaks, runs programs and fails."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_LAST_LINES = 12


class SetupFailed(Exception):
    """A step that could not be done: one line, the program's last words, and what to do next."""

    def __init__(self, message: str, *, next_step: str, detail: str = "") -> None:
        super().__init__(message)
        self.next_step = next_step
        self.detail = detail


def say(text: str) -> None:
    """Print one short line of progress."""
    print(f"setup: {text}", flush=True)


def is_root() -> bool:
    """Tell whether Debian packages can be installed by this process."""
    return os.geteuid() == 0


def run(
    argv: Sequence[str | Path],
    *,
    failure: str,
    next_step: str,
    folder: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    heard: Callable[[str], None] = lambda _line: None,
) -> str:
    """Run a program in silence and return what it printed; raises ``SetupFailed`` with its last lines.

    ``heard`` is given each line as it is printed.
    """
    printed: list[str] = []
    with subprocess.Popen(
        [str(word) for word in argv],
        cwd=folder,
        env={**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            printed.append(line)
            heard(line)
    if process.returncode != 0:
        raise SetupFailed(failure, next_step=next_step, detail="".join(printed[-_LAST_LINES:]).rstrip())
    return "".join(printed)
