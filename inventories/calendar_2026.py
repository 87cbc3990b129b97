"""School year 2026-27: when promises tighten, and when nothing is rehearsed or changed."""

from datetime import date, timedelta

from drplan import AcademicCalendar, Period

FRIDAY = 4


def business_day(day: date) -> date:
    """Return the day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - FRIDAY))


def business_days_before(day: date, count: int) -> date:
    """Return the day that lies so many business days earlier."""
    for _ in range(count):
        day = business_day(day - timedelta(days=1))
    return day


def payroll(year: int, month: int) -> Period:
    """Return the days in which pay is made: three business days up to the 15th."""
    pay_day = business_day(date(year, month, 15))
    return Period(
        name=f"payroll-{year}-{month:02}",
        title=f"Payroll for {pay_day:%B %Y}",
        kind="payroll",
        first=business_days_before(pay_day, 3),
        last=pay_day,
        freezes=("drill", "deploy"),
    )


BOARD_MEETINGS = (
    date(2026, 8, 18),
    date(2026, 9, 15),
    date(2026, 10, 13),
    date(2026, 11, 17),
    date(2026, 12, 15),
    date(2027, 1, 19),
    date(2027, 2, 16),
    date(2027, 3, 16),
    date(2027, 4, 20),
    date(2027, 5, 18),
    date(2027, 6, 15),
)

MARKING = {
    "first-quarter-grades": (date(2026, 10, 28), date(2026, 10, 30)),
    "first-semester-grades": (date(2027, 1, 13), date(2027, 1, 15)),
    "third-quarter-grades": (date(2027, 3, 17), date(2027, 3, 19)),
    "final-grades": (date(2027, 6, 7), date(2027, 6, 11)),
}

BREAKS = {
    "thanksgiving": (date(2026, 11, 25), date(2026, 11, 27)),
    "winter-break": (date(2026, 12, 21), date(2027, 1, 1)),
    "spring-break": (date(2027, 3, 29), date(2027, 4, 2)),
}

calendar = AcademicCalendar(
    title="School year 2026-27",
    first=date(2026, 7, 1),
    last=date(2027, 6, 30),
    periods=(
        Period(
            name="summer-2026",
            title="Summer before school",
            kind="summer",
            first=date(2026, 7, 1),
            last=date(2026, 8, 14),
        ),
        Period(
            name="summer-2027",
            title="Summer after school",
            kind="summer",
            first=date(2027, 6, 14),
            last=date(2027, 6, 30),
        ),
        Period(
            name="enrollment",
            title="Enrollment of new families",
            kind="enrollment",
            first=date(2026, 8, 3),
            last=date(2026, 8, 14),
            freezes=("deploy",),
        ),
        Period(
            name="first-two-weeks",
            title="First two weeks of school",
            kind="first-weeks",
            first=date(2026, 8, 19),
            last=date(2026, 9, 2),
            freezes=("drill", "deploy"),
        ),
        Period(
            name="fall-retakes",
            title="State tests, fall retakes",
            kind="state-testing",
            first=date(2026, 12, 7),
            last=date(2026, 12, 11),
            freezes=("drill", "deploy"),
        ),
        Period(
            name="spring-testing",
            title="State tests, grades 3 to 11",
            kind="state-testing",
            first=date(2027, 4, 12),
            last=date(2027, 5, 7),
            freezes=("drill", "deploy"),
        ),
        Period(
            name="general-election",
            title="Election day: the gymnasiums are polling places",
            kind="election",
            first=date(2026, 11, 3),
            last=date(2026, 11, 3),
            freezes=("drill", "deploy"),
        ),
        *(payroll(2026, month) for month in range(7, 13)),
        *(payroll(2027, month) for month in range(1, 7)),
        *(
            Period(
                name=name,
                title=name.replace("-", " ").capitalize(),
                kind="grading",
                first=first,
                last=last,
                freezes=("deploy",),
            )
            for name, (first, last) in MARKING.items()
        ),
        *(
            Period(name=name, title=name.replace("-", " ").capitalize(), kind="break", first=first, last=last)
            for name, (first, last) in BREAKS.items()
        ),
        *(
            Period(
                name=f"board-{day}",
                title=f"Board meeting of {day:%d %B}",
                kind="board-meeting",
                first=day,
                last=day,
                freezes=("deploy",),
            )
            for day in BOARD_MEETINGS
        ),
    ),
)
