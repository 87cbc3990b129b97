from ipaddress import IPv4Address

import pytest

from drplan import AwsAccount, Server
from drplan.act.deploy import apply_deploy, judge, plan_deploy
from drplan.errors import ToolMissing
from drplan.ports import AssetResult, OperationResult


class Recorder:
    def __init__(self, outcome="ok"):
        self.outcome, self.calls = outcome, []

    def plan(self, assets):
        return self._done("plan", assets)

    def apply(self, assets):
        return self._done("apply", assets)

    def _done(self, verb, assets):
        self.calls.append((verb, [asset.name for asset in assets]))
        return [
            AssetResult(asset.name, (OperationResult("one", self.outcome),)) for asset in reversed(assets)
        ]


class Broken:
    def plan(self, assets):
        raise ToolMissing("no such tool", next_step="install it")

    apply = plan


def server(name):
    return Server(name=name, address=IPv4Address("10.0.0.5"), owner="admin")


ACCOUNT = AwsAccount(name="cloud", account_id="123456789012", region="us-east-1", owner="admin")
ASSETS = (server("b"), ACCOUNT, server("a"))


def test_each_kind_goes_to_its_enforcer_at_once_and_results_keep_the_declared_order():
    servers, accounts = Recorder(), Recorder()
    results = apply_deploy(ASSETS, {"server": servers, "aws": accounts})
    assert [result.asset for result in results] == ["b", "cloud", "a"]
    assert servers.calls == [("apply", ["b", "a"])]
    assert accounts.calls == [("apply", ["cloud"])]


def test_a_plan_never_applies():
    servers = Recorder()
    plan_deploy(ASSETS[:1], {"server": servers})
    assert servers.calls == [("plan", ["b"])]


def test_an_enforcer_that_cannot_work_leaves_only_its_own_assets_untried():
    results = plan_deploy(ASSETS, {"server": Recorder(), "aws": Broken()})
    assert [result.error for result in results] == [None, "no such tool (next: install it)", None]


def test_a_kind_nobody_enforces_is_said_to_be_untried():
    (result,) = plan_deploy([ACCOUNT], {})
    assert "aws" in (result.error or "")


def test_an_asset_the_enforcer_forgot_is_said_to_be_untried():
    class Forgetful:
        def plan(self, assets):
            return []

        apply = plan

    (result,) = plan_deploy([ACCOUNT], {"aws": Forgetful()})
    assert result.error is not None


def tried(*outcomes):
    return AssetResult("x", tuple(OperationResult("op", outcome) for outcome in outcomes))


UNTRIED = AssetResult("y", error="refused")


@pytest.mark.parametrize(
    ("verb", "results", "standing"),
    [
        ("plan", [tried("ok", "would-change")], "well"),
        ("drift", [tried("ok", "would-change")], "falls-short"),
        ("drift", [tried("ok"), tried()], "well"),
        ("drift", [tried("would-change"), UNTRIED], "in-part"),
        ("apply", [tried("ok", "changed")], "well"),
        ("apply", [tried("ok"), UNTRIED], "in-part"),
        ("apply", [tried("changed", "error", "not-run")], "in-part"),
        ("plan", [tried("error")], "in-part"),
        ("plan", [UNTRIED, UNTRIED], "not-done"),
        ("apply", [], "not-done"),
    ],
)
def test_nothing_untried_is_ever_called_well(verb, results, standing):
    assert judge(results, verb) == standing


@pytest.mark.parametrize("verb", ["plan", "apply", "drift"])
@pytest.mark.parametrize("outcome", ["not-applicable", "excepted"])
def test_a_deploy_that_could_look_at_nothing_of_an_asset_is_not_all_well(verb, outcome):
    unseen = AssetResult("a", (OperationResult("one", outcome), OperationResult("two", outcome)))
    seen = AssetResult("b", (OperationResult("one", "ok"), OperationResult("two", outcome)))
    assert judge([seen, unseen], verb) == "in-part"
    assert judge([seen], verb) == "well"
