"""What the worker said, as results."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from drplan.ports import AssetResult, OperationResult


def read_reply(text: str, names: Sequence[str], *, ending: str) -> dict[str, AssetResult]:
    """Return one result for each name from the worker's lines.

    A line that is not ours is passed over; a host without a line was not tried, and ``ending`` says how the
    worker ended.
    """
    said = {line["host"]: _result(line) for line in map(_line, text.splitlines()) if line is not None}
    silent = f"the worker ended before it was done with this host ({ending})"
    return {name: said.get(name) or AssetResult(asset=name, error=silent) for name in names}


def _line(text: str) -> dict[str, Any] | None:
    try:
        line = json.loads(text)
    except ValueError:
        return None
    return line if isinstance(line, dict) and "host" in line else None


def _result(line: dict[str, Any]) -> AssetResult:
    operations = tuple(OperationResult(**operation) for operation in line["operations"])
    return AssetResult(asset=line["host"], operations=operations, error=line["error"])
