"""Notes on this host of when its last recovery points were begun, for monitoring alone."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from typing import Any

FOLDER = "kept"


def note(request: Mapping[str, Any], points: Sequence[Mapping[str, Any]]) -> None:
    """Write when the oldest of a data set's new recovery points was begun, one file a data set.

    A host that cannot write it has been backed up all the same: its figure grows old, and is looked into.
    So does that of one with a copy that took none, or one that is suspect.
    """
    if any("error" in point or point.get("suspect") for point in points):
        return
    with contextlib.suppress(OSError):
        folder = os.path.join(request["scratch"], FOLDER)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        beside = os.path.join(folder, f".{request['data_set']}.new")
        with open(beside, "w", encoding="ascii") as stream:
            stream.write(min(point["taken_at"] for point in points) + "\n")
        os.replace(beside, os.path.join(folder, request["data_set"]))
