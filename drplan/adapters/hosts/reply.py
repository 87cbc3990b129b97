"""What the worker said, as results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drplan.adapters.hosts.said import Reply, document_in
from drplan.ports import AssetResult, OperationResult

HALF_CHANGED = "may be half changed: run again"
"""What is said of a host whose change was begun and not seen through: it was tried, and that failed."""


def read_reply(reply: Reply, names: Sequence[str], *, dry: bool) -> dict[str, AssetResult]:
    """Return one result for each name from the worker's lines; a line that is not ours is passed over.

    A host without a result was not tried when that is certain: in a plan, when the worker never began, or
    when it lived to say how its processes ended and had not announced that it changes this host.
    """
    lines = [document_in(line) for line in reply.lines]
    said = {line["host"]: _result(line) for line in lines if "host" in line}
    changing = {line["changing"] for line in lines if "changing" in line}
    begun, ended = (any(word in line for line in lines) for word in ("begun", "ended"))
    untouched = {name for name in names if dry or not begun or (ended and name not in changing)}
    return {
        name: said.get(name) or (_untried if name in untouched else _broken_off)(name, reply.ending)
        for name in names
    }


def _untried(name: str, ending: str) -> AssetResult:
    return AssetResult(asset=name, error=f"the worker ended before it was done with this host ({ending})")


def _broken_off(name: str, ending: str) -> AssetResult:
    """Report a failed operation, not a host left alone: a canary in this state has proven something."""
    why = f"{name} {HALF_CHANGED}; the worker ended while it worked on this host ({ending})"
    return AssetResult(asset=name, operations=(OperationResult(HALF_CHANGED, "error", why),))


def _result(line: dict[str, Any]) -> AssetResult:
    operations = tuple(OperationResult(**operation) for operation in line["operations"])
    return AssetResult(asset=line["host"], operations=operations, error=line["error"])
