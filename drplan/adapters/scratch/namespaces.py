"""Looking into a scratch room's network namespaces, each by a thread that lives there for one look."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from drplan.errors import LabError

_NETWORK = 0x40000000
_NETNS = Path("/run/netns")
_T = TypeVar("_T")


def names(prefix: str) -> list[str]:
    """Return the namespaces of the room whose names begin with ``prefix``."""
    return sorted(path.name for path in _NETNS.glob(f"{prefix}-*"))


def handle(name: str) -> Path:
    """Return the file that a namespace is entered by."""
    return _NETNS / name


def within(namespace: Path, do: Callable[[], _T]) -> _T:
    """Do one thing in a network namespace; raises ``LabError`` when it cannot be entered."""

    def there() -> _T:
        try:
            opened = os.open(namespace, os.O_RDONLY)
        except OSError as error:
            raise _closed(namespace, error.errno) from error
        try:
            libc = ctypes.CDLL(None, use_errno=True)
            if libc.setns(opened, _NETWORK) != 0:
                raise _closed(namespace, ctypes.get_errno())
        finally:
            os.close(opened)
        return do()

    # The thread ends with its one task: nothing else ever runs where it has been.
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(there).result()


def ip(words: Sequence[str]) -> str:
    """Ask iproute2 where this thread is; raises ``LabError``."""
    try:
        done = subprocess.run(["ip", *words], capture_output=True, text=True, check=True, timeout=20)
    except (OSError, subprocess.SubprocessError) as error:
        raise LabError(
            f"ip {' '.join(words)} failed: {type(error).__name__}", next_step="run: apt-get install iproute2"
        ) from error
    return done.stdout


def ip_json(words: Sequence[str]) -> list[dict[str, Any]]:
    """Ask iproute2 for a list."""
    said: list[dict[str, Any]] = json.loads(ip(["-j", *words]) or "[]")
    return said


def _closed(namespace: Path, number: int | None) -> LabError:
    why = os.strerror(number or 0)
    return LabError(f"{namespace} cannot be entered: {why}", next_step="run this as root, with the room up")
