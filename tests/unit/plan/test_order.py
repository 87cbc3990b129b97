from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.declare import Objectives, Service, Tier
from drplan.errors import DeclarationError
from drplan.plan.order import needs_within, waves

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


def test_what_is_not_given_is_looked_through_and_orders_the_rest():
    network, files, portal = service("network"), service("files", ["network"]), service("portal", ["files"])
    needs = needs_within([portal, network], [network, files, portal])
    assert needs == {"portal": ("network",), "network": ()}
    assert names(waves([portal, network], needs)) == [["network"], ["portal"]]


def test_a_circle_among_what_is_not_given_ends_where_it_began():
    a, b, c = service("a", ["b"]), service("b", ["c"]), service("c", ["b"])
    assert needs_within([a], [a, b, c]) == {"a": ()}


@given(st.lists(st.sets(st.integers(0, 20)), max_size=20), st.sets(st.integers(0, 19)))
def test_a_service_comes_after_all_that_it_stands_on_however_far_below(edges, chosen):
    every = [service(f"s{n}", [f"s{m}" for m in sorted(needs) if m < n]) for n, needs in enumerate(edges)]
    given_ones = [each for n, each in enumerate(every) if n in chosen]
    below: dict[str, set[str]] = {}
    for each in every:
        below[each.name] = {*each.depends_on}.union(*(below[name] for name in each.depends_on))
    found = waves(given_ones, needs_within(given_ones, every))
    wave_of = {each.name: number for number, wave in enumerate(found) for each in wave}
    assert sorted(wave_of) == sorted(each.name for each in given_ones)
    for name, wave in wave_of.items():
        assert all(wave_of[needed] < wave for needed in below[name] & wave_of.keys())
