from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from drplan import AwsAccount, District, NetworkDevice, Objectives, Server, Service, Site, Tier
from drplan.errors import UsageError
from drplan.plan.redundancy import Redundancy
from drplan.plan.rollout import held_back, plan_rollout

HOUR = timedelta(hours=1)


def server(name, host=None):
    return Server(name=name, address=IPv4Address("10.0.0.5"), owner="admin", host=host)


def device(name):
    return NetworkDevice(name=name, address=IPv4Address("10.0.0.1"), owner="admin", platform="frr")


CLOUD = AwsAccount(name="cloud", account_id="123456789012", region="us-east-1", owner="admin")


def service(name, *runs_on, tier=2, needs=()):
    return Service(
        name=name,
        title=name,
        tier=Tier(tier),
        objectives=Objectives(rto=HOUR, rpo=HOUR, mtd=HOUR),
        owner="admin",
        runs_on=runs_on,
        depends_on=needs,
        impact="none",
        workaround="none",
    )


def district(assets, services=()):
    site = Site(
        code="hs",
        title="hs",
        kind="high-school",
        students=1,
        networks=(IPv4Network("10.0.0.0/24"),),
        contact="admin",
        assets=tuple(assets),
        services=tuple(services),
    )
    return District(name="D", domain="d.example", sites=(site,), roles=(), repositories=(), policies=())


def rolled(assets, services=(), *, canary=0, at_once=20):
    rollout = plan_rollout(district(assets, services), assets, canary=canary, at_once=at_once)
    return [[asset.name for asset in wave.assets] for wave in rollout.waves]


def reason(assets, services, name, **told):
    rollout = plan_rollout(district(assets, services), assets, **({"canary": 0, "at_once": 20} | told))
    return rollout.places()[name][2].because


def test_the_canary_is_the_server_on_which_least_stands():
    assets = [server("a"), server("b"), server("c")]
    services = [service("early", "a", tier=1), service("one", "b"), service("two", "c"), service("x", "c")]
    assert rolled(assets, services, canary=1) == [["b"], ["c", "a"]]


def test_what_depends_on_a_service_stands_on_its_server_too():
    assets = [server("a"), server("b")]
    services = [
        service("base", "a", tier=3),
        service("pay", "b", tier=2),
        service("top", tier=0, needs=["base"]),
    ]
    assert rolled(assets, services, canary=1) == [["b"], ["a"]]


def test_what_runs_on_a_virtual_machine_stands_on_its_host_too():
    assets = [server("guest", host="host"), server("host"), server("other")]
    assert rolled(assets, [service("s", "guest", tier=0), service("t", "other")], canary=1)[0] == ["other"]


def test_a_server_that_carries_nothing_goes_before_one_of_the_last_tier():
    assert rolled([server("a"), server("b")], [service("s", "a", tier=3)], canary=1) == [["b"], ["a"]]


def test_each_kind_with_several_assets_has_a_canary_and_a_single_asset_is_none():
    assets = [server("a"), server("b"), device("r"), device("s"), CLOUD]
    assert rolled(assets, canary=1) == [["r", "a"], ["s", "b", "cloud"]]
    assert rolled([server("a"), device("r"), CLOUD], canary=1) == [["r", "a", "cloud"]]


def test_a_canary_always_leaves_one_for_later():
    assert rolled([server("a"), server("b")], canary=5) == [["a"], ["b"]]


def test_without_a_canary_the_waves_are_only_as_wide_as_asked():
    assert rolled([server(n) for n in "abcde"], at_once=2) == [["a", "b"], ["c", "d"], ["e"]]


def test_whoever_finds_no_room_is_told_so():
    assets = [server(n) for n in "abc"]
    assert reason(assets, [], "b", at_once=2) == "no service stands on it"
    assert reason(assets, [], "c", at_once=2) == "no service stands on it; no room before, 2 at once"


def test_canary_waves_are_marked_and_come_first():
    assets = [server(n) for n in "abcd"]
    rollout = plan_rollout(district(assets), assets, canary=2, at_once=1)
    assert [wave.canary for wave in rollout.waves] == [True, True, False, False]


