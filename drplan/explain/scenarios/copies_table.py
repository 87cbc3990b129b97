"""Which copies are asked, which are not, and which recovery points are taken from them."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import BackupPolicy, Retention
from drplan.declare.lookup import policy_named
from drplan.explain.content import Table
from drplan.explain.document import Block, Bullets, Command, Paragraph
from drplan.explain.scenarios.matter import Matter
from drplan.explain.words import count, length, listing
from drplan.plan.copy_trust import CopyTrust

_SAID = {
    "trusted": "may be restored from",
    "doubtful": "DO NOT restore from it before it was looked at",
    "out of reach": "out of reach today",
    "gone": "gone",
}


def copies_blocks(matter: Matter) -> Iterator[Block]:
    """Say which copies may be trusted after this peril; raises ``UsageError`` for an undeclared name."""
    if not matter.copies:
        yield Paragraph("No data set of these services is declared: nothing is restored from a copy.")
        return
    yield Table(
        "Copies, the ones to ask first on top",
        ("Copy", "May it be trusted", "Why", "Kept by", "Media", "Its password"),
        tuple(_copy(each, matter) for each in matter.copies),
    )
    yield Table(
        "What is asked of which copy",
        ("Policy", "Data of", "Ask in this order", "Recovery points are kept"),
        tuple(_policy(policy, names, matter) for policy, names in _policies(matter)),
    )
    yield from _points(matter)


def _copy(each: CopyTrust, matter: Matter) -> tuple[str, ...]:
    copy = each.repository
    lost = {service.name for service in matter.down}
    password = copy.password.describe()
    if copy.password_service in lost and copy.escrow:
        password = f"{copy.password_service} is lost too: {copy.escrow[0].place}"
    elif copy.password_service in lost:
        password = f"{copy.password_service} is lost too, and no second place is declared"
    return copy.name, _SAID[each.standing], each.because, copy.site, copy.media, password


def _policies(matter: Matter) -> Iterator[tuple[BackupPolicy, list[str]]]:
    found: dict[str, list[str]] = {}
    for service in matter.loss.services:
        for policy in dict.fromkeys(data.policy for data in service.data_sets):
            found.setdefault(policy, []).append(service.name)
    yield from ((policy_named(matter.district, name), names) for name, names in found.items())


def _policy(policy: BackupPolicy, names: list[str], matter: Matter) -> tuple[str, ...]:
    order = [each for each in matter.copies if each.repository.name in policy.copies]
    asked = [each.repository.name for each in order if each.standing == "trusted"]
    return policy.name, listing(names), listing(asked, "none may be trusted: stop and ask"), _kept(policy)


def _kept(policy: BackupPolicy) -> str:
    every = f"one every {length(policy.cadence)}"
    return every if policy.retention is None else f"{every}; {_retention(policy.retention)}"


def _retention(kept: Retention) -> str:
    parts = [f"all of the last {length(kept.within)}"] if kept.within else []
    each = (("day", kept.daily), ("week", kept.weekly), ("month", kept.monthly), ("year", kept.yearly))
    return listing(parts + [f"one a {unit} for {count(number, unit)}" for unit, number in each if number])


def _points(matter: Matter) -> Iterator[Block]:
    if not matter.attack:
        yield Paragraph(
            "Take the newest good one of the nearest copy that may be asked: what was lost did not change it."
        )
        return
    seen = length(matter.district.detection)
    yield Bullets(
        (
            "Take the newest recovery point from before the intruder came, not the newest there is.",
            (
                f"When that was is for those to say who read the logs. An intruder may go unseen for {seen}: "
                "while nobody knows, take one that is older than that, or take a newer one for data that "
                "cannot carry a program, and look at it first."
            ),
            "A restore passes over every recovery point that was screened as suspect, and says so.",
            "Never restore over what is still evidence: into an empty folder, on a machine that is new.",
        )
    )
    yield Paragraph(
        "Put the moment (UTC) in the place of MOMENT. It prints each restore with that bound in it."
    )
    yield Command(f"drplan restore plan --scenario {matter.scenario.name} --lost-at MOMENT")
