"""What became of each operation on a host, in plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyinfra.api.host import Host
from pyinfra.api.operation import OperationMeta

from drplan.adapters.hosts.trouble import named
from drplan.adapters.hosts.watch import Heard, Watch

if TYPE_CHECKING:
    # With it come all models of a district, which a worker has no use for.
    from drplan.ports import OperationOutcome

QUIET: tuple[OperationOutcome, ...] = ("ok", "not-applicable", "excepted")
"""How an operation stands for which there is nothing to be done."""


def operations_of(host: Host, watch: Watch, fault: str | None) -> list[dict[str, str]]:
    """Return ``{"name", "outcome", "detail"}`` for each operation in order.

    ``fault`` is what broke a deploy file between or inside operations: where it broke inside one, that
    operation carries it, else it stands as an entry of its own. The host must be pyinfra's host at work.
    """
    said = [
        _one(host, op_hash, heard)
        for op_hash, heard in zip(host.op_hash_order, watch.heard[host.name], strict=True)
    ]
    if fault is None:
        return said
    if said and said[-1]["outcome"] == "error":
        said[-1]["detail"] = named(fault, [fault], host.name)
        return said
    return [*said, {"name": "deploy file", "outcome": "error", "detail": named(fault, [fault], host.name)}]


def _one(host: Host, op_hash: str, heard: Heard) -> dict[str, str]:
    name = " | ".join(sorted(host.state.op_meta[op_hash].names))
    if heard.left_out is not None:
        standing, because = heard.left_out
        return {"name": name, "outcome": standing, "detail": because}
    outcome = _outcome(host, op_hash, heard)
    detail = "" if outcome in ("ok", "not-run") else heard.detail()
    if outcome == "error":
        detail = named(detail, heard.errors, host.name)
    return {"name": name, "outcome": outcome, "detail": detail}


def _outcome(host: Host, op_hash: str, heard: Heard) -> OperationOutcome:
    data = host.state.ops[host].get(op_hash)
    if data is None:
        return "error"
    meta: OperationMeta = data.operation_meta
    if not host.state.is_executing:
        # Later conditions ask this one whether it would change: a condition not met means it would not.
        meta._maybe_is_change = bool(meta._maybe_is_change) and _wanted(data.global_arguments)  # noqa: SLF001
        return "would-change" if meta._maybe_is_change else "ok"  # noqa: SLF001
    if not meta.is_complete():
        return "error" if heard.broke else "not-run"
    if meta.did_error():
        return "error"
    return "changed" if meta.did_change() else "ok"


def _wanted(arguments: Any) -> bool:
    """Judge an operation's ``_if``."""
    conditions = arguments.get("_if")
    if callable(conditions):
        return bool(conditions())
    return all(condition() for condition in conditions or ())
