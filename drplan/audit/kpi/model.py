"""What a key performance indicator is: its definition, what was read on a day, and how it went before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Literal

from drplan.audit.controls.case import Case
from drplan.audit.controls.insurer_states import PRODUCTION
from drplan.audit.standing import Standing, standings
from drplan.measure.verdict import Outcome
from drplan.record.drill import DrillRecord, ServiceRecord
from drplan.record.ledger import Ledger

Unit = Literal["share", "count", "days", "times"]
"""``share``: from 0 to 1; ``times``: how many times its objective something took."""


@dataclass(frozen=True)
class Reading:
    """What was read on one day.

    ``value`` is ``None`` where there is none: nothing was measured, or what was cannot be told as a number.
    Of a share ``counted`` of ``of`` things are as they should be, and ``short`` names those that are not.
    ``why`` is a whole sentence, the same whenever it is said, so that it can be translated.
    """

    value: float | None
    outcome: Outcome
    target: float
    why: str = ""
    counted: int = 0
    of: int = 0
    short: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What is read from: a case, whose ledger was verified, and what standings are judged by.

    ``inventory_sha256`` is that of the inventory as it is, ``tools`` the versions at hand.
    """

    case: Case
    inventory_sha256: str
    tools: Mapping[str, str] = field(default_factory=dict)

    def on(self, day: date) -> Evidence:
        """Return what there was at the end of an earlier day. Which tools were at hand then, nobody knows."""
        return Evidence(replace(self.case, day=day), self.inventory_sha256)

    @cached_property
    def rehearsed(self) -> tuple[Standing, ...]:
        """Every service's standing by all drills, a lab's among them."""
        return self._standings(self.case.past)

    @cached_property
    def proven(self) -> tuple[Standing, ...]:
        """Every service's standing by the drills from production's copies alone."""
        past = self.case.past
        return self._standings(replace(past, drills=self.real_drills))

    @cached_property
    def real_drills(self) -> tuple[DrillRecord, ...]:
        """The drills from production's copies, first to last."""
        return tuple(each for each in self.case.past.drills if each.proven_on in PRODUCTION)

    @cached_property
    def recoveries(self) -> Mapping[str, ServiceRecord]:
        """What the newest drill from production's copies shows of each service, not older than a year."""
        newest = self.case.newest_drills((each.name for each in self.case.services), PRODUCTION)
        return {
            name: shown
            for name, (drill, shown) in newest.items()
            if self.case.old(drill) <= YEAR and shown.verdict.outcome in ("pass", "fail")
        }

    def _standings(self, ledger: Ledger) -> tuple[Standing, ...]:
        end = datetime.combine(self.case.day + timedelta(days=1), time(), UTC)
        return standings(ledger, self.case.district, self.inventory_sha256, end, self.tools)


YEAR = 365
"""Days."""

Reads = Callable[[Evidence], Reading]


@dataclass(frozen=True)
class Definition:
    """One indicator. ``means``, ``counts`` and ``records`` are whole sentences.

    ``means`` says what it tells a district, ``counts`` exactly what is divided by what, ``records`` which
    records count. The target comes from a ``field`` of the declaration, a ``standard``, or both.
    ``real`` says that nothing of a lab counts; ``history`` that the records tell what it was on earlier
    days: a declaration tells only what is.
    """

    id: str
    title: str
    means: str
    counts: str
    records: str
    unit: Unit
    better: Literal["higher", "lower"]
    reads: Reads
    field: str = ""
    standard: str = ""
    real: bool = True
    history: bool = True


def share(good: Sequence[str], names: Sequence[str], none: str) -> Reading:
    """Read which of so many are as they should be; ``none`` says why it does not apply without any."""
    if not names:
        return Reading(None, "not-applicable", 1.0, none)
    held = frozenset(good)
    short = tuple(each for each in names if each not in held)
    counted = len(names) - len(short)
    return Reading(counted / len(names), "fail" if short else "pass", 1.0, "", counted, len(names), short)


def unread(why: str, target: float = 1.0) -> Reading:
    """Read nothing: no record shows it."""
    return Reading(None, "no-evidence", target, why)


def at_most(value: float, target: float, short: Sequence[str] = (), of: int = 0) -> Reading:
    """Read a number that is well when it is not above its target; ``short`` names what makes it so."""
    outcome: Outcome = "pass" if value <= target else "fail"
    return Reading(value, outcome, target, "", of - len(short) if of else 0, of, tuple(short))
