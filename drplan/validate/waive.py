"""Findings that somebody answers for are set aside, and never lost from sight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from drplan.declare import Waiver
from drplan.validate.finding import Finding

NEVER_WAIVED = frozenset({"DRP120", "DRP121", "DRP122"})
"""The rules about waivers: a waiver of one would hide that waivers hide too much."""


@dataclass(frozen=True)
class Waived:
    """A finding that does not count, with the waiver that says until when and who bears it."""

    finding: Finding
    waiver: Waiver


def waive(
    findings: Iterable[Finding], waivers: Iterable[Waiver], today: date
) -> tuple[tuple[Finding, ...], tuple[Waived, ...]]:
    """Return the findings that count and those that a waiver live on ``today`` sets aside, in their order.

    A waiver is live to the end of its last day, and sets aside what its rule says about its subject. Of
    several waivers for one finding the one that lasts longest is named.
    """
    live = {
        (waiver.rule, waiver.subject): waiver
        for waiver in sorted(waivers, key=lambda each: (each.until, each.approved_by_role, each.reason))
        if today <= waiver.until and waiver.rule not in NEVER_WAIVED
    }
    kept, waived = [], []
    for finding in findings:
        waiver = live.get((finding.rule, finding.subject.name))
        if waiver is None:
            kept.append(finding)
        else:
            waived.append(Waived(finding, waiver))
    return tuple(kept), tuple(waived)
