"""Bringing in what a tool found in a tenant: read, seen to be of that tenant, judged, written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from drplan.act.account import Circumstances
from drplan.audit.posture import TenantStanding, judge_tenant
from drplan.declare.tenants import AwsAccount, Tenant
from drplan.errors import UsageError
from drplan.measure.verdict import Verdict
from drplan.posture import CATALOGUES
from drplan.posture.reading import read_results, see_tenant, see_time
from drplan.posture.results import Assessment, Tool
from drplan.record.kept import record_id
from drplan.record.posture import PostureRecord, SeenRecord
from drplan.record.sums import sha256


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
        id=record_id(brought.at, tenant.name),
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
