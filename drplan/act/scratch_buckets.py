"""What a scratch drill would copy within accounts: told before it, from the manifests alone."""

from __future__ import annotations

from dataclasses import dataclass

from drplan.act.backup import copies_of
from drplan.act.drill_ports import RecoveryPorts
from drplan.declare.data import DataSet, S3Bucket
from drplan.errors import DrplanError
from drplan.plan.drill import DrillPlan

MOST = 8
"""So many manifests are read for a plan, each by a restic of its own."""


@dataclass(frozen=True)
class BucketCopy:
    """One data set's bucket: how many objects and bytes a scratch drill copies within its account.

    Both are ``None`` when its manifest was not read; ``why`` says so.
    """

    data_set: str
    account: str
    bucket: str
    objects: int | None = None
    size: int | None = None
    why: str = ""


def bucket_copies(plan: DrillPlan, ports: RecoveryPorts) -> tuple[BucketCopy, ...]:
    """Read the manifests of the buckets' chosen recovery points, of the first few; restores nothing."""
    held = {each.name: each for service in plan.services for each in plan.data_of(service)}
    buckets = [(each, each.source) for each in held.values() if isinstance(each.source, S3Bucket)]
    read = [_copy(each, source, plan, ports) for each, source in buckets[:MOST]]
    why = f"not counted: of {len(buckets)} buckets the first {MOST} are"
    return (*read, *(BucketCopy(e.name, s.account, s.bucket, why=why) for e, s in buckets[MOST:]))


def _copy(data_set: DataSet, source: S3Bucket, plan: DrillPlan, ports: RecoveryPorts) -> BucketCopy:
    point, account, bucket = plan.points.get(data_set.name), source.account, source.bucket
    if point is None:
        because = plan.choices[data_set.name].because
        return BucketCopy(data_set.name, account, bucket, why=because)
    copies = {each.name: each for each in copies_of(ports.district, data_set)}
    try:
        entries = ports.vault.manifest(data_set, point, copies[point.repository]).entries
    except DrplanError as error:
        return BucketCopy(data_set.name, account, bucket, why=error.message)
    size = sum(int(facts.get("size", 0)) for facts in entries.values())
    return BucketCopy(data_set.name, account, bucket, len(entries), size)