def test_network_devices_lead_a_wave_because_the_others_are_reached_through_them():
    assert rolled([CLOUD, server("a"), device("r")]) == [["r", "a", "cloud"]]


def test_a_redundant_pair_is_parted_and_the_reason_names_the_service():
    assets, services = [server("dc1"), server("dc2"), server("x")], [service("directory", "dc1", "dc2")]
    assert rolled(assets, services) == [["x", "dc1"], ["dc2"]]
    assert "not beside dc1: directory would lose all it runs on" in reason(assets, services, "dc2")


def test_of_three_members_two_may_go_together():
    assets = [server(n) for n in "abc"]
    assert rolled(assets, [service("s", "a", "b", "c")]) == [["a", "b"], ["c"]]


def test_hosts_are_parted_by_the_pair_that_their_guests_are():
    assets = [server("hv1"), server("hv2"), server("dc1", host="hv1"), server("dc2", host="hv2")]
    services = [service("directory", "dc1", "dc2")]
    waves = rolled(assets, services)
    assert not [wave for wave in waves if {"hv1", "hv2"} <= set(wave) or {"hv1", "dc2"} <= set(wave)]
    assert sorted(name for wave in waves for name in wave) == ["dc1", "dc2", "hv1", "hv2"]


def test_a_member_that_is_not_meant_stays_up_and_parts_nothing():
    assets = [server("dc1"), server("dc2"), server("x")]
    declared = district(assets, [service("directory", "dc1", "dc2")])
    rollout = plan_rollout(declared, [assets[0], assets[2]], canary=0, at_once=20)
    assert len(rollout.waves) == 1


def test_a_server_and_a_router_of_one_service_do_not_stand_in_for_each_other():
    assert len(rolled([server("a"), device("r"), CLOUD], [service("s", "a", "r", "cloud")])) == 1


def test_a_host_that_carries_a_whole_set_is_told_apart_by_its_reason_and_goes_on():
    assets = [server("hv"), server("dc1", host="hv"), server("dc2", host="hv")]
    services = [service("directory", "dc1", "dc2")]
    assert sorted(name for wave in rolled(assets, services) for name in wave) == ["dc1", "dc2", "hv"]
    assert "all of directory goes down with it" in reason(assets, services, "hv")


def test_hosts_and_services_in_a_circle_end():
    assets = [server("a", host="b"), server("b", host="a")]
    services = [service("s", "a", needs=["t"]), service("t", "b", needs=["s"])]
    assert rolled(assets, services) == [["a", "b"]]


def test_an_asset_meant_twice_is_changed_once_and_none_makes_no_wave():
    assert rolled([]) == []
    twice = [server("a"), server("a")]
    rollout = plan_rollout(district(twice[:1]), twice, canary=1, at_once=1)
    assert [[a.name for a in w.assets] for w in rollout.waves] == [["a"]]


@pytest.mark.parametrize("told", [{"canary": -1, "at_once": 1}, {"canary": 0, "at_once": 0}])
def test_a_rollout_of_no_width_is_refused(told):
    with pytest.raises(UsageError):
        plan_rollout(district([]), [], **told)


def test_while_all_is_well_nothing_is_held_back():
    assets = [server("dc1"), server("dc2")]
    declared = district(assets, [service("directory", "dc1", "dc2")])
    second = plan_rollout(declared, assets, canary=0, at_once=20).waves[1]
    assert held_back(declared, second, []) == {}
    assert held_back(declared, second, ["elsewhere"]) == {}


def test_the_last_member_is_held_back_when_the_others_failed():
    assets = [server(n) for n in "abc"]
    declared = district(assets, [service("s", "a", "b", "c")])
    first, second = plan_rollout(declared, assets, canary=0, at_once=20).waves
    assert held_back(declared, second, ["a"]) == {}
    assert held_back(declared, second, ["a", "b"])["c"].service == "s"
    assert list(held_back(declared, first, ["c"])) == ["b"]


