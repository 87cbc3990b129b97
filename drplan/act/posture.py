"""Bringing in what a tool found in a tenant, and holding an office suite to it: nothing here changes one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from drplan.act.account import Circumstances
from drplan.audit.posture import PolicyStanding, TenantStanding, judge_tenant
from drplan.declare.tenants import AwsAccount, GoogleWorkspace, Microsoft365, Suite, Tenant
from drplan.errors import DrplanError, UsageError
from drplan.measure.verdict import Verdict
from drplan.ports import AnyAsset, AssetResult, Clock, OperationResult
from drplan.posture import CATALOGUES
from drplan.posture.reading import read_results, see_tenant, see_time
from drplan.posture.results import Assessment, Tool
from drplan.record.posture import PostureRecord, SeenRecord
from drplan.record.sums import sha256

BY_HAND = "by hand"
"""Who changes a tenant's settings: no program of ours does."""


@dataclass(frozen=True)
class Brought:
    """A file of results that was taken in, and when."""

    found: Assessment
    file_sha256: str
    at: datetime


def take_in(
    data: bytes, tenant: Tenant, records: Iterable[PostureRecord], now: datetime, tool: Tool | None = None
) -> Brought:
    """Read a file for a tenant; raises ``UsageError`` for another's, one of the future, or one on record."""
    found = read_results(data, tool)
    see_tenant(found, tenant)
    see_time(found, now)
    digest = sha256(data)
    for each in records:
        if (each.file_sha256, each.tenant) == (digest, tenant.name):
            raise UsageError(
                f"this very file is on record already, as {each.id}",
                next_step=f"see it: drplan evidence show {each.id}",
            )
    return Brought(found, digest, now)


def posture_record(
    brought: Brought,
    tenant: Tenant,
    circumstances: Circumstances,
    *,
    account: str,
) -> PostureRecord:
    """Write it down, judged by what the tenant is held to, not yet chained to any other."""
    found = brought.found
    record = PostureRecord(
        id=f"{brought.at:%Y%m%dT%H%M%SZ}-{tenant.name}",
        district=circumstances.district,
        started=brought.at,
        ended=brought.at,
        previous=None,
        verdict=_counted(found),
        tenant=tenant.name,
        tenant_kind=tenant.kind,
        declared_as=tenant.account_id if isinstance(tenant, AwsAccount) else tenant.domain,
        tool=found.tool,
        tool_version=found.version,
        ran=found.ran,
        file_sha256=brought.file_sha256,
        catalogue="",
        holds=(),
        operator_role=circumstances.operator_role,
        operator_account=account,
        inventory_sha256=circumstances.inventory_sha256,
        tools=dict(circumstances.tools),
        results=tuple(SeenRecord.of(each) for each in found.seen),
    )
    if isinstance(tenant, AwsAccount) or found.tool == "prowler":
        return record
    judged = judge_tenant(tenant, (record,), brought.at)
    release = CATALOGUES[tenant.kind].release
    return record.model_copy(update={"verdict": _summed(judged), "catalogue": release, "holds": tenant.holds})


def _counted(found: Assessment) -> Verdict:
    passed, failed = (sum(getattr(each, name) for each in found.seen) for name in ("passed", "failed"))
    unchecked = sum(each.unchecked for each in found.seen)
    said = f"counted beside what is declared: {passed} passed, {failed} failed, {unchecked} not checked"
    return Verdict(outcome="not-applicable", because=(said,))


def _summed(judged: TenantStanding) -> Verdict:
    """Return the worst, with the ids of the policies that make it so."""
    outcome = judged.verdict.outcome
    if outcome == "pass":
        return judged.verdict
    ids = [each.policy.id for each in judged.policies if each.verdict.outcome == outcome]
    return Verdict(outcome=outcome, because=tuple(f"{each}: {outcome}" for each in ids))


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

    def _each(self, assets: Sequence[AnyAsset], failing: str) -> list[AssetResult]:
        records, now = self._records(), self._clock.now()
        return [_result(asset, records, now, failing) for asset in assets]


def _result(asset: AnyAsset, records: Sequence[PostureRecord], now: datetime, failing: str) -> AssetResult:
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


def _operation(standing: PolicyStanding, failing: str) -> OperationResult:
    policy, said = standing.policy, "; ".join(standing.verdict.because)
    name = f"{policy.id} ({policy.criticality}): {policy.requirement}"
    drift = f"{standing.drift}; " if standing.drift else ""
    match standing.verdict.outcome:
        case "pass":
            return OperationResult(name, "ok", standing.drift)
        case "fail":
            outcome = "would-change" if failing == "would-change" else "not-run"
            return OperationResult(name, outcome, f"{drift}{by_hand(standing)}")  # type: ignore[arg-type]
        case "not-applicable":
            return OperationResult(name, "excepted", said)
        case "no-evidence":
            return OperationResult(name, "not-run", f"no evidence: {drift}{said}")


def by_hand(standing: PolicyStanding) -> str:
    """Say where a person sets a policy right."""
    policy = standing.policy
    return f"{BY_HAND}: {policy.where or 'as its page says'} ({policy.link})"
