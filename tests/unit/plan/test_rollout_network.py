"""Network devices: waves of rising size after the canary, and never both of a pair."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.act.rollout import usual_budget
from drplan.plan.rollout import held_back, plan_rollout
from tests.unit.plan.test_rollout import CLOUD, device, district, rolled, server


def paired(name, other):
    return device(name).model_copy(update={"pair": other})


def sizes(count, *, canary, at_once):
    return [
        len(wave)
        for wave in rolled([device(f"d{n:02}") for n in range(count)], canary=canary, at_once=at_once)
    ]


def test_after_the_canary_waves_grow_by_two_up_to_what_may_go_at_once():
    assert sizes(20, canary=1, at_once=8) == [1, 2, 4, 8, 5]
    assert sizes(20, canary=0, at_once=20) == [1, 2, 4, 8, 5]
    assert sizes(7, canary=1, at_once=1) == [1] * 7


def test_servers_beside_them_go_as_wide_as_ever():
    assets = [server(f"s{n}") for n in range(4)] + [device(f"r{n}") for n in range(4)]
    assert rolled(assets, canary=0) == [["r0", "s0", "s1", "s2", "s3"], ["r1", "r2"], ["r3"]]


def test_whoever_waits_for_a_wider_wave_is_told_so():
    assets = [device(name) for name in "abc"]
    rollout = plan_rollout(district(assets), assets, canary=0, at_once=20)
    assert rollout.places()["b"][2].because.endswith("waves of network devices grow one by one")


@pytest.mark.parametrize("names", [("b", "a"), ("b", None), (None, "a")])
def test_a_pair_is_parted_also_where_only_one_names_the_other(names):
    assets = [paired("a", names[0]), paired("b", names[1]), device("c"), device("d")]
    rollout = plan_rollout(district(assets), assets, canary=1, at_once=20)
    assert [[a.name for a in wave.assets] for wave in rollout.waves] == [["a"], ["b", "c"], ["d"]]
    both = plan_rollout(district(assets), assets, canary=2, at_once=20)
    assert [[a.name for a in wave.assets] for wave in both.waves][:2] == [["a"], ["b"]]
    assert "not beside a: a and b take over from each other" in both.places()["b"][2].because


def test_the_second_of_a_pair_is_held_back_while_the_first_failed():
    assets = [paired("a", "b"), paired("b", "a")]
    first, second = plan_rollout(district(assets), assets, canary=0, at_once=20).waves
    assert list(held_back(district(assets), second, ["a"])) == ["b"]
    assert held_back(district(assets), second, ["elsewhere"]) == {}
    assert list(held_back(district(assets), first, ["b"])) == ["a"]


def test_a_pair_that_leads_nowhere_or_to_itself_parts_nothing():
    assets = [paired("a", "a"), paired("b", "gone"), device("c")]
    assert rolled(assets, canary=0) == [["a"], ["b", "c"]]


@given(
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=6),
    st.integers(0, 3),
    st.integers(1, 8),
)
def test_no_wave_holds_both_of_any_pair_and_none_grows_more_than_twofold(pairs, canary, at_once):
    partner = {f"d{a:02}": f"d{b:02}" for a, b in pairs}
    assets = [paired(f"d{n:02}", partner.get(f"d{n:02}")) for n in range(12)]
    waves = rolled(assets, canary=canary, at_once=at_once)
    assert sorted(name for wave in waves for name in wave) == [asset.name for asset in assets]
    for wave in waves:
        assert not [name for name in wave if partner.get(name) in wave and partner[name] != name]
        assert len(wave) <= at_once
    later = waves[1:] if canary else waves
    assert all(len(wave) <= 2 ** (number + bool(canary)) for number, wave in enumerate(later) if canary < 2)


def test_with_network_devices_the_first_failure_stops_unless_more_is_said():
    assert usual_budget([server("a"), device("r")]) == 0
    assert usual_budget([server("a"), CLOUD]) == 1
