"""A data folder moved aside while another is put in its place, and put back when that fails."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from .fault import Fault

_MARK = ".before-restore"


@contextmanager
def emptied(folder: str) -> Iterator[None]:
    """Give an empty folder of the same owner and mode; what was there is gone only when all went well.

    What an interrupted restore moved aside is what was there: it is put back, not what that restore left.
    """
    aside = folder.rstrip("/") + _MARK
    if not os.path.isdir(aside):
        if not os.path.isdir(folder):
            raise Fault("source", f"{folder} is not there: put the server's baseline on this host first")
        os.rename(folder, aside)
    shutil.rmtree(folder, ignore_errors=True)
    status = os.stat(aside)
    try:
        os.mkdir(folder, mode=0o700)
        os.chown(folder, status.st_uid, status.st_gid)
        os.chmod(folder, status.st_mode & 0o7777)
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        os.rename(aside, folder)
        raise
    shutil.rmtree(aside)


def room_for(folder: str, size: int) -> None:
    """Refuse when the disk below a folder has no room for ``size`` bytes beside what lies there."""
    found = os.statvfs(os.path.dirname(folder.rstrip("/")))
    free = found.f_bavail * found.f_frsize
    if free < size:
        raise Fault("source", f"the disk of {folder} has {free} bytes free, and {size} are needed beside it")
