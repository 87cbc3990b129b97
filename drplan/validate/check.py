"""One district and one day in, findings out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from drplan.declare import District
from drplan.validate.finding import Finding, Overdue
from drplan.validate.index import Index
from drplan.validate.registry import RULES, Registry
from drplan.validate.waive import Waived, waive


@dataclass(frozen=True)
class Examination:
    """All that the rules saw: the findings that count, and those that a waiver sets aside."""

    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...]


def examine(
    district: District, today: date, rules: Registry = RULES, *, overdue: Iterable[Overdue] = ()
) -> Examination:
    """Return every finding, counting or waived, sorted by site, thing and rule.

    ``today`` is the day that terms, trainings and waivers are compared with; ``overdue`` are the corrective
    actions that the signed records hold open beyond their day. The order of the declaration changes nothing.
    """
    index = Index(district, today, overdue)
    found = {finding for rule in rules for finding in rule.findings(index)}
    findings, waived = waive(sorted(found, key=Finding.order), district.waivers, today)
    return Examination(findings, waived)


def validate(
    district: District, today: date, rules: Registry = RULES, *, overdue: Iterable[Overdue] = ()
) -> tuple[Finding, ...]:
    """Return the findings of :func:`examine` that count."""
    return examine(district, today, rules, overdue=overdue).findings
