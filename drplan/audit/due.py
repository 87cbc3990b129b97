"""When a service is to be drilled next: before its proof grows old, on a day that no period freezes. Pure.

NIST SP 800-53 Rev. 5, CP-4: test at a frequency that the organisation defines. Here it is what the proof of
a service's tier lasts for, and the school year says on which days nothing is rehearsed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, timedelta

from drplan.audit.standing import Standing
from drplan.declare.district import District
from drplan.plan.freeze import frozen, open_day

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """One service. ``now`` says that no proof holds, or that no open day is left before it grows old.

    ``first`` is the first open day, ``last`` the last one on which the proof still holds, ``None`` when
    ``now``.
    """

    service: str
    now: bool
    first: date
    last: date | None


def drills_due(found: Iterable[Standing], district: District, day: date) -> tuple[Due, ...]:
    """Return of each service when it is due: those that are due now first, then by the last day."""
    first = open_day(district, "drill", day)
    due = [_due(each, district, day, first) for each in found]
    return tuple(sorted(due, key=lambda each: (not each.now, each.last or each.first)))


def _due(standing: Standing, district: District, day: date, first: date) -> Due:
    last = None
    if standing.state == "proven" and standing.until is not None:
        last = _open_day_before(district, standing.until.astimezone(UTC).date(), day)
    return Due(standing.service, last is None, first, last)


def _open_day_before(district: District, until: date, day: date) -> date | None:
    """Return the last open day before ``until`` that is not before ``day``; ``None`` when there is none."""
    last = until - _A_DAY
    while last >= day and (period := frozen(district, "drill", last)) is not None:
        last = period.first - _A_DAY
    return last if last >= day else None
