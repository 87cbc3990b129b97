"""Which buckets of an account a scratch drill brings back, under which names, and what it cannot show."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from drplan.declare.data import S3Bucket
from drplan.declare.district import District
from drplan.declare.lookup import assets, aws_accounts, reached_at, unknown
from drplan.declare.probes import CommandProbe, HttpProbe, ObjectProbe, Probe, host_of, single
from drplan.declare.services import Service
from drplan.declare.tenants import AwsAccount
from drplan.plan.drill import DrillPlan

LONGEST = 63
"""Characters in a bucket's name: Amazon S3 User Guide, "General purpose bucket naming rules"."""

_DIGEST = 6


def scratch_name(account: AwsAccount, bucket: str, token: str) -> str:
    """Return the name of the bucket that a drill brings ``bucket`` back into; ``token`` is the drill's."""
    whole = f"{account.scratch_prefix}-{token}-{bucket}"
    if len(whole) <= LONGEST:
        return whole
    digest = hashlib.sha256(bucket.encode()).hexdigest()[:_DIGEST]
    return f"{whole[: LONGEST - _DIGEST - 1].rstrip('-')}-{digest}"


def buckets_of(plan: DrillPlan, district: District) -> dict[str, tuple[str, ...]]:
    """Return by account the buckets that come back; also each account that a service stands on, with none.

    Raises ``UsageError`` for an account that is not declared.
    """
    found: dict[str, dict[str, None]] = {a.name: {} for a in plan.assets if isinstance(a, AwsAccount)}
    known = {account.name for account in aws_accounts(district)}
    for service in plan.services:
        for source in _sources(plan, service):
            if source.account not in known:
                raise unknown("AWS account", source.account, sorted(known))
            found.setdefault(source.account, {})[source.bucket] = None
    return {name: tuple(buckets) for name, buckets in found.items()}


def unshown(plan: DrillPlan, district: District) -> dict[str, str]:
    """Return, for each service on an account that scratch buckets cannot show whole, why not."""
    back = {(name, bucket) for name, buckets in buckets_of(plan, district).items() for bucket in buckets}
    accounts = {asset.name for asset in plan.assets if isinstance(asset, AwsAccount)}
    declared = {reached_at(asset) for asset in assets(district)}
    names = {bucket for _, bucket in back}
    found: dict[str, str] = {}
    for service in plan.services:
        sources = _sources(plan, service)
        stands_on = accounts & set(plan.ground_of(service))
        bare = stands_on - {source.account for source in sources}
        reasons = [f"{name}: no bucket of it is a data set of this service" for name in sorted(bare)]
        probes = [each for probe in service.probes for each in single(probe)]
        reasons += _blind(probes, back)
        if sources or stands_on:
            reasons += _unled(probes, names, declared)
        found |= {service.name: reasons[0]} if reasons else {}
    return found


def _sources(plan: DrillPlan, service: Service) -> list[S3Bucket]:
    return [each.source for each in plan.data_of(service) if isinstance(each.source, S3Bucket)]


def _blind(probes: list[Probe], back: set[tuple[str, str]]) -> Iterator[str]:
    for probe in probes:
        if isinstance(probe, ObjectProbe) and (probe.account, probe.bucket) not in back:
            yield f"a probe looks at {probe.bucket}, to which no data set of this drill comes back"


def _unled(probes: list[Probe], buckets: set[str], declared: set[str]) -> Iterator[str]:
    """Yield the probes that would ask production's buckets, or nobody, from within a room."""
    for probe in probes:
        if isinstance(probe, HttpProbe) and host_of(probe) not in declared:
            yield f"a probe fetches {probe.url}, which leads to no scratch bucket"
        if isinstance(probe, CommandProbe) and any(b in word for word in probe.argv for b in buckets):
            yield "a probe's program names a bucket, and would not be led to the scratch bucket"
