"""Waves are kept, limits are kept, nothing waits that could run, and the longest path goes first."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from drplan.plan.schedule import Job, Limits, Running, timetable


def order(slots):
    return [(slot.job.name, slot.start) for slot in slots]


def test_the_longest_path_goes_first_and_no_wave_begins_early():
    jobs = [Job("a", 0, 5, 5), Job("b", 0, 10, 30), Job("c", 0, 10, 20), Job("d", 1, 1, 1)]
    assert order(timetable(jobs, Limits(2))) == [("b", 0), ("c", 0), ("a", 10), ("d", 15)]


def test_a_busy_repository_lets_another_pass():
    jobs = [
        Job("a", 0, 10, 30, ("onsite",)),
        Job("b", 0, 10, 20, ("onsite",)),
        Job("c", 0, 10, 10, ("offsite",)),
    ]
    assert order(timetable(jobs, Limits(2, {"onsite": 1}))) == [("a", 0), ("c", 0), ("b", 10)]


def test_what_takes_no_time_still_takes_its_turn():
    assert order(timetable([Job("a", 0, 0, 0), Job("b", 1, 0, 0)], Limits(1))) == [("a", 0), ("b", 0)]


def test_running_counts_what_ended_no_more():
    running, job = Running(Limits(2, {"link": 1})), Job("a", 0, 1, 1, ("link",))
    running.start(job)
    assert not running.may_start(Job("b", 0, 1, 1, ("link",)))
    assert running.may_start(Job("c", 0, 1, 1))
    running.end(job)
    assert running.may_start(Job("b", 0, 1, 1, ("link",)))


THINGS = ("onsite", "offsite", "link-a", "link-b")
JOBS = st.lists(
    st.builds(
        lambda wave, seconds, path, uses: (wave, seconds, path, tuple(sorted(uses))),
        st.integers(0, 3),
        st.integers(0, 50),
        st.integers(0, 99),
        st.sets(st.sampled_from(THINGS), max_size=3),
    ),
    max_size=40,
).map(lambda made: [Job(f"j{n}", *each) for n, each in enumerate(made)])
LIMITS = st.builds(
    Limits,
    st.integers(1, 5),
    st.dictionaries(st.sampled_from(THINGS), st.integers(1, 3)),
)


def used(slots, moment):
    """Count what runs at a moment; what ends then has ended."""
    running = [slot.job for slot in slots if slot.start <= moment < slot.end]
    return len(running), Counter(name for job in running for name in job.uses)


@given(JOBS, LIMITS)
def test_every_job_runs_once_within_the_limits_after_the_wave_before(jobs, limits):
    slots = timetable(jobs, limits)
    assert sorted(slot.job.name for slot in slots) == sorted(job.name for job in jobs)
    for slot in slots:
        count, things = used(slots, slot.start)
        assert count <= limits.at_once
        assert all(things[name] <= most for name, most in limits.of.items())
        assert all(one.end <= slot.start for one in slots if one.job.wave < slot.job.wave)


@given(JOBS, LIMITS)
def test_no_job_waits_while_it_could_run(jobs, limits):
    """Just before its start its wave had not begun, or something it needs was full."""
    slots = timetable(jobs, limits)
    for slot in slots:
        before = [one for one in slots if one.job.wave < slot.job.wave]
        begins = max((one.end for one in before), default=0)
        for moment in {one.start for one in slots if begins <= one.start < slot.start}:
            count, things = used(slots, moment)
            full = [name for name in slot.job.uses if things[name] >= limits.of.get(name, 99)]
            assert full or count >= limits.at_once


@given(JOBS, LIMITS, st.randoms())
def test_the_order_given_changes_nothing(jobs, limits, random):
    assert timetable(random.sample(jobs, len(jobs)), limits) == timetable(jobs, limits)
