from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from drplan.measure.course import Course, Part
from drplan.measure.growth import FARTHEST, Growth
from drplan.measure.outgrown import Growing, outgrown
from drplan.measure.rates import Rate, Restored
from tests.unit.measure.courses import restore

TODAY = date(2026, 11, 22)
GB = 10**9
SEEN = datetime(2026, 11, 1, tzinfo=UTC)
COURSE = Course(
    {
        "files": (restore("big", 1000.0), Part("files", "probe", 10.0)),
        "portal": (Part("portal", "probe", 5.0),),
    },
    {"files": [], "portal": ["files"]},
)


def growing(low=0.0, likely=GB, high=GB, ahead=FARTHEST):
    rate = Rate((Restored(100 * GB, 1000.0, SEEN),))
    return Growing(Growth(100 * GB, likely, low, high, ahead, "declared"), rate, None)


def ask(limit, each=None, course=COURSE):
    data = {} if each is None else {"big": each}
    return outgrown(course, data, {"files": limit, "portal": limit}, TODAY)["files"]


def test_the_quarter_is_named_in_which_the_objective_breaks():
    # A GB a day is 10 s a day: 110 days until 2110 s, in March 2027.
    found = ask(2110.0, growing())
    assert (found.likely, found.earliest) == ("2027 Q1", "2027 Q1")
    assert found.latest is None
    assert found.until == "2031 Q3"


def test_what_is_missed_already_is_missed_in_this_quarter():
    assert ask(500.0, growing()).likely == "2026 Q4"


def test_a_service_that_waits_for_growing_data_is_late_with_it():
    found = outgrown(COURSE, {"big": growing()}, {"portal": 2110.0}, TODAY)
    assert found["portal"].likely == "2027 Q1"


def test_data_of_unknown_growth_leaves_nothing_to_say():
    found = ask(2000.0)
    assert (found.likely, found.earliest, found.latest, found.until) == (None, None, None, None)
    assert "how fast big grows" in found.because


def test_what_did_not_come_back_leaves_nothing_to_say():
    found = outgrown(Course({}, {"files": []}), {}, {"files": 1.0}, TODAY)["files"]
    assert found.until is None
    assert "did not come back" in found.because


def test_nobody_looks_farther_than_the_growth_is_believed():
    found = ask(2110.0, growing(ahead=60))
    assert (found.likely, found.until) == (None, "2026 Q4")
    assert ask(2110.0, growing(ahead=10)).until is None


def test_a_service_without_data_is_not_outgrown():
    bare = Course({"files": (Part("files", "probe", 10.0),)}, {"files": []})
    found = outgrown(bare, {}, {"files": 20.0}, TODAY)["files"]
    assert (found.likely, found.until, found.because) == (None, "2031 Q3", "no data on its way")


def order(quarter):
    return quarter or "9999"


days = st.floats(0, 5 * GB)


@given(st.lists(days, min_size=3, max_size=3), st.floats(0, 1), st.floats(900, 20_000))
def test_a_smaller_growth_is_never_foreseen_to_break_it_earlier(several, smaller, limit):
    low, likely, high = sorted(several)
    fast = growing(low, likely, high)
    slow = replace(
        fast, growth=replace(fast.growth, low=low * smaller, likely=likely * smaller, high=high * smaller)
    )
    sooner, later = ask(limit, fast), ask(limit, slow)
    for end in ("earliest", "likely", "latest"):
        assert order(getattr(sooner, end)) <= order(getattr(later, end))
    assert order(sooner.earliest) <= order(sooner.likely) <= order(sooner.latest)
