"""What may happen is rehearsed, often enough, and not in the week of the state tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import get_args

from drplan.declare import Peril, Tier
from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index
from drplan.validate.registry import RULES
from drplan.validate.school_year import quarters, school_year

_MEASURED = ("test", "functional", "full-scale")
_HANDS_ON = ("functional", "full-scale")


@RULES.add(
    "DRP062",
    "A service is in no exercise",
    severity="warning",
    why="Nobody has ever seen it come back, nor practised what to do until it does.",
    source="NIST SP 800-53 Rev. 5, CP-4; NIST SP 800-84 (2006), section 2",
    fix="name the service in the services of an exercise",
)
def service_never_exercised(index: Index) -> Iterator[Flaw]:
    """Every service is rehearsed in some way, on some day."""
    rehearsed = {name for exercise in index.exercises.values() for name in exercise.services}
    for name in index.services:
        if name not in rehearsed:
            yield Flaw(index.service(name), "is named by no exercise")


@RULES.add(
    "DRP063",
    "A service of tier 0 or 1 is not tested in each quarter of the school year",
    severity="error",
    why="What worked in the fall fails in the spring: systems, staff and passwords change within a quarter.",
    source="CIS Controls v8.1, safeguard 11.5; NIST SP 800-53 Rev. 5, CP-4",
    fix="give an exercise of kind test, functional or full-scale that names it a day in each quarter",
)
def not_tested_each_quarter(index: Index) -> Iterator[Flaw]:
    """Count days planned and past; without a school year that holds today DRP069 speaks."""
    year = school_year(index)
    if year is None:
        return
    tested: dict[str, set[date]] = {}
    for exercise in index.exercises.values():
        if exercise.kind in _MEASURED:
            for name in set(exercise.services):
                tested.setdefault(name, set()).update(exercise.dates)
    parts = quarters(year)
    for name, service in index.services.items():
        if service.tier <= Tier.SAFETY_PAY_RECORDS:
            days = tested.get(name, set())
            missing = [part for part in parts if not any(part.holds(day) for day in days)]
            if missing:
                listed = "; ".join(map(str, missing))
                yield Flaw(index.service(name), f"is in tier {service.tier:d} and not tested in {listed}")


@RULES.add(
    "DRP064",
    "A scenario is never exercised",
    severity="warning",
    why="A plan for it that nobody has talked through is found wanting on the day.",
    source="NIST SP 800-84 (2006), section 2; NIST SP 800-53 Rev. 5, CP-4",
    fix="declare an exercise of the scenario: a tabletop is enough to begin with",
)
def scenario_never_exercised(index: Index) -> Iterator[Flaw]:
    """Every scenario is that of some exercise."""
    exercised = {exercise.scenario for exercise in index.exercises.values()}
    for name, scenario in index.scenarios.items():
        if name not in exercised:
            yield Flaw(Subject("scenario", name), f"no exercise rehearses it ({scenario.peril})")


@RULES.add(
    "DRP065",
    "A peril has no scenario",
    severity="warning",
    why="Nobody has written down what it would take away, so nobody will know what is left.",
    source="NIST SP 800-53 Rev. 5, RA-3 and CP-2; NIST SP 800-34 Rev. 1, section 3.2",
    fix="declare a scenario of that peril, with what it takes away",
)
def peril_without_scenario(index: Index) -> Iterator[Flaw]:
    """Look for each of the seven perils."""
    foreseen = {scenario.peril for scenario in index.scenarios.values()}
    for peril in get_args(Peril):
        if peril not in foreseen:
            yield Flaw(Subject("district", index.name), f"declares no scenario for {peril}")


@RULES.add(
    "DRP066",
    "No functional or full-scale exercise is held in the school year",
    severity="warning",
    why="Talk does not show who lacks a key, a password or the way to the other building.",
    source="NIST SP 800-34 Rev. 1, section 3.5; NIST SP 800-84 (2006), section 5",
    fix="declare an exercise of kind functional or full-scale with a day in the school year",
)
def no_hands_on_exercise(index: Index) -> Iterator[Flaw]:
    """Count days planned and past; without a school year that holds today DRP069 speaks."""
    year = school_year(index)
    if year is None:
        return
    held = [each for each in index.exercises.values() if each.kind in _HANDS_ON]
    if not any(year.first <= day <= year.last for each in held for day in each.dates):
        message = f"holds none in {year.title} ({year.first} to {year.last})"
        yield Flaw(Subject("district", index.name), message)


@RULES.add(
    "DRP067",
    "An exercise is planned for a day on which none may be held",
    severity="error",
    why="It would take systems and people away from the tests, the payroll or the election of that day.",
    source="NIST SP 800-84 (2006), section 2; NIST SP 800-53 Rev. 5, CP-4",
    fix="move the exercise to a day outside the period",
)
def exercise_in_freeze(index: Index) -> Iterator[Flaw]:
    """Look at today and the days to come: a past day can no longer be moved."""
    periods = [each for year in index.calendars for each in year.periods if "drill" in each.freezes]
    for name, exercise in index.exercises.items():
        for day in sorted(day for day in set(exercise.dates) if day >= index.today):
            for period in periods:
                if period.first <= day <= period.last:
                    within = f"{period.name} ({period.first} to {period.last})"
                    yield Flaw(Subject("exercise", name), f"is planned for {day}, within {within}")


@RULES.add(
    "DRP069",
    "No school year holds today",
    severity="warning",
    why="Nobody can say whether this year's exercises are enough (DRP063, DRP066) or in whose way they are.",
    source="NIST SP 800-84 (2006), section 2; NIST SP 800-53 Rev. 5, CP-4",
    fix="declare the calendar of the present school year",
)
def no_school_year(index: Index) -> Iterator[Flaw]:
    """Speak for the rules that count by the school year and then have nothing to count by."""
    if school_year(index) is not None:
        return
    ended = [year.last for year in index.calendars if year.last < index.today]
    last = f": the last one ended on {max(ended)}" if ended else ""
    yield Flaw(Subject("district", index.name), f"declares no calendar that holds {index.today}{last}")
