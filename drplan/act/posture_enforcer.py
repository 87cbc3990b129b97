"""Holding office suites to their policies: nothing here changes one, or talks to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from drplan.audit.posture import PolicyStanding, judge_tenant
from drplan.declare.tenants import GoogleWorkspace, Microsoft365, Suite
from drplan.errors import DrplanError
from drplan.ports import AnyAsset, AssetResult, Clock, OperationResult
from drplan.ports.world import OperationOutcome
from drplan.record.posture import PostureRecord

BY_HAND = "by hand"
"""Who changes a tenant's settings: no program of ours does."""


class PostureEnforcer:
    """Implements :class:`drplan.ports.Enforcer` for office suites, by the results that were brought in.

    ``records`` returns the verified ones, and is asked each time.
    """

    def __init__(self, records: Callable[[], Sequence[PostureRecord]], clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def plan(self, assets: Sequence[AnyAsset]) -> Sequence[AssetResult]:
        """Say which policies fail, and where somebody sets them right."""
        return self._each(assets, "would-change")

    def apply(self, assets: Sequence[AnyAsset]) -> Sequence[AssetResult]:
        """Change nothing: say of each policy that fails that a person sets it right."""
        return self._each(assets, "not-run")

    def _each(self, assets: Sequence[AnyAsset], failing: OperationOutcome) -> list[AssetResult]:
        records, now = self._records(), self._clock.now()
        return [_result(asset, records, now, failing) for asset in assets]


def _result(
    asset: AnyAsset, records: Sequence[PostureRecord], now: datetime, failing: OperationOutcome
) -> AssetResult:
    if not isinstance(asset, GoogleWorkspace | Microsoft365):
        return AssetResult(asset.name, error=f"{asset.kind} is no office suite")
    try:
        judged = judge_tenant(asset, records, now)
    except DrplanError as error:
        return AssetResult(asset.name, error=f"{error.message} (next: {error.next_step})")
    if judged.late:
        return AssetResult(asset.name, error=f"no evidence: {judged.late} (next: {next_results(asset)})")
    return AssetResult(asset.name, tuple(_operation(each, failing) for each in judged.policies))


def next_results(tenant: Suite) -> str:
    """Return what brings results that count."""
    tool = "ScubaGoggles" if isinstance(tenant, GoogleWorkspace) else "ScubaGear"
    return f"run {tool}, then drplan evidence posture FILE --tenant {tenant.name}"


def _operation(standing: PolicyStanding, failing: OperationOutcome) -> OperationResult:
    policy, said = standing.policy, "; ".join(standing.verdict.because)
    name = f"{policy.id} ({policy.criticality}): {policy.requirement}"
    drift = f"{standing.drift}; " if standing.drift else ""
    match standing.verdict.outcome:
        case "pass":
            return OperationResult(name, "ok", standing.drift)
        case "fail":
            return OperationResult(name, failing, f"{drift}{by_hand(standing)}")
        case "not-applicable":
            return OperationResult(name, "excepted", said)
        case "no-evidence":
            return OperationResult(name, "not-run", f"no evidence: {drift}{said}")


def by_hand(standing: PolicyStanding) -> str:
    """Say where a person sets a policy right."""
    policy = standing.policy
    return f"{BY_HAND}: {policy.where or 'as its page says'} ({policy.link})"
