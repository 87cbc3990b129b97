"""A deploy over many assets, wave by wave, with hosts that fail on order."""

from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network

from drplan import AwsAccount, District, Objectives, Server, Service, Site, Tier
from drplan.act.deploy import judge
from drplan.act.rollout import Limits, roll_out
from drplan.errors import ToolMissing
from drplan.ports import AssetResult, OperationResult

HOURS = {"rto": timedelta(hours=1), "rpo": timedelta(hours=1), "mtd": timedelta(hours=1)}


class Fleet:
    """Enforces on hosts that are well, unless told that they are broken or gone."""

    def __init__(self, broken=(), gone=()):
        self.broken, self.gone, self.calls, self.told = broken, gone, [], []

    def apply(self, assets):
        self.calls.append([asset.name for asset in assets])
        return [self._one(asset.name) for asset in assets]

    plan = apply

    def _one(self, name):
        if name in self.gone:
            return AssetResult(name, error="timeout")
        broken = name in self.broken
        return AssetResult(name, (OperationResult("one", "error" if broken else "changed"),))

    def say(self, subject, message):
        self.told.append(f"{subject}: {message}")


def server(name):
    return Server(name=name, address=IPv4Address("10.0.0.5"), owner="admin")


CLOUD = AwsAccount(name="cloud", account_id="123456789012", region="us-east-1", owner="admin")


def service(name, *runs_on):
    return Service(
        name=name,
        title=name,
        tier=Tier.INSTRUCTION,
        objectives=Objectives(**HOURS),
        owner="admin",
        runs_on=runs_on,
        impact="none",
        workaround="none",
    )


def run(fleet, names, services=(), **limits):
    assets = [CLOUD if name == "cloud" else server(name) for name in names]
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
    declared = District(name="D", domain="d.example", sites=(site,), roles=(), repositories=(), policies=())
    enforcers = {"server": fleet, "aws": fleet}
    return roll_out(declared, assets, enforcers, Limits(**({"at_once": 2} | limits)), fleet)


def errors(rolled):
    return {result.asset: result.error for result in rolled.results if result.error}


def waves(rolled):
    return [[asset.name for asset in wave.assets] for wave in rolled.rollout.waves]


def test_the_canary_goes_first_and_results_keep_the_order_given():
    fleet = Fleet()
    rolled = run(fleet, "dbca")
    assert fleet.calls == [["a"], ["b", "c"], ["d"]]
    assert [result.asset for result in rolled.results] == ["d", "b", "c", "a"]
    assert judge(rolled.results, "apply") == "well"


def test_kinds_of_one_wave_go_to_their_own_enforcers():
    fleet = Fleet()
    run(fleet, ["a", "cloud", "b"])
    assert fleet.calls == [["a"], ["b"], ["cloud"]]


def test_a_canary_that_fails_stops_everything_whatever_the_budget():
    fleet = Fleet(broken="a")
    rolled = run(fleet, "abcd", failure_budget=9)
    assert fleet.calls == [["a"]]
    assert errors(rolled) == dict.fromkeys("bcd", "stopped after wave 1: the canary a failed")
    assert waves(rolled) == [["a"], ["b", "c"], ["d"]]
    assert judge(rolled.results, "apply") == "in-part"


def test_a_canary_out_of_reach_has_proven_nothing_and_the_next_takes_its_place():
    fleet = Fleet(gone="a")
    rolled = run(fleet, "abcd")
    assert fleet.calls == [["a"], ["b"], ["c", "d"]]
    assert errors(rolled) == {"a": "timeout"}
    assert [wave.canary for wave in rolled.rollout.waves] == [True, True, False]


def test_a_second_canary_that_fails_stops_too():
    fleet = Fleet(gone="a", broken="b")
    rolled = run(fleet, "abcd", failure_budget=9)
    assert fleet.calls == [["a"], ["b"]]
    assert errors(rolled)["d"] == "stopped after wave 2: the canary b failed"


def test_canaries_out_of_reach_beyond_the_budget_stop_the_search():
    fleet = Fleet(gone="abcd")
    rolled = run(fleet, "abcd")
    assert fleet.calls == [["a"], ["b"]]
    assert "more than the failure budget of 1" in errors(rolled)["c"]


def test_of_two_servers_one_out_of_reach_does_not_stop_the_other():
    fleet = Fleet(gone="a")
    assert errors(run(fleet, "ab")) == {"a": "timeout"}
    assert fleet.calls == [["a"], ["b"]]


def test_canaries_still_to_come_are_not_lost_when_one_is_out_of_reach():
    fleet = Fleet(gone="a")
    rolled = run(fleet, "abcde", canary=3)
    assert fleet.calls == [["a", "b"], ["c", "d"], ["e"]]
    assert [wave.canary for wave in rolled.rollout.waves] == [True, True, False]


def test_failures_within_the_budget_do_not_stop_the_others():
    fleet = Fleet(broken="b")
    assert errors(run(fleet, "abcde")) == {}
    assert fleet.calls == [["a"], ["b", "c"], ["d", "e"]]


def test_failures_beyond_the_budget_stop_the_waves_that_follow_and_not_their_own():
    fleet = Fleet(broken="b", gone="c")
    rolled = run(fleet, "abcdefg")
    assert fleet.calls == [["a"], ["b", "c"]]
    why = "stopped after wave 2: b, c failed, more than the failure budget of 1"
    assert errors(rolled) == {"c": "timeout"} | dict.fromkeys("defg", why)
    assert fleet.told[-1] == f"rollout: {why}"


def test_a_budget_of_none_stops_at_the_first_failure():
    fleet = Fleet(broken="b")
    run(fleet, "abcde", failure_budget=0)
    assert fleet.calls == [["a"], ["b", "c"]]


def test_a_failure_in_the_last_wave_leaves_nothing_to_stop():
    fleet = Fleet(broken="bc")
    rolled = run(fleet, "abc", failure_budget=0)
    assert errors(rolled) == {}
    assert not any(line.startswith("rollout") for line in fleet.told)


def test_the_stand_in_of_what_failed_is_held_back_and_the_others_go_on():
    fleet = Fleet(broken="b")
    rolled = run(fleet, "abcdef", [service("pair", "b", "c")], canary=0)
    assert fleet.calls == [["a", "d"], ["e", "f"], ["b"]]
    assert errors(rolled)["c"].startswith("held back: b failed, and pair would lose all it runs on")
    assert "--asset c" in errors(rolled)["c"]
    assert judge(rolled.results, "apply") == "in-part"


def test_a_pair_whose_first_is_well_is_changed_one_after_the_other():
    fleet = Fleet()
    assert errors(run(fleet, "ab", [service("pair", "a", "b")], canary=0)) == {}
    assert fleet.calls == [["a"], ["b"]]


def test_an_enforcer_that_cannot_work_counts_as_failures_of_its_assets():
    class Broken(Fleet):
        def apply(self, assets):
            super().apply(assets)
            raise ToolMissing("no such tool", next_step="install it")

    fleet = Broken()
    rolled = run(fleet, "abc", canary=0, at_once=1)
    assert fleet.calls == [["a"], ["b"]]
    assert errors(rolled)["a"] == "no such tool (next: install it)"
    assert errors(rolled)["c"].startswith("stopped after wave 2")


def test_each_wave_is_told_before_and_after():
    fleet = Fleet(broken="b")
    run(fleet, "abc")
    assert fleet.told == [
        "wave 1 of 2: canary: a …",
        "wave 1 of 2: 1 well, 0 failed, 0 held back",
        "wave 2 of 2: b, c …",
        "wave 2 of 2: 1 well, 1 failed, 0 held back",
    ]
