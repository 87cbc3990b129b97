"""Copies that an intruder who was there for weeks has not spoilt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from drplan.declare import DataSet, NetworkDevice, Retention, S3Bucket, Server
from drplan.declare.data import source_asset
from drplan.validate.days import count
from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index
from drplan.validate.keeping import kept
from drplan.validate.registry import RULES

_FIRST_TIERS = 1


@RULES.add(
    "DRP040",
    "A data set and all its copies are on one medium",
    severity="error",
    why="What spoils one disk, as a bad batch or a firmware fault, spoils its neighbours too.",
    source="CISA, Data Backup Options (2012), rule 3-2-1; NIST SP 800-34 Rev. 1, section 3.4.2",
    fix="name a repository on another medium in the policy's copies",
)
def one_medium(index: Index) -> Iterator[Flaw]:
    """Count production: a server or device as ``disk``, a bucket as ``object-storage``, else ``cloud``."""
    for data, copies in kept(index):
        media = {copy.media.casefold() for copy in copies} | _production(index, data)
        if len(media) == 1:
            names = ", ".join(copy.name for copy in copies)
            yield Flaw(index.data_set(data.name), f"is on {media.pop()} alone, as is every copy ({names})")


def _production(index: Index, data: DataSet) -> set[str]:
    if isinstance(data.source, S3Bucket):
        return {"object-storage"}
    asset = index.assets.get(source_asset(data.source))
    return {"disk" if asset is None or isinstance(asset, Server | NetworkDevice) else "cloud"}


@RULES.add(
    "DRP041",
    "A copy is immutable for a shorter time than an intruder may go unseen",
    severity="error",
    why="By the day the intruder is seen, every copy from before may already be deleted.",
    source="CISA #StopRansomware Guide (2023); CIS Controls v8.1, safeguard 11.3",
    fix="lengthen immutable_days to the district's detection, or find intruders sooner and declare it",
)
def immutable_too_briefly(index: Index) -> Iterator[Flaw]:
    """Compare with the district's ``detection``; a copy that is not immutable at all is another matter."""
    for name, each in index.repositories.items():
        if each.immutable_days > 0 and timedelta(days=each.immutable_days) < index.detection:
            yield Flaw(
                Subject("repository", name),
                f"is immutable for {_days(timedelta(days=each.immutable_days))},"
                f" an intruder may go unseen for {_days(index.detection)}",
            )


@RULES.add(
    "DRP042",
    "An append-only repository is pruned by count",
    severity="error",
    why="Whoever may append can add empty recovery points until the count drops every good one.",
    source="restic 0.18, Security considerations in append-only mode; NIST SP 800-53 Rev. 5, CP-9",
    fix="set retention.within to the district's detection at least, or drop nothing",
)
def pruned_by_count(index: Index) -> Iterator[Flaw]:
    """Ask for ``retention.within`` no shorter than ``detection`` where a policy has an append-only copy."""
    for name, policy in index.policies.items():
        appended = [
            each
            for each in sorted(set(policy.copies) & index.repositories.keys())
            if index.repositories[each].append_only
        ]
        within = None if policy.retention is None else policy.retention.within
        if appended and policy.retention is not None and (within is None or within < index.detection):
            keeps = "no time in which all is kept" if within is None else f"all of only {_days(within)}"
            yield Flaw(
                Subject("policy", name),
                f"keeps {keeps} in append-only {', '.join(appended)};"
                f" an intruder may go unseen for {_days(index.detection)}",
            )


@RULES.add(
    "DRP047",
    "Data of tier 0 or 1 has no copy that is immutable or isolated",
    severity="error",
    why="An append-only copy stops its writers, not the administrator whose password was stolen.",
    source="CISA #StopRansomware Guide (2023); CIS Controls v8.1, safeguard 11.4",
    fix="name a repository with immutable_days, or an isolated one, in the policy's copies",
)
def first_tiers_deletable(index: Index) -> Iterator[Flaw]:
    """Take a service's earliest tier, those of the calendar's periods included."""
    for data, copies in kept(index):
        service = index.data_service[data.name]
        tier = min([service.tier, *(each.tier for each in service.during if each.tier is not None)])
        if tier <= _FIRST_TIERS and not any(copy.immutable_days > 0 or copy.isolated for copy in copies):
            names = ", ".join(copy.name for copy in copies)
            yield Flaw(
                index.data_set(data.name),
                f"belongs to {service.name} (tier {tier:d}),"
                f" and an administrator can delete every copy ({names})",
            )


@RULES.add(
    "DRP048",
    "Nothing is kept for as long as an intruder may go unseen",
    severity="error",
    why="Every recovery point left would hold what the intruder put there.",
    source="NIST SP 800-53 Rev. 5, CP-9 and SI-12; CISA #StopRansomware Guide (2023)",
    fix="keep recovery points for longer than the district's detection",
)
def nothing_old_is_kept(index: Index) -> Iterator[Flaw]:
    """Compare the longest span of each policy's retention; a month counts 30 days, a year 365."""
    for name, policy in index.policies.items():
        if policy.retention is not None and (span := _span(policy.retention)) < index.detection:
            yield Flaw(
                Subject("policy", name),
                f"keeps recovery points for {_days(span)} at the most,"
                f" an intruder may go unseen for {_days(index.detection)}",
            )


def _span(retention: Retention) -> timedelta:
    days = max(retention.daily, retention.weekly * 7, retention.monthly * 30, retention.yearly * 365)
    return max(timedelta(days=days), retention.within or timedelta(0))


def _days(length: timedelta) -> str:
    if length % timedelta(days=1):
        return str(length)
    return count(length)
