"""What was seen beside the records when a page was made: the moment, and what the copies answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from drplan.declare import Service
from drplan.measure.copies import CopyState
from drplan.measure.verdict import Outcome


@dataclass(frozen=True)
class Live:
    """``states`` are what the copies answered at ``made_at``, every copy of every data set.

    Nobody asked them where there are none, and ``unasked`` says why.
    """

    made_at: datetime
    states: tuple[CopyState, ...] = ()
    unasked: str = ""


@dataclass(frozen=True)
class Loss:
    """What would be lost now of one service's data.

    ``age`` is that of the newest good recovery point that any copy shows of the data set that is worst off;
    ``None`` when one has none that is known. ``rpo`` is in force today. ``silent`` counts copies that did not
    answer, ``late`` those that answered and are not well.
    """

    service: str
    outcome: Outcome
    age: timedelta | None
    rpo: timedelta
    silent: int
    late: int
    copies: int


def losses(states: Iterable[CopyState], services: Sequence[Service]) -> tuple[Loss, ...]:
    """Return the loss of every service that owns data and was asked about, in declared order.

    It passes only where every copy answered and is well. One that did not answer is never taken for well.
    """
    by_service: dict[str, list[CopyState]] = {}
    for each in states:
        by_service.setdefault(each.freshness.promise.service, []).append(each)
    return tuple(_loss(each.name, by_service[each.name]) for each in services if each.name in by_service)


def _loss(service: str, states: Sequence[CopyState]) -> Loss:
    silent = sum(each.error is not None for each in states)
    late = sum(each.error is None and not each.freshness.well for each in states)
    outcome: Outcome = "fail" if late else "no-evidence" if silent else "pass"
    ages = _newest(states).values()
    known = [age for age in ages if age is not None]
    worst = max(known) if len(known) == len(ages) else None
    rpo = min(each.freshness.promise.in_force for each in states)
    return Loss(service, outcome, worst, rpo, silent, late, len(states))


def _newest(states: Sequence[CopyState]) -> Mapping[str, timedelta | None]:
    """Return the age of each data set's newest good recovery point in any copy that answered."""
    found: dict[str, timedelta | None] = {}
    for each in states:
        before, age = found.get(each.data_set), each.freshness.age
        found[each.data_set] = age if before is None else before if age is None else min(before, age)
    return found