def test_a_guest_is_held_back_when_the_host_of_its_stand_in_failed():
    assets = [server("hv1"), server("dc1", host="hv1"), server("dc2")]
    declared = district(assets, [service("directory", "dc1", "dc2")])
    (alone,) = plan_rollout(declared, [assets[2]], canary=0, at_once=1).waves
    assert list(held_back(declared, alone, ["hv1"])) == ["dc2"]


NAMES = [f"s{n}" for n in range(8)] + [f"r{n}" for n in range(4)]


@st.composite
def districts(draw):
    """Draw servers on servers, devices, and services on any of them; hosts have lower numbers."""
    hosts = [draw(st.sampled_from([None, *NAMES[:n]])) for n in range(8)]
    assets = [server(name, host) for name, host in zip(NAMES[:8], hosts, strict=True)]
    assets += [device(name) for name in NAMES[8:]]
    runs = draw(st.lists(st.lists(st.sampled_from(NAMES), max_size=4, unique=True), max_size=6))
    tiers = draw(st.lists(st.integers(0, 3), min_size=6, max_size=6))
    services = [service(f"x{n}", *on, tier=tiers[n]) for n, on in enumerate(runs)]
    return assets, services


drawn = given(districts(), st.integers(0, 4), st.integers(1, 6), st.randoms(use_true_random=False))


@drawn
def test_every_asset_goes_exactly_once_in_waves_of_the_asked_width(drawn_district, canary, at_once, random):
    waves = rolled(*drawn_district, canary=canary, at_once=at_once)
    assert sorted(name for wave in waves for name in wave) == sorted(NAMES)
    assert all(1 <= len(wave) <= at_once for wave in waves)


@drawn
def test_the_order_of_declaration_changes_no_wave(drawn_district, canary, at_once, random):
    assets, services = drawn_district
    mixed, others = random.sample(assets, len(assets)), random.sample(services, len(services))
    before = plan_rollout(district(assets, services), assets, canary=canary, at_once=at_once)
    assert plan_rollout(district(mixed, others), mixed, canary=canary, at_once=at_once) == before


def down_with(assets, names):
    """Work out by plain repetition what goes down with these servers."""
    down = set(names)
    for _ in assets:
        down |= {a.name for a in assets if isinstance(a, Server) and a.host in down}
    return down


@drawn
def test_no_wave_takes_a_whole_redundant_set_unless_one_host_alone_does(
    drawn_district, canary, at_once, random
):
    assets, services = drawn_district
    pairs = [
        {name for name in each.runs_on if name.startswith(kind)} for each in services for kind in ("s", "r")
    ]
    pairs = [pair for pair in pairs if len(pair) > 1]
    assume(pairs)
    for wave in rolled(assets, services, canary=canary, at_once=at_once):
        for pair in pairs:
            alone = any(pair <= down_with(assets, [name]) for name in wave)
            assert alone or not pair <= down_with(assets, wave)


@drawn
def test_no_member_of_a_pair_is_tried_after_the_rest_of_it_failed(drawn_district, canary, at_once, random):
    assets, services = drawn_district
    declared = district(assets, services)
    failed = random.sample(NAMES, 2)
    for wave in plan_rollout(declared, assets, canary=canary, at_once=at_once).waves:
        held = held_back(declared, wave, failed)
        going = [a.name for a in wave.assets if a.name not in held and a.name not in failed]
        down = down_with(assets, [*failed, *going])
        for each in services:
            for kind in ("s", "r"):
                pair = {name for name in each.runs_on if name.startswith(kind)}
                gone = pair <= down_with(assets, failed)
                alone = any(pair <= down_with(assets, [name]) for name in going)
                assert len(pair) < 2 or gone or alone or not pair <= down


def test_a_load_says_in_words_what_stands_on_an_asset():
    assets = [server("a"), server("b"), server("c")]
    redundancy = Redundancy(district(assets, [service("s", "a", tier=1), service("t", "a", "b")]))
    said = [str(redundancy.load(name)) for name in "abc"]
    assert said == ["tier 1, 2 services on it", "tier 2, 1 service on it", "no service stands on it"]
