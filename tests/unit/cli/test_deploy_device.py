"""What ``drplan deploy`` prints of network devices."""

import json

from drplan.act.deploy import judge
from drplan.cli.deploy_device import change_lines
from drplan.cli.deploy_text import Deployed, as_json, as_text
from drplan.ports import AssetResult, DeviceChange, FeatureHeld, OperationResult, RiskyLine

CHANGE = DeviceChange(
    compliance=(
        FeatureHeld("ntp", "differs"),
        FeatureHeld("banner", "compliant"),
        FeatureHeld("acl", "not-comparable", "line 7: no end"),
    ),
    remediation=("interface lan0", " shutdown", "exit"),
    rollback=("interface lan0", " no shutdown", "exit"),
    marked=(RiskyLine("interface lan0 > shutdown", "we come in by it"),),
    by="lines",
)
SWITCH = AssetResult(
    "sw1",
    (
        OperationResult("ntp", "would-change", "+ntp server 192.0.2.1"),
        OperationResult("banner", "ok"),
        OperationResult("acl", "error", "not comparable: line 7: no end"),
    ),
    change=CHANGE,
)
OTHER = AssetResult(
    "sw2", (OperationResult("ntp", "ok"),), change=DeviceChange((FeatureHeld("ntp", "compliant"),))
)
LOST = AssetResult("sw3", error="sw3 does not answer")


def test_a_plan_shows_what_is_typed_what_takes_it_back_and_what_could_cut_us_off():
    shown = as_text(Deployed("plan", (SWITCH,))).splitlines()
    at = shown.index("    would be told (worked out by line differences):")
    assert shown[at + 1 : at + 9] == [
        "        interface lan0",
        "         shutdown",
        "        exit",
        "    to take it back:",
        "        interface lan0",
        "         no shutdown",
        "        exit",
        "    could cut us off, so it goes back by itself unless a fresh login comes:",
    ]
    assert shown[at + 9 : at + 11] == ["        we come in by it:", "            interface lan0 > shutdown"]


def test_an_apply_shows_lines_only_when_asked():
    assert "shutdown" not in as_text(Deployed("apply", (SWITCH,)), diff=False)
    assert "    told (worked out by line differences):" in as_text(Deployed("apply", (SWITCH,))).splitlines()


def test_compliance_is_counted_by_feature_over_the_devices_that_were_seen():
    shown = as_text(Deployed("drift", (SWITCH, OTHER, LOST))).splitlines()
    at = shown.index("feature  compliant  differs  not comparable  left out")
    assert shown[at + 1 : at + 5] == [
        "ntp              1        1               0         0",
        "banner           1        0               0         0",
        "acl              0        0               1         0",
        "over 2 network devices",
    ]
    assert json.loads(as_json(Deployed("drift", (SWITCH, OTHER, LOST))))["compliance"][0] == {
        "feature": "ntp",
        "compliant": 1,
        "differs": 1,
        "not_comparable": 0,
        "left_out": 0,
    }


def test_without_network_devices_there_is_no_table():
    server = AssetResult("db1", (OperationResult("cron", "ok"),))
    assert "feature" not in as_text(Deployed("drift", (server,)))
    assert json.loads(as_json(Deployed("drift", (server,))))["compliance"] == []


def test_json_holds_the_change_of_a_device():
    (shown, lost) = json.loads(as_json(Deployed("plan", (SWITCH, LOST))))["assets"]
    assert shown["change"] == {
        "by": "lines",
        "remediation": ["interface lan0", " shutdown", "exit"],
        "rollback": ["interface lan0", " no shutdown", "exit"],
        "marked": [{"line": "interface lan0 > shutdown", "because": "we come in by it"}],
        "refused": [],
        "compliance": [
            {"feature": "ntp", "standing": "differs", "reason": ""},
            {"feature": "banner", "standing": "compliant", "reason": ""},
            {"feature": "acl", "standing": "not-comparable", "reason": "line 7: no end"},
        ],
    }
    assert lost["change"] is None


def test_what_is_not_comparable_is_never_all_well():
    alone = AssetResult("sw1", (OperationResult("acl", "error", "not comparable: no end"),))
    assert {judge((alone,), verb) for verb in ("plan", "apply", "drift")} == {"in-part"}


def test_many_lines_of_one_reason_are_told_by_the_first_of_them_and_their_number():
    marked = tuple(RiskyLine(f"interface {number} > shutdown", "we come in by it") for number in range(9))
    change = DeviceChange((), ("interface 0",), marked=marked, by="lines")
    shown = change_lines(change, "plan")
    assert shown[-8:-6] == ["        we come in by it:", "            interface 0 > shutdown"]
    assert shown[-1] == "            … and 3 more lines"
