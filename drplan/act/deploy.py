"""Holding assets to their baselines: ask the enforcer of each kind, keep the declared order, judge."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from drplan.errors import DrplanError
from drplan.ports import AnyAsset, AssetResult, Enforcer, OperationOutcome

DeployVerb = Literal["plan", "apply", "drift"]

Standing = Literal["well", "falls-short", "in-part", "not-done"]
"""How a deploy ended: ``falls-short`` is drift found; ``in-part`` and ``not-done`` left something untried."""


def plan_deploy(assets: Sequence[AnyAsset], enforcers: Mapping[str, Enforcer]) -> tuple[AssetResult, ...]:
    """Say what would change on each asset; changes nothing. One result an asset, in the order given.

    ``enforcers`` maps an asset's ``kind`` to who enforces it. An enforcer that raises leaves its own assets
    untried, with the reason as their error, and the others are tried all the same.
    """
    return _each_kind(assets, enforcers, lambda enforcer, some: enforcer.plan(some))


def apply_deploy(assets: Sequence[AnyAsset], enforcers: Mapping[str, Enforcer]) -> tuple[AssetResult, ...]:
    """Change what differs on each asset. One result an asset, in the order given; see :func:`plan_deploy`."""
    return _each_kind(assets, enforcers, lambda enforcer, some: enforcer.apply(some))


_LOOKED: tuple[OperationOutcome, ...] = ("ok", "changed", "would-change")


def judge(results: Sequence[AssetResult], verb: DeployVerb) -> Standing:
    """Judge results as a whole.

    An asset with an error was not tried; one with a failed or left-out operation was tried in part, and so
    was one whose operations cannot be held there or are excepted, all of them: nothing was looked at.
    Nothing at all to judge is ``not-done``: an empty set of checks proves nothing.
    """
    if all(result.error is not None for result in results):
        return "not-done"
    if any(result.error is not None or result.count("error", "not-run") for result in results):
        return "in-part"
    if any(result.operations and not result.count(*_LOOKED) for result in results):
        return "in-part"
    drifted = any(result.count("would-change") for result in results)
    return "falls-short" if verb == "drift" and drifted else "well"


def _each_kind(
    assets: Sequence[AnyAsset],
    enforcers: Mapping[str, Enforcer],
    enforce: Callable[[Enforcer, Sequence[AnyAsset]], Sequence[AssetResult]],
) -> tuple[AssetResult, ...]:
    found: dict[str, AssetResult] = {}
    for kind in dict.fromkeys(asset.kind for asset in assets):
        some = [asset for asset in assets if asset.kind == kind]
        try:
            results = enforce(enforcers[kind], some) if kind in enforcers else _nobody(some, kind)
        except DrplanError as error:
            results = [AssetResult(asset=asset.name, error=_line(error)) for asset in some]
        found.update({result.asset: result for result in results})
    return tuple(found.get(asset.name) or _silent(asset) for asset in assets)


def _line(error: DrplanError) -> str:
    return f"{error.message} (next: {error.next_step})"


def _nobody(assets: Sequence[AnyAsset], kind: str) -> list[AssetResult]:
    return [AssetResult(asset=asset.name, error=f"nothing here enforces the kind {kind}") for asset in assets]


def _silent(asset: AnyAsset) -> AssetResult:
    return AssetResult(asset=asset.name, error="its enforcer gave no result")
