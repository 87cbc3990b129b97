import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.measure.course import Course, Part
from drplan.measure.remedy import shortfall
from tests.unit.measure.courses import courses, restore


@given(courses(), st.floats(0, 1e5))
def test_no_change_makes_a_recovery_longer(course, limit):
    for name, finish in course.finishes().items():
        found = shortfall(course, name, limit)
        assert (found is None) == (finish.seconds <= limit)
        for remedy in found.remedies if found else ():
            assert remedy.seconds <= finish.seconds + 1e-6
            assert remedy.enough == (remedy.seconds <= limit)


def one(*parts, **others):
    needs: dict[str, list[str]] = {name: [] for name in others}
    return Course({"s": parts, **others}, {"s": list(others), **needs})


def changes(course, limit):
    found = shortfall(course, "s", limit)
    assert found is not None
    return found.part, {(each.change, each.enough): each for each in found.remedies}


def test_the_longest_restore_holds_it_and_a_faster_link_is_told_by_its_factor():
    part, found = changes(one(restore("big", 1000.0, fixed=20.0), Part("s", "probe", 10.0)), 500)
    assert part.subject == "big"
    link = found["faster link", True]
    assert "2.1 times the speed" in link.what
    assert link.seconds == pytest.approx(20 + 980 / 2.1 + 10)
    assert found["warm copy", True].seconds == 30.0


def test_no_link_helps_where_all_else_takes_too_long_already():
    _, found = changes(one(restore("big", 1000.0), Part("s", "human", 600.0)), 500)
    link = found["faster link", False]
    assert link.what == "no link to onsite is fast enough alone"
    assert link.seconds == 600.0
    assert found["warm copy", False].seconds == 600.0


def test_a_path_that_was_second_is_not_forgotten():
    course = one(restore("big", 1000.0), db=(restore("other", 900.0, "offsite"),))
    _, found = changes(
        Course(
            {**course.parts, "s": (Part("s", "probe", 1.0),), "big": (restore("big", 1000.0),)},
            {"s": ["big", "db"], "big": [], "db": []},
        ),
        950,
    )
    assert found["warm copy", True].seconds == 901.0


def test_a_spare_helps_where_rebuilding_holds_it():
    part, found = changes(
        one(restore("d", 5.0), host=(Part("host", "blank", 50.0), Part("host", "deploy", 900.0))), 100
    )
    assert (part.subject, part.action) == ("host", "deploy")
    assert found["standby", True].seconds == 5.0


def test_people_who_begin_sooner_help_where_people_hold_it():
    part, found = changes(one(restore("d", 5.0), Part("s", "human", 900.0)), 100)
    assert part.action == "human"
    assert found["people sooner", True].seconds == 5.0


@given(courses(), st.floats(1, 1e5))
def test_a_link_that_is_enough_is_no_faster_than_it_must_be(course, limit):
    for name, finish in course.finishes().items():
        found = shortfall(course, name, limit)
        link = next((r for r in found.remedies if r.change == "faster link"), None) if found else None
        if link is not None and link.enough and " times " in link.what:
            factor = float(link.what.split(" at ")[1].split(" times ")[0])
            assert factor >= 1
            if factor < 900:
                slower = course.finishes(
                    lambda part, by=factor - 0.1 - 1e-6: (
                        part.fixed + (part.seconds - part.fixed) / max(by, 1.0)
                        if part.action == "restore"
                        else part.seconds
                    )
                )
                assert slower[name].seconds > limit * (1 - 1e-9) or factor == 1.0
                assert link.seconds <= finish.seconds
