"""What the worker said, as results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from drplan.adapters.hosts.said import Reply, document_in
from drplan.ports import AssetResult, OperationResult
from drplan.ports.world import OperationOutcome

_OUTCOMES = frozenset(get_args(OperationOutcome))
_FIELDS = frozenset({"name", "outcome", "detail"})
_MISSING = object()

HALF_CHANGED = "may be half changed: run again"
"""What is said of a host whose change was begun and not seen through: it was tried, and that failed."""


def read_reply(reply: Reply, names: Sequence[str], *, dry: bool) -> dict[str, AssetResult]:
    """Return one result for each name from the worker's lines; a line that is not ours is passed over.

    A host without a result was not tried when that is certain: in a plan, when the worker never began, or
    when it lived to say how its processes ended and had not announced that it changes this host.
    """
    lines = [document_in(line) for line in reply.lines]
    said = {each.asset: each for each in map(_result, lines) if each}
    changing = {str(line["changing"]) for line in lines if "changing" in line}
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


def _result(line: Mapping[str, Any]) -> AssetResult | None:
    """Return a host's result; nothing for a line of another form, as if the host had not been heard of."""
    host, told, error = line.get("host"), line.get("operations"), line.get("error", _MISSING)
    if not (isinstance(host, str) and isinstance(told, list) and (error is None or isinstance(error, str))):
        return None
    operations = [_operation(each) for each in told]
    heard = tuple(each for each in operations if each)
    return AssetResult(asset=host, operations=heard, error=error) if len(heard) == len(told) else None


def _operation(told: Any) -> OperationResult | None:
    if not isinstance(told, dict) or not told.keys() <= _FIELDS or "name" not in told:
        return None
    if not all(isinstance(each, str) for each in told.values()) or told.get("outcome") not in _OUTCOMES:
        return None
    return OperationResult(**told)
