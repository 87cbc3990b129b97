"""Whose folder this is: what root makes in a person's checkout becomes that person's.

After ``sudo make demo`` they can renew the environment, write the pages and remove the folder without root.
"""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from pathlib import Path

from scripts.setup_words import ROOT, is_root


def give_back(*parts: Path, folder: Path = ROOT) -> None:
    """Give what root has in these parts of the folder to the folder's owner; as anyone else, do nothing."""
    there = folder.stat()
    if not is_root() or there.st_uid == 0:
        return
    for path in _below(parts):
        if path.lstat().st_uid == 0:
            os.chown(path, there.st_uid, there.st_gid, follow_symlinks=False)


def _below(parts: tuple[Path, ...]) -> Iterator[Path]:
    for part in parts:
        if part.exists():
            yield part
            for inside, folders, files in os.walk(part):
                yield from (Path(inside, name) for name in (*folders, *files))


def owner_of(path: Path) -> str:
    """Return the name of a path's owner, or the number of one who has no name here."""
    number = path.stat().st_uid
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"
