"""One lab of a name at a time: who holds this machine's, and who is working on this folder's."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drplan.adapters.lab.tools import LAB_NAMESPACE
from drplan.errors import LabError

MARK = Path("/run") / LAB_NAMESPACE
"""Leads to the folder whose lab has this machine: a link is there whole or not at all."""


@contextmanager
def working(folder: Path) -> Iterator[None]:
    """Hold the lab's folder against a second command; a killed one lets go of it.

    Raises ``LabError`` when another command is at work there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = (folder / "lock").open("w")
    except OSError as error:
        raise LabError(
            f"cannot write in {folder}: {error.strerror}",
            next_step="set DRPLAN_STATE to a folder of your own, or run as its owner",
        ) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LabError(
                f"another drplan lab command is working in {folder}",
                next_step="wait until it has ended, then run this again",
            ) from error
        yield


def holder() -> Path | None:
    """Return the state folder whose lab is on this machine, if any."""
    try:
        return MARK.readlink()
    except FileNotFoundError:
        return None


def is_free_for(state: Path) -> bool:
    """Say whether no lab of another folder, one that still exists, has this machine."""
    other = holder()
    return other is None or other == state or not (other / "lab").exists()


def refuse_another(state: Path) -> None:
    """Raise ``LabError`` when a lab of another folder has this machine."""
    if not is_free_for(state):
        other = holder()
        raise LabError(
            f"a lab of {other} is on this machine, and two of one name cannot be",
            next_step=f"run: DRPLAN_STATE={other} drplan lab down; or give this one a name: DRPLAN_LAB_NAME",
        )


def claim(state: Path) -> None:
    """Take this machine's lab; raises ``LabError`` when it is taken."""
    try:
        MARK.symlink_to(state)
    except FileExistsError:
        refuse_another(state)
        release()
        MARK.symlink_to(state)


def release() -> None:
    """Give this machine's lab back."""
    MARK.unlink(missing_ok=True)
