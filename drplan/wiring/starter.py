"""The baselines that a district's repository begins with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import drplan
from drplan.errors import ToolMissing

_PACKAGE = Path(drplan.__file__).parent
_SKIPPED = "__pycache__"


def starter_deploys() -> Mapping[str, bytes]:
    """Return every file of ``deploys`` by its path below it: those in the package, or a checkout's beside it.

    Raises ``ToolMissing`` where an installation holds none.
    """
    found = next(
        (each for each in (_PACKAGE / "deploys", _PACKAGE.parent / "deploys") if each.is_dir()), None
    )
    if found is None:
        raise ToolMissing(
            f"this installation of drplan holds no baselines: {_PACKAGE / 'deploys'} is not there",
            next_step="install drplan from its wheel or its repository again",
        )
    return {
        str(path.relative_to(found)): path.read_bytes()
        for path in sorted(found.rglob("*"))
        if path.is_file() and _SKIPPED not in path.parts
    }
