"""Judging an office suite by what it is held to and by the last results on record. Nothing else is a pass.

What is missing, late, unreadable, left to people or of another version is ``no-evidence``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from drplan.declare.posture import PolicyWaiver
from drplan.declare.tenants import GoogleWorkspace, Suite
from drplan.errors import UsageError
from drplan.measure.verdict import Verdict, worst
from drplan.posture import CATALOGUES, Catalogue, Policy, nearest
from drplan.posture.policy import bare
from drplan.record.posture import PostureRecord

Drift = Literal["", "newly failing", "newly passing", "no longer seen"]
"""What became of a policy since the results before the last."""

_CLOCKS_DIFFER = timedelta(minutes=10)
_UNSEEN: Mapping[str, str] = {
    "not-checked": "the tool leaves it to people: look by hand",
    "no-events": "the logs hold no event that would tell: look by hand",
    "omitted": "it is left out in the tool's own settings, and not waived here",
    "disputed": "its result is marked as wrong in the tool's own settings",
    "error": "the tool could not check it",
    "removed": "the tool knows it as removed",
    "unknown": "the tool's word for it is not known here",
}


@dataclass(frozen=True)
class PolicyStanding:
    """How a tenant stands by one policy it is held to."""

    policy: Policy
    verdict: Verdict
    drift: Drift = ""


@dataclass(frozen=True)
class TenantStanding:
    """How a tenant stands: ``last`` is what it was judged by, ``late`` why that counts no more."""

    tenant: Suite
    catalogue: Catalogue
    last: PostureRecord | None
    before: PostureRecord | None
    late: str
    policies: tuple[PolicyStanding, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of all policies."""
        return worst(each.verdict for each in self.policies)

    def count(self, outcome: str) -> int:
        """Count the policies of one outcome."""
        return sum(each.verdict.outcome == outcome for each in self.policies)


def judge_tenant(tenant: Suite, records: Iterable[PostureRecord], now: datetime) -> TenantStanding:
    """Judge each policy that a tenant is held to, by verified records; what others are of is passed over.

    Raises ``UsageError`` when it is held to nothing, or to what its catalogue does not have.
    """
    catalogue = CATALOGUES[tenant.kind]
    held = _held(tenant, catalogue)
    last, before = _newest(tenant, records)
    late = _late(tenant, last, now)
    waived = {each.policy: each for each in tenant.waives if each.until >= now.date()}
    seen, earlier = _by_id(last), _by_id(before)
    return TenantStanding(
        tenant=tenant,
        catalogue=catalogue,
        last=last,
        before=before,
        late=late,
        policies=tuple(
            PolicyStanding(
                each,
                _verdict(each, seen, late, waived.get(each.id)),
                _drift(seen.get(each.id), earlier.get(each.id)) if last and before else "",
            )
            for each in held
        ),
    )


def beside(name: str, records: Iterable[PostureRecord]) -> PostureRecord | None:
    """Return the last of Prowler's findings about a tenant, which are shown beside and never judged."""
    found = [each for each in records if each.tenant == name and each.tool == "prowler"]
    return max(found, key=lambda each: each.ran, default=None)


def _held(tenant: Suite, catalogue: Catalogue) -> tuple[Policy, ...]:
    for name in (*tenant.holds, *(each.policy for each in tenant.waives)):
        if not catalogue.under(name):
            near = nearest(catalogue, name)
            raise UsageError(
                f"{tenant.name} names {name}, which stands for nothing in release {catalogue.release}",
                next_step=f"declare {near}, if that was meant" if near else "see drplan validate",
            )
    if not tenant.holds:
        raise UsageError(
            f"{tenant.name} is held to no policy",
            next_step="declare what it is held to, as in holds=('GWS.GMAIL',) or holds=('MS.AAD',)",
        )
    return catalogue.held(tenant.holds)


def _newest(
    tenant: Suite, records: Iterable[PostureRecord]
) -> tuple[PostureRecord | None, PostureRecord | None]:
    """Return the last run's record and the one before it: by when the tools ran, not by who came first."""
    tool = "scubagoggles" if isinstance(tenant, GoogleWorkspace) else "scubagear"
    of_it = [
        each
        for each in records
        if (each.tenant, each.tool, each.declared_as) == (tenant.name, tool, tenant.domain)
    ]
    last, before = (*sorted(of_it, key=lambda each: each.ran, reverse=True)[:2], None, None)[:2]
    return last, before


def _late(tenant: Suite, last: PostureRecord | None, now: datetime) -> str:
    if last is None:
        return "no results are on record"
    if last.ran > now + _CLOCKS_DIFFER:
        return f"the last results say {last.ran:%Y-%m-%d}, which is still to come"
    if now - last.ran > tenant.results_within:
        within = tenant.results_within.days
        return f"the last results are of {last.ran:%Y-%m-%d}, and count for {within} days"
    return ""


def _verdict(policy: Policy, seen: Mapping[str, str], late: str, waiver: PolicyWaiver | None) -> Verdict:
    if waiver is not None:
        why = f"waived until {waiver.until} by {waiver.approved_by_role}: {waiver.reason}"
        return Verdict(outcome="not-applicable", because=(why,))
    if late:
        return _nothing(late)
    result = seen.get(policy.id)
    if result is None:
        others = [each for each in seen if bare(each) == policy.bare]
        return _nothing(
            f"the results are of {others[0]}, another version" if others else "it is not in the results"
        )
    if result == "pass":
        return Verdict(outcome="pass")
    if result == "fail":
        return Verdict(outcome="fail", because=(policy.requirement,))
    return _nothing(_UNSEEN.get(result, _UNSEEN["unknown"]))


def _nothing(why: str) -> Verdict:
    return Verdict(outcome="no-evidence", because=(why,))


def _drift(now: str | None, before: str | None) -> Drift:
    if now == before:
        return ""
    if now == "fail":
        return "newly failing"
    if now == "pass":
        return "newly passing"
    return "no longer seen" if before in {"pass", "fail"} else ""


def _by_id(record: PostureRecord | None) -> dict[str, str]:
    return {each.id: each.result for each in record.results} if record else {}
