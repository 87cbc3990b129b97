"""Key performance indicators: each with its definition, its value on a day, and how it went before.

Pure. What was not measured is ``no-evidence``: never nought, and never all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from drplan.audit.controls.case import Case
from drplan.audit.kpi.definitions import DEFINITIONS
from drplan.audit.kpi.model import Definition, Evidence, Reading
from drplan.plan.quarter import quarter_of

__all__ = ["DEFINITIONS", "Definition", "Kpi", "Past", "Reading", "kpis", "quarter_ends"]

QUARTERS = 8


@dataclass(frozen=True)
class Past:
    """What was read at the end of a quarter (``2026-q4``), or on ``day`` when that one still runs."""

    quarter: str
    day: date
    reading: Reading


@dataclass(frozen=True)
class Kpi:
    """One indicator on a day. ``trend`` is empty where nothing tells what it was before."""

    definition: Definition
    day: date
    reading: Reading
    trend: tuple[Past, ...]


def kpis(case: Case, inventory_sha256: str, tools: Mapping[str, str]) -> tuple[Kpi, ...]:
    """Return every indicator as on the case's day, and at the ends of the last eight quarters.

    The case's ledger must have been verified. Earlier days see the records of then, by the declaration as it
    is now: no older one is known.
    """
    now = Evidence(case, inventory_sha256, tools)
    days = quarter_ends(case.day, QUARTERS)
    before = [(day, now.on(day)) for day in days[:-1]]

    def indicator(definition: Definition) -> Kpi:
        reading = definition.reads(now)
        return Kpi(definition, case.day, reading, tuple(_trend(definition, before, case.day, reading)))

    return tuple(indicator(each) for each in DEFINITIONS)


def _trend(
    definition: Definition, before: list[tuple[date, Evidence]], today: date, reading: Reading
) -> Iterator[Past]:
    if definition.history:
        for day, seen in before:
            yield Past(str(quarter_of(day)), day, definition.reads(seen))
        yield Past(str(quarter_of(today)), today, reading)


def quarter_ends(day: date, number: int) -> list[date]:
    """Return the last days of so many quarters, first to last; of the one that runs, the day itself."""
    ends = [day]
    while len(ends) < number:
        first = date(ends[-1].year, 3 * ((ends[-1].month - 1) // 3) + 1, 1)
        ends.append(first - timedelta(days=1))
    return ends[::-1]
