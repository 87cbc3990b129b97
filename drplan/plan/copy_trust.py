"""Which copies may be restored from after a disruption, by what the disruption could reach.

It judges what is declared. Whether a recovery point is clean is for those who look at it: a copy that may be
trusted can still hold what an intruder left, put there while nobody knew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from drplan.declare.district import District
from drplan.declare.exercises import Peril, Scenario
from drplan.declare.lookup import policy_named, repository_named
from drplan.declare.protection import Repository
from drplan.plan.loss import Loss
from drplan.plan.redundancy import Redundancy

Standing = Literal["trusted", "out of reach", "doubtful", "gone"]
"""``doubtful``: whoever did it may have changed it. ``out of reach``: whole, and not to be read today."""

ATTACKS: frozenset[Peril] = frozenset({"ransomware", "tenant-takeover"})
"""Perils in which somebody may have changed copies on purpose."""

_HARM: dict[Peril, tuple[Standing, str]] = {
    "fire-or-flood": ("gone", "it lies where the fire or the water was"),
    "power-outage": ("out of reach", "it lies where there is no power"),
    "ransomware": ("doubtful", "it lies at a place that was attacked"),
    "tenant-takeover": ("doubtful", "it lies in what was attacked"),
}


@dataclass(frozen=True)
class CopyTrust:
    """One copy, whether it may be restored from, and why."""

    repository: Repository
    standing: Standing
    because: str


def copies_after(district: District, loss: Loss) -> tuple[CopyTrust, ...]:
    """Judge each copy of the lost services' data, those to ask first on top.

    Raises ``UsageError`` for a policy or a repository that is not declared.
    """
    policies = (
        policy_named(district, data.policy) for service in loss.services for data in service.data_sets
    )
    names = dict.fromkeys(copy for policy in policies for copy in policy.copies)
    judged = [_judge(repository_named(district, name), district, loss.scenario) for name in names]
    order: tuple[Standing, ...] = ("trusted", "out of reach", "doubtful", "gone")
    return tuple(sorted(judged, key=lambda each: order.index(each.standing)))


def _judge(copy: Repository, district: District, scenario: Scenario | None) -> CopyTrust:
    if scenario is None:
        return CopyTrust(copy, "trusted", "nothing is said of what happened")
    if copy.site in scenario.vendors:
        return CopyTrust(copy, "gone", "its keeper is the vendor that failed")
    if scenario.peril in ATTACKS:
        return _after_attack(copy, district, scenario)
    if _hit(copy, district, scenario):
        standing, because = _HARM.get(scenario.peril, ("out of reach", "it lies at a place that is cut off"))
        return CopyTrust(copy, standing, because)
    own = {site.code for site in district.sites}
    if scenario.peril == "internet-outage" and copy.site not in own:
        return CopyTrust(copy, "out of reach", "it is reached over the Internet, until a line is back")
    return CopyTrust(copy, "trusted", "nothing that happened reaches it")


def _hit(copy: Repository, district: District, scenario: Scenario) -> bool:
    redundancy = Redundancy(district)
    lost = {each for name in scenario.assets for each in redundancy.touched(name)}
    return copy.site in scenario.sites or copy.host in lost


def _after_attack(copy: Repository, district: District, scenario: Scenario) -> CopyTrust:
    """Trust what the credentials of the attacked network could not change (CISA #StopRansomware, 2023)."""
    if copy.isolated:
        return CopyTrust(copy, "trusted", "no credential of the district's network opens it")
    if copy.immutable_days:
        return CopyTrust(copy, "trusted", _locked(copy.immutable_days, district.detection))
    if _hit(copy, district, scenario):
        return CopyTrust(copy, *_HARM[scenario.peril])
    if copy.append_only:
        return CopyTrust(
            copy, "doubtful", "writers can only add, but whoever administers its server can do more"
        )
    return CopyTrust(copy, "doubtful", "whoever held a server could change or delete what lies here")


def _locked(days: int, detection: timedelta) -> str:
    said = f"nothing in it can be deleted or changed for {days} days"
    if timedelta(days=days) >= detection:
        return said
    return f"{said}; an intruder may go unseen for {detection.days}, so older points may be gone"
