"""What ``drplan deploy`` prints."""

import json
from datetime import date
from ipaddress import IPv4Address, IPv4Network

import pytest

from drplan import AwsAccount, GoogleWorkspace, Server
from drplan.cli.deploy_options import choose, split_bare
from drplan.cli.deploy_text import Deployed, Freeze, as_json, as_text
from drplan.declare import District, Site
from drplan.errors import UsageError
from drplan.plan.rollout import plan_rollout
from drplan.ports import AssetResult, OperationResult

RESULTS = (
    AssetResult(
        "db1",
        (
            OperationResult("banner", "would-change", "@@ -1 +1 @@\n- old\n+ new"),
            OperationResult("cron", "ok"),
        ),
    ),
    AssetResult("a-long-name", error="refused: 10.0.0.6 does not listen for SSH"),
)


def test_text_shows_what_differs_under_its_asset_and_ends_with_a_summary():
    assert as_text(Deployed("drift", RESULTS)).splitlines() == [
        "db1          1 ok, 1 would change",
        "    would change  banner",
        "        @@ -1 +1 @@",
        "        - old",
        "        + new",
        "a-long-name  not tried: refused: 10.0.0.6 does not listen for SSH",
        "",
        "drift: 1 of 2 assets tried, 1 would change",
    ]


def test_no_drift_is_not_claimed_for_what_was_not_looked_at():
    clean = AssetResult("db1", (OperationResult("cron", "ok"),))
    assert as_text(Deployed("drift", (clean,))).endswith("1 of 1 assets tried, no drift")
    assert as_text(Deployed("drift", (clean, RESULTS[1]))).endswith(
        "no drift seen where it could be looked for"
    )


def test_failed_and_left_out_operations_are_counted_and_shown():
    broken = AssetResult(
        "db1", (OperationResult("one", "error", "disk full"), OperationResult("two", "not-run"))
    )
    assert as_text(Deployed("apply", (broken,))).splitlines() == [
        "db1  1 error, 1 not run",
        "    error         one",
        "        disk full",
        "    not run       two",
        "",
        "apply: 1 of 1 assets tried, no change, 2 failed or not run",
    ]


def test_what_an_apply_left_to_people_says_whose_turn_it_is_without_the_diff():
    left = "- false\n+ true\nby hand: sign in as the root user"
    done = AssetResult("cloud", (OperationResult("root-mfa", "not-run", left),))
    assert as_text(Deployed("apply", (done,)), diff=False).splitlines()[1:3] == [
        "    not run       root-mfa",
        "        by hand: sign in as the root user",
    ]


def test_json_holds_every_operation_and_every_error():
    document = json.loads(as_json(Deployed("drift", RESULTS)))
    assert document["schema"] == "drplan/deploy/1"
    assert (document["verb"], document["standing"]) == ("drift", "in-part")
    assert document["assets"][0] == {
        "name": "db1",
        "wave": None,
        "because": None,
        "error": None,
        "operations": [
            {"name": "banner", "outcome": "would-change", "detail": "@@ -1 +1 @@\n- old\n+ new", "calls": []},
            {"name": "cron", "outcome": "ok", "detail": "", "calls": []},
        ],
        "change": None,
    }
    assert document["assets"][1]["operations"] == []


def site(code, *assets):
    return Site(
        code=code,
        title=code,
        kind="high-school",
        students=1,
        networks=(IPv4Network("10.0.0.0/24"),),
        contact="admin",
        assets=assets,
    )


def server(name, **more):
    return Server(name=name, address=IPv4Address("10.0.0.5"), owner="admin", **more)


CLOUD = AwsAccount(name="cloud", account_id="123456789012", region="us-east-1", owner="admin")
SUITE = GoogleWorkspace(name="suite", domain="d.example", owner="admin")
DISTRICT = District(
    name="D",
    domain="d.example",
    sites=(
        site("hs", server("b", baselines=("baseline", "web")), CLOUD, server("a")),
        site("ms", server("c", baselines=("web",)), SUITE),
    ),
    roles=(),
    repositories=(),
    policies=(),
)


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ({}, ["b", "cloud", "a", "c", "suite"]),
        ({"site": "hs"}, ["b", "cloud", "a"]),
        ({"site": "hs", "kind": "server"}, ["b", "a"]),
        ({"kind": "cloud"}, ["cloud", "suite"]),
        ({"kind": "aws"}, ["cloud"]),
        ({"names": ("c", "b")}, ["b", "c"]),
        ({"baseline": "web"}, ["b", "c"]),
        ({"baseline": "web", "names": ("a", "b")}, ["b"]),
    ],
)
def test_assets_are_chosen_by_site_kind_baseline_and_name_in_declared_order(chosen, names):
    wanted = choose(DISTRICT, **({"site": None, "kind": None, "names": ()} | chosen))
    assert [asset.name for asset in wanted] == names


