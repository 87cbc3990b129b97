"""A proof is worth what it measured, not what was promised on the day it was judged by."""

from datetime import UTC, date, datetime, timedelta

import pytest

from drplan.audit.standing import standings
from drplan.declare import AcademicCalendar, Objectives, Period, Tightening
from drplan.record.drill import ProjectedRecord
from tests.unit.audit.ledgers import INVENTORY, district, drill, linked

SUMMER = Period(name="summer", title="Summer", kind="summer", first=date(2026, 6, 15), last=date(2026, 8, 1))
LOOSE = Tightening(
    during="summer",
    objectives=Objectives(rto=timedelta(hours=40), rpo=timedelta(hours=50), mtd=timedelta(hours=96)),
)
HOUR = 3600.0


def standing(day, **seen):
    """Return how the files stand on a day, by a drill in the summer that measured this."""
    year = AcademicCalendar(title="Y", first=date(2026, 1, 1), last=date(2026, 12, 31), periods=(SUMMER,))
    office, school = (next(s for s in district().sites if s.code == code) for code in ("do", "hs"))
    services = tuple(
        s.model_copy(update={"during": (LOOSE,), "objectives": _usual(s)}) if s.name == "hs-files" else s
        for s in school.services
    )
    sites = (office, school.model_copy(update={"services": services}))
    declared = district().model_copy(update={"calendars": (year,), "sites": sites})
    record = drill({"drill": "d1", "day": 170, "services": {"hs-files": "pass"}}, declared)
    (files,) = record.services
    record = record.model_copy(update={"services": (files.model_copy(update=seen),)})
    found = standings(linked({"drill": [record]}), declared, INVENTORY, datetime(*day, 12, tzinfo=UTC))
    return next(each for each in found if each.service == "hs-files")


def _usual(service):
    return service.objectives.model_copy(update={"rto": timedelta(hours=8), "rpo": timedelta(hours=24)})


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        ({"rta_seconds": 8 * HOUR + 1}, "d1: its RTA was 8:00:01, and 8:00:00 is promised on 2026-09-01"),
        ({"rpa_seconds": 24 * HOUR + 1}, "its RPA was 1 day, 0:00:01, and 1 day, 0:00:00 is promised"),
        (
            {
                "projected": ProjectedRecord(
                    seconds=9 * HOUR, low_seconds=1, high_seconds=2, drilled=1, size=2, assumption="a"
                )
            },
            "its RTA at full size was 9:00:00",
        ),
    ],
)
def test_what_passed_by_the_summers_promises_is_stale_when_school_promises_more(seen, why):
    assert standing((2026, 7, 1), **seen).state == "proven"
    found = standing((2026, 9, 1), **seen)
    assert found.state == "stale"
    assert why in "; ".join(found.because)


def test_what_kept_the_strictest_promise_is_proven_on_every_day():
    for day in ((2026, 7, 1), (2026, 9, 1)):
        assert standing(day, rta_seconds=8 * HOUR, rpa_seconds=24 * HOUR).state == "proven"
