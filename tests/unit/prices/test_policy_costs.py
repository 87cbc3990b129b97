"""What a policy's copies cost: its share of each repository; what is not known is named and never nothing."""

from fractions import Fraction

from drplan.prices import copies_of, policy_costs
from tests.unit.prices.declared import data_set, policy, repository

KEEP = {"daily": 1}
CONTRACT = {"kind": "contract", "dollars_a_tb_month": "10", "agreed_on": "2026-07-01", "agreed_in": "quote 7"}
TB = 10**12


def costs(repositories, policies, data_sets):
    known = {each.name: each for each in policies}
    found = policy_costs(copies_of(repositories, known, data_sets), policies)
    return {each.policy.name: each for each in found}


def test_a_policy_pays_for_its_own_data_of_a_shared_repository():
    one, two = (policy(retention=KEEP, name=name) for name in ("one", "two"))
    data = [
        data_set("a", "one", size=TB, nightly_change=0),
        data_set("b", "two", size=3 * TB, nightly_change=0),
    ]
    found = costs([repository(storage=CONTRACT)], [one, two], data)
    assert found["one"].by_copy == {"away": 10}
    assert found["two"].by_copy == {"away": 30}


def test_a_repository_on_own_disks_is_shared_by_size_and_costs_a_twelfth_of_its_year():
    one, two = (policy(name=name) for name in ("one", "two"))
    data = [data_set("a", "one", size=1), data_set("b", "two", size=3)]
    found = costs([repository(dollars_a_year=1200)], [one, two], data)
    assert (found["one"].dollars, found["two"].dollars) == (25, 75)
    unsized = [data_set("a", "one"), data_set("b", "two")]
    assert costs([repository(dollars_a_year=1200)], [one, two], unsized)["one"].dollars == 50


def test_a_budget_is_passed_by_a_cent_more_and_kept_to_the_cent():
    data = [data_set("data", size=TB, nightly_change=0)]
    assert not costs([repository(storage=CONTRACT)], [policy(retention=KEEP, dollars_a_month=10)], data)[
        "policy"
    ].over
    assert costs([repository(storage=CONTRACT)], [policy(retention=KEEP, dollars_a_month=9)], data)[
        "policy"
    ].over
    assert not costs([repository(storage=CONTRACT)], [policy(retention=KEEP)], data)["policy"].over


def test_what_nobody_declares_the_cost_of_is_named_and_is_in_no_sum():
    data = [data_set("data", size=TB, nightly_change=0)]
    found = costs([repository()], [policy(retention=KEEP)], data)["policy"]
    assert found.by_copy == {}
    assert found.unknown == ("what away costs is not known",)
    strange = {"kind": "list-price", "provider": "nobody", "region": "here", "storage_class": "any"}
    unpriced = costs([repository(storage=strange, dollars_a_year=1200)], [policy(retention=KEEP)], data)[
        "policy"
    ]
    assert unpriced.by_copy == {}
    assert unpriced.unknown == ("what away costs is not known",)


def test_data_without_a_size_is_named_beside_what_is_known():
    data = [data_set("data", size=TB, nightly_change=0), data_set("more", nightly_change=1)]
    found = costs([repository(storage=CONTRACT)], [policy(retention=KEEP)], data)["policy"]
    assert found.dollars == Fraction(10)
    assert found.unknown == ("more declares no size",)


def test_data_without_a_size_on_own_disks_is_named_and_never_taken_for_nothing():
    one, two = (policy(name=name) for name in ("one", "two"))
    data = [data_set("a", "one"), data_set("b", "two", size=3)]
    found = costs([repository(dollars_a_year=1200)], [one, two], data)
    assert found["one"].unknown == ("a declares no size",)
    assert found["two"].unknown == ("a declares no size",)


def test_a_policy_that_names_one_repository_twice_pays_once():
    data = [data_set("data", size=TB, nightly_change=0)]
    twice = policy(retention=KEEP, copies=("away", "away"))
    assert costs([repository(storage=CONTRACT)], [twice], data)["policy"].dollars == 10
