from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.declare import Objectives, Service, Tier
from drplan.errors import DeclarationError
from drplan.plan.order import waves

HOUR = timedelta(hours=1)


def service(name, needs=(), tier=2):
    return Service(
        name=name,
        title=name,
        tier=Tier(tier),
        objectives=Objectives(rto=HOUR, rpo=HOUR, mtd=HOUR),
        owner="somebody",
        depends_on=tuple(needs),
        impact="none",
        workaround="none",
    )


def names(found):
    return [[s.name for s in wave] for wave in found]


def test_a_service_comes_after_everything_it_needs():
    found = waves([service("portal", ["files", "grades"]), service("grades"), service("files", ["grades"])])
    assert names(found) == [["grades"], ["files"], ["portal"]]


def test_lower_tiers_come_first_within_a_wave():
    assert names(waves([service("a", tier=3), service("b", tier=0)])) == [["b", "a"]]


def test_a_dependency_outside_the_scope_does_not_hold_a_service_back():
    assert names(waves([service("files", ["network-of-another-site"])])) == [["files"]]


def test_a_circle_is_refused_and_named():
    with pytest.raises(DeclarationError, match=r"a → b → a|b → a → b"):
        waves([service("a", ["b"]), service("b", ["a"])])


@given(st.permutations([("a", ()), ("b", ("a",)), ("c", ("a",)), ("d", ("b", "c")), ("e", ())]))
def test_the_order_of_declaration_changes_nothing(declared):
    assert names(waves(service(n, needs) for n, needs in declared)) == [["a", "e"], ["b", "c"], ["d"]]
