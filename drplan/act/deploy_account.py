"""From what a deploy did to its record."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from drplan.act.account import Circumstances
from drplan.act.deploy import Standing
from drplan.act.rollout import Limits
from drplan.measure.deployed import judge_asset
from drplan.measure.verdict import Verdict, worst
from drplan.plan.rollout import Rollout
from drplan.ports import AnyAsset, AssetResult, OperationOutcome, OperationResult
from drplan.record.deploy import (
    AssetRecord,
    DeployRecord,
    FreezeRecord,
    HeldRecord,
    LimitsRecord,
    OperationRecord,
    ScopeRecord,
    WaveRecord,
)
from drplan.record.kept import record_id

_UNNAMED = "district"
_LEFT_OUT: tuple[OperationOutcome, ...] = ("not-applicable", "excepted")


@dataclass(frozen=True)
class DeployRun:
    """One apply or drift that has ended. ``results`` holds one result for each of ``assets``."""

    verb: Literal["apply", "drift"]
    scope: ScopeRecord
    assets: Sequence[AnyAsset]
    results: Sequence[AssetResult]
    started: datetime
    ended: datetime
    standing: Standing
    exit_code: int
    bare: Sequence[str] = ()
    rollout: Rollout = field(default_factory=lambda: Rollout(()))
    limits: Limits | None = None
    freeze: FreezeRecord | None = None
    broken_off: str | None = None


def deploy_record(
    run: DeployRun,
    circumstances: Circumstances,
    *,
    where: Literal["production", "lab", "loopback lab"],
    account: str,
) -> DeployRecord:
    """Judge every asset and write the deploy down, not yet chained to any other."""
    assets = tuple(_asset(asset, result, run) for asset, result in zip(run.assets, run.results, strict=True))
    return DeployRecord(
        id=record_id(run.started, f"{run.scope.site or _UNNAMED}-{run.verb}"),
        district=circumstances.district,
        where=where,
        verb=run.verb,
        operator_role=circumstances.operator_role,
        operator_account=account,
        inventory_sha256=circumstances.inventory_sha256,
        tools=dict(circumstances.tools),
        scope=run.scope,
        limits=None if run.limits is None else LimitsRecord(**vars(run.limits)),
        freeze=run.freeze,
        started=run.started,
        ended=run.ended,
        waves=tuple(
            WaveRecord(canary=wave.canary, assets=tuple(asset.name for asset in wave.assets))
            for wave in run.rollout.waves
        ),
        assets=assets,
        held=_held(run.results),
        not_applicable=tuple(run.bare),
        standing=run.standing,
        exit_code=run.exit_code,
        broken_off=run.broken_off,
        verdict=worst(
            Verdict(outcome=a.verdict.outcome, because=tuple(f"{a.name}: {b}" for b in a.verdict.because))
            for a in assets
        ),
        previous=None,
    )


def _asset(asset: AnyAsset, result: AssetResult, run: DeployRun) -> AssetRecord:
    places = run.rollout.places()
    return AssetRecord(
        name=asset.name,
        kind=asset.kind,
        baselines=asset.baselines,
        wave=places[asset.name][0] if asset.name in places else None,
        error=result.error,
        held=result.count("ok"),
        operations=tuple(_operation(each) for each in result.operations if each.outcome != "ok"),
        verdict=judge_asset(result),
    )


def _operation(operation: OperationResult) -> OperationRecord:
    detail = operation.detail.encode(errors="surrogateescape")
    return OperationRecord(
        name=operation.name,
        outcome=operation.outcome,
        reason=operation.detail if operation.outcome in _LEFT_OUT else "",
        detail_lines=len(operation.detail.splitlines()),
        detail_sha256=hashlib.sha256(detail).hexdigest() if detail else None,
        calls=operation.calls,
    )


def _held(results: Sequence[AssetResult]) -> tuple[HeldRecord, ...]:
    """Name what held once for all assets that share it: most servers of a district hold the same."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for result in results:
        held = tuple(operation.name for operation in result.operations if operation.outcome == "ok")
        if held:
            alike.setdefault(held, []).append(result.asset)
    return tuple(HeldRecord(assets=tuple(names), operations=held) for held, names in alike.items())
