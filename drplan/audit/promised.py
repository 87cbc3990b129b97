"""What a drill measured, beside what is promised on another day than the one it was judged by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from drplan.declare.district import District
from drplan.declare.season import periods_on, strictest_rpo, strictest_rto
from drplan.declare.services import Service
from drplan.record.drill import ServiceRecord


def missed_on(day: date, service: Service, seen: ServiceRecord, district: District) -> Iterator[str]:
    """Say which of a service's objectives of a day what was measured would have missed.

    A drill in the summer, or one that was held to the objectives of a day in it, passes by promises that
    the summer may have loosened: that says nothing of grading week (NIST SP 800-34 Rev. 1, section 3.2).
    """
    periods = periods_on(district.calendars, day) if service.during else ()
    rto, rpo = strictest_rto(service, periods)[0].rto, strictest_rpo(service, periods)[0].rpo
    full = seen.projected.seconds if seen.projected else None
    for what, seconds, limit in (
        ("RTA", seen.rta_seconds, rto),
        ("RTA at full size", full, rto),
        ("RPA", seen.rpa_seconds, rpo),
    ):
        actual = None if seconds is None else timedelta(seconds=seconds)
        if actual is not None and actual > limit:
            said = timedelta(seconds=round(actual.total_seconds()))
            yield f"its {what} was {said}, and {limit} is promised on {day}"
