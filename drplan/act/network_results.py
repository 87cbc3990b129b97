"""What became of one network device: made, not made, or not sent at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drplan.act.network_told import GUARD, account, after, operations
from drplan.gear import Platform
from drplan.gear.mask import hidden
from drplan.plan.network.proposal import Proposal
from drplan.ports import AssetResult, OperationResult
from drplan.ports.device import Refusal


def result(name: str, was: Proposal, now: Proposal, extra: Sequence[OperationResult]) -> AssetResult:
    """Return what an apply did, feature by feature; ``extra`` is what went wrong beside them."""
    pairs = zip(was.comparison.features, now.comparison.features, strict=True)
    found = [after(before, then, was.platform) for before, then in pairs]
    return AssetResult(name, (*found, *extra), change=account(was, now.comparison.features))


def not_sent(name: str, meant: Proposal, why: str = "") -> AssetResult:
    """Say of every feature that differs that it was left so; ``why``, where the guard has not said it."""
    found = [*operations(meant, "not-run")]
    if why:
        found.append(OperationResult(GUARD, "error", why))
    return AssetResult(name, tuple(found), change=account(meant, meant.comparison.features))


def not_made(name: str, meant: Proposal, now: Proposal, problem: str) -> AssetResult:
    """Say that a change was not made, and how the device stands ``now``."""
    found = (*operations(now, "not-run"), OperationResult(GUARD, "error", problem))
    return AssetResult(name, found, change=account(meant, now.comparison.features))


def refusals(refused: Sequence[Refusal], platform: Platform) -> str:
    """Return one line for each command that a device did not take."""
    return "\n".join(hidden(f"{each.command}: {each.answer}", platform) for each in refused)


def without(text: str, values: Mapping[str, str]) -> str:
    """Return a text without the secrets that were typed."""
    for value in values.values():
        text = text.replace(value, "(hidden)")
    return text
