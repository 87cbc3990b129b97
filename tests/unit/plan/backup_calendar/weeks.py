"""Small weeks to plan, and a judge of them that knows nothing of how they were planned."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import time, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from drplan.declare import Window
from drplan.plan.calendar import Calendar, Frozen, Job, Placed, Resource
from drplan.plan.calendar.model import GRAIN, WEEK

MINUTE = timedelta(minutes=1)
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def job(name: str = "sis", **changes) -> Job:
    given: dict[str, Any] = {
        "copies": ("onsite",),
        "cadence": DAY,
        "duration": 30 * MINUTE,
        "loads": {"a": 10.0},
    } | changes
    return Job(data_set=name, **given)


def window(hour: int, hours: float) -> Window:
    return Window(opens=time(hour), lasts=hours * HOUR)


windows = st.none() | st.builds(
    lambda opens, lasts: Window(opens=time(opens // 60, opens % 60), lasts=lasts * MINUTE),
    st.integers(0, 1439),
    st.integers(30, 1440),
)
freezes = st.lists(
    st.builds(
        lambda first, lasts, name: Frozen(first, first + lasts, name),
        st.integers(0, WEEK - 1),
        st.integers(10, 2000),
        st.sampled_from(["testing", "payroll"]),
    ),
    max_size=2,
).map(tuple)


@st.composite
def jobs(draw, most: int = 6) -> list[Job]:
    names = [f"set{number}" for number in range(draw(st.integers(1, most)))]
    return [
        Job(
            data_set=name,
            copies=("onsite",),
            cadence=draw(st.integers(20, 12_000)) * MINUTE,
            duration=draw(st.integers(0, 400)) * MINUTE,
            loads=draw(
                st.dictionaries(st.sampled_from("abc"), st.floats(0, 60).map(lambda rate: round(rate, 3)))
            ),
            window=draw(windows),
            frozen=draw(freezes),
            rpo=draw(st.none() | st.integers(30, 12_000).map(lambda minutes: minutes * MINUTE)),
        )
        for name in names
    ]


resources = st.tuples(*(st.integers(20, 200) for _ in "abc")).map(
    lambda budgets: [Resource(name, budget) for name, budget in zip("abc", budgets, strict=True)]
)


def faults(calendar: Calendar, budgets: Sequence[Resource]) -> list[str]:
    """Say what a calendar breaks, minute by minute of grain; nothing when it is good."""
    found = [fault for each in calendar.placed for fault in _faults_of(each)]
    loads: dict[tuple[str, int], float] = defaultdict(float)
    for each in calendar.placed:
        for minute in {minute for start in each.starts for minute in _minutes(each.job, start)}:
            for name, rate in each.job.loads.items():
                loads[name, minute] += rate
    limits = {each.name: each.budget for each in budgets}
    # Rates are counted in whole bits a second, and nothing that is sent counts as less than one.
    return found + [
        f"{name} carries {rate} at {minute}"
        for (name, minute), rate in loads.items()
        if rate > limits[name] + 1e-5
    ]


def _minutes(job: Job, start: int) -> list[int]:
    takes = max(1, -(-job.duration // (GRAIN * MINUTE)))
    return [(start + number * GRAIN) % WEEK for number in range(takes)]


def _faults_of(placed: Placed) -> list[str]:
    job, starts, found = placed.job, placed.starts, []
    gaps = [b - a for a, b in pairwise(starts)] + [WEEK - starts[-1] + starts[0]]
    longest = max(gaps) * MINUTE
    if longest > job.cadence:
        found.append(f"{longest} between starts, a cadence of {job.cadence}")
    if job.rpo is not None and longest + job.duration > job.rpo:
        found.append(f"data may be {longest + job.duration} old, an RPO of {job.rpo}")
    if min(gaps) * MINUTE < job.duration:
        found.append("a run starts before the last has ended")
    for start in starts:
        end = start * MINUTE + job.duration
        if job.window is not None and job.window.lasts < DAY:
            opens = timedelta(hours=job.window.opens.hour, minutes=job.window.opens.minute)
            since = (start * MINUTE - opens) % DAY
            if since + job.duration > job.window.lasts:
                found.append(f"starts {since} after its window opens")
        for each in job.frozen:
            spans = [(each.first + week, each.end + week) for week in (-WEEK, 0, WEEK)]
            if any(start < last and end > first * MINUTE for first, last in spans):
                found.append(f"runs within {each.name}")
    return found
