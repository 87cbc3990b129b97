"""Which declared folders are shared, and as what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

SHARED = PurePosixPath("/srv")
"""Data that a system serves lie here (FHS 3.0, section 3.17): a folder elsewhere is kept, and not shared."""

RESERVED = ("global", "homes", "printers", "print$", "ipc$", "admin$")
"""Words that mean something else to Samba than a share."""


def shares(folders: Sequence[str]) -> dict[str, str]:
    """Return paths by their share's name: a folder's own, or its way from /srv where that is not its alone.

    No name differs from another by case alone: SMB knows no case. Raises ``ValueError`` for a path that
    Samba would read as another.
    """
    shared = [path for path in map(PurePosixPath, dict.fromkeys(folders)) if SHARED in path.parents]
    own = [_plain(path.name).casefold() for path in shared]
    found: dict[str, str] = {}
    for path in shared:
        if re.search(r"[%\x00-\x1f\x7f]", str(path)):
            raise ValueError(f"Samba cannot share {str(path)!r}: its name has a percent or a control sign")
        name = _plain(path.name)
        if name.casefold() in RESERVED or own.count(name.casefold()) > 1:
            name = _plain("-".join(path.parts[1:]))
        taken = {each.casefold() for each in found}
        found[_free(name, taken)] = str(path)
    return found


def _plain(name: str) -> str:
    return re.sub(r"[^\w.-]", "-", name)


def _free(name: str, taken: set[str]) -> str:
    number, wanted = 1, name
    while wanted.casefold() in taken:
        number += 1
        wanted = f"{name}-{number}"
    return wanted
