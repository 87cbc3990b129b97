"""What the agent judges a new recovery point by: part of each request to make one."""

from __future__ import annotations

from typing import Any

from drplan.declare.data import DataSet


def held_against(data_set: DataSet) -> dict[str, Any]:
    """Return what the agent judges a new recovery point by."""
    return {
        "canaries": list(data_set.canaries),
        "tolerance": data_set.tolerance.model_dump(mode="json"),
        "accepted": [snapshot for each in data_set.accepted for snapshot in each.snapshots],
    }
