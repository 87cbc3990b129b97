from hypothesis import given
from hypothesis import strategies as st

from drplan.measure.course import Course, Part
from drplan.measure.full_size import Full, at_full_size, in_full
from drplan.measure.projection import Estimate
from tests.unit.measure.courses import courses, restore


@given(courses())
def test_a_recovery_takes_no_less_than_any_piece_on_its_way(course):
    for finish in course.finishes().values():
        for node in finish.path:
            assert finish.seconds >= max(part.seconds for part in course.parts[node])


@given(courses())
def test_a_recovery_takes_no_less_than_what_it_waits_for(course):
    found = course.finishes()
    for name, needed in course.needs.items():
        assert all(found[name].seconds >= found[each].seconds for each in needed)


@given(courses())
def test_cutting_away_what_a_service_does_not_wait_for_changes_nothing_for_it(course):
    for name, finish in course.finishes().items():
        assert course.up_to(name).finishes()[name] == finish


@given(courses(), st.lists(st.floats(0, 1e6), min_size=3, max_size=3))
def test_full_size_is_never_earlier_and_lies_between_its_ends(course, ends):
    low, likely, high = sorted(ends)
    data = {}
    for parts in course.parts.values():
        for part in parts:
            if part.action == "restore" and part.subject not in data:
                more = Estimate(part.seconds + likely, part.seconds + low, part.seconds + high)
                data[part.subject] = Full(more, 10, 1000, part.seconds)
    now = course.finishes()
    for name, found in in_full(course, data).items():
        assert now[name].seconds <= found.estimate.low <= found.estimate.seconds <= found.estimate.high
        assert found.size >= found.drilled


def test_at_full_size_another_path_may_be_the_critical_one():
    course = Course(
        {
            "files": (restore("big", 2.0),),
            "db": (restore("small", 5.0),),
            "portal": (Part("portal", "probe", 1.0),),
        },
        {"files": [], "db": [], "portal": ["files", "db"]},
    )
    data = {"big": Full(Estimate(100.0, 90.0, 200.0), 10, 500, 2.0)}
    assert course.finishes()["portal"].path == ("db", "portal")
    assert at_full_size(course, data).finishes()["portal"].path == ("files", "portal")
    found = in_full(course, data)
    assert found["portal"].estimate == Estimate(101.0, 91.0, 201.0)
    assert (found["portal"].drilled, found["portal"].size) == (10, 500)
    assert "db" not in found


def test_pieces_that_overlapped_take_no_less_than_the_longest():
    course = Course({"s": (restore("a", 10.0), restore("b", 8.0), Part("", "the rest", -8.0))}, {"s": []})
    assert course.finishes()["s"].seconds == 10.0