@pytest.mark.parametrize(
    "chosen",
    [{"names": ("nope",)}, {"site": "xx"}, {"site": "ms", "names": ("b",)}, {"site": "ms", "kind": "aws"}],
)
def test_a_choice_that_matches_nothing_is_a_usage_error(chosen):
    with pytest.raises(UsageError):
        choose(DISTRICT, **({"site": None, "kind": None, "names": ()} | chosen))


def test_assets_without_a_baseline_are_counted_and_named_and_not_called_tried():
    assert as_text(Deployed("drift", RESULTS, ["sw1", "sw2"])).endswith(
        "; not applicable to 2 without a baseline"
    )
    assert json.loads(as_json(Deployed("drift", RESULTS, ["sw1"])))["not_applicable"] == ["sw1"]


def test_without_the_diff_only_errors_show_their_lines():
    shown = as_text(Deployed("drift", RESULTS), diff=False)
    details = [o.detail for r in RESULTS for o in r.operations if o.detail and o.outcome != "error"]
    assert details
    assert not [detail for detail in details if detail.splitlines()[0] in shown]


ROLLOUT = plan_rollout(DISTRICT, [server("b"), server("a")], canary=1, at_once=20)
BOTH = (AssetResult("b", error="stopped"), AssetResult("a", (OperationResult("cron", "changed"),)))


def test_text_shows_the_wave_of_each_asset_and_why_it_is_there():
    assert as_text(Deployed("apply", BOTH, rollout=ROLLOUT)).splitlines() == [
        "b  wave 2  not tried: stopped",
        "a  wave 1  1 changed",
        "    changed       cron",
        "",
        "waves of this apply:",
        "  1 (canary)",
        "    a: canary of servers: no service stands on it",
        "  2",
        "    b: no service stands on it",
        "",
        "apply: 1 of 2 assets tried, 1 changed",
    ]
    assert "waves that apply would take:" in as_text(Deployed("plan", BOTH, rollout=ROLLOUT))


def test_json_shows_the_waves_and_the_place_of_each_asset():
    document = json.loads(as_json(Deployed("apply", BOTH, rollout=ROLLOUT)))
    assert document["waves"] == [{"canary": True, "assets": ["a"]}, {"canary": False, "assets": ["b"]}]
    assert [asset["wave"] for asset in document["assets"]] == [2, 1]
    assert document["assets"][1]["because"] == "canary of servers: no service stands on it"
    assert document["freeze"] is None


FREEZE = Freeze("payroll", "Payroll", date(2026, 11, 30), date(2026, 12, 1))


def test_a_freeze_and_the_reason_to_pass_it_are_shown():
    passed = Freeze(FREEZE.period, FREEZE.title, FREEZE.last, FREEZE.opens, "a hole is being used")
    line = "deploys are frozen until 2026-11-30 by payroll (Payroll)"
    assert line in as_text(Deployed("plan", BOTH, freeze=FREEZE)).splitlines()
    shown = as_text(Deployed("apply", BOTH, freeze=passed)).splitlines()
    assert f"{line}; applied despite it: a hole is being used" in shown
    assert json.loads(as_json(Deployed("apply", BOTH, freeze=passed)))["freeze"] == {
        "period": "payroll",
        "title": "Payroll",
        "last": "2026-11-30",
        "opens": "2026-12-01",
        "despite": "a hole is being used",
    }


def test_assets_without_a_baseline_are_split_off_and_are_an_error_when_alone():
    held, bare = server("a"), server("b", baselines=())
    assert split_bare([bare, held]) == ([held], ["b"])
    with pytest.raises(UsageError, match="b declares no baseline"):
        split_bare([bare])
