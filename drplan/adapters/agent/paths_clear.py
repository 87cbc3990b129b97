"""Folders that an earlier attempt of the same drill brought back, made ready for an older recovery point."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Mapping

from .manifest import Entry, kind_of
from .manifest_walk import Rules, walk

_HELD = (errno.ENOTEMPTY, errno.EBUSY)


def clear(roots: Iterable[str], named: Mapping[str, Entry], rules: Rules) -> None:
    """Remove below the roots, these included, what ``named`` does not name, or names as another type.

    What the declaration leaves out stays, with the folders that hold it; links are not followed. One of
    several names of a file goes too: the older point may have had files of their own there. Raises
    ``OSError`` for what cannot be removed.
    """
    there = [root for root in roots if os.path.lexists(root)]
    for path, status, _ in reversed([*walk(there, rules)]):
        is_folder = stat.S_ISDIR(status.st_mode)
        facts = named.get(os.fsdecode(path), {})
        if facts.get("type") == kind_of(status) and (is_folder or status.st_nlink == 1):
            continue
        try:
            (os.rmdir if is_folder else os.unlink)(path)
        except OSError as error:
            # It holds what is left out, or something is mounted on it: the comparison sees it.
            if error.errno not in _HELD:
                raise
