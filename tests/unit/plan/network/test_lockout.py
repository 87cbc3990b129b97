"""The lockout guard; plans are data in tests/cases/network/lockout."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.gear import PLATFORMS
from drplan.plan.network.change import ConfigLine, WayIn
from drplan.plan.network.lockout import guard

FILES = sorted((Path(__file__).parents[3] / "cases" / "network" / "lockout").glob("*.json"))
SETS = [json.loads(path.read_text()) for path in FILES]


def plan(texts):
    """``- interface Vlan10 | no ip address`` takes away; ``|`` stands between headers and line."""
    split = [(text[0] == "-", text[2:].split(" | ")) for text in texts]
    return [ConfigLine(tuple(words[:-1]), words[-1], removes=removes) for removes, words in split]


def guarded(case, lines):
    told = {**case["way_in"], "sources": tuple(case["way_in"].get("sources", ()))}
    return guard(PLATFORMS[case["platform"]], lines, "\n".join(case["running"]), WayIn(**told))


def of(kind):
    return [
        pytest.param(case, one, id=f"{case['platform']}: {one['says']}")
        for case in SETS
        for one in case[kind]
    ]


def test_more_than_forty_plans_of_each_kind_over_all_platforms_are_tried():
    assert {case["platform"] for case in SETS} == set(PLATFORMS)
    assert len(of("lockouts")) >= 40
    assert len(of("harmless")) >= 40


@pytest.mark.parametrize(("case", "one"), of("lockouts"))
def test_a_plan_that_could_lock_us_out_is_stopped(case, one):
    told = guarded(case, plan(one["lines"]))
    assert told.marked
    assert all(each.because for each in told.marked)
    assert bool(told.refused) is one.get("refused", False)


@pytest.mark.parametrize(("case", "one"), of("harmless"))
def test_a_harmless_plan_passes(case, one):
    told = guarded(case, plan(one["lines"]))
    assert not told.marked
    assert not told.refused


@pytest.mark.parametrize(("case", "one"), of("lockouts"))
def test_a_plan_stays_stopped_when_nothing_is_known_of_the_way_in(case, one):
    told = guard(PLATFORMS[case["platform"]], plan(one["lines"]), "", WayIn(case["way_in"]["address"]))
    assert told.marked


def lines_of(case):
    return [line for kind in ("lockouts", "harmless") for one in case[kind] for line in plan(one["lines"])]


CHOSEN = st.sampled_from(SETS).flatmap(
    lambda case: st.tuples(st.just(case), st.lists(st.sampled_from(lines_of(case)), max_size=8))
)


@given(chosen=CHOSEN)
def test_the_order_of_sending_keeps_every_line_as_often_as_it_was_given(chosen):
    case, lines = chosen
    assert Counter(guarded(case, lines).lines) == Counter(lines)


@given(chosen=CHOSEN, data=st.data())
def test_leaving_lines_out_never_hides_another(chosen, data):
    case, lines = chosen
    kept = [line for line in lines if data.draw(st.booleans())]
    all_of_them = {each.line for each in guarded(case, lines).marked}
    assert {each.line for each in guarded(case, kept).marked} == all_of_them & set(kept)


@given(chosen=CHOSEN)
def test_what_is_marked_is_sent(chosen):
    case, lines = chosen
    told = guarded(case, lines)
    assert [each.line for each in told.marked] == [
        line for line in told.lines if line in {m.line for m in told.marked}
    ]


IOS = PLATFORMS["cisco-ios"]
NOWHERE = WayIn("192.0.2.1")


def sent(*texts, platform=IOS):
    return [line.line for line in guard(platform, plan(texts), "", NOWHERE).lines]


def test_what_adds_is_sent_before_what_removes():
    assert sent("- no ntp server 192.0.2.7", "+ ntp server 10.20.0.1", "- no logging host 192.0.2.9") == [
        "ntp server 10.20.0.1",
        "no ntp server 192.0.2.7",
        "no logging host 192.0.2.9",
    ]


@pytest.mark.parametrize(
    ("removal", "addition"),
    [
        ("no username nora", "username nora privilege 15 secret 9 $9$new"),
        ("no description old", "description new"),
        ("no enable secret", "enable secret 9 $9$new"),
        ("no 10 permit ip any any", "10 permit ip 10.99.0.0 0.0.0.255 any"),
        ("no switchport access vlan 20", "switchport access vlan 30"),
    ],
)
def test_a_removal_that_would_undo_its_addition_stands_directly_before_it(removal, addition):
    given_order = ["+ hostname a", f"+ interface Gi1 | {addition}", f"- interface Gi1 | {removal}"]
    assert sent(*given_order) == ["hostname a", removal, addition]


def test_an_old_address_goes_after_the_new_one_came():
    old, new = "no ip address 10.20.0.2 255.255.255.0", "ip address 10.40.0.2 255.255.255.0"
    assert sent(f"- interface Vlan10 | {old}", f"+ interface Vlan10 | {new}") == [new, old]


def test_what_only_changes_a_mode_keeps_its_place_before_what_needs_it():
    given_order = ["- interface Gi1 | no switchport", "+ interface Gi1 | ip address 10.1.1.1 255.255.255.0"]
    assert sent(*given_order) == ["no switchport", "ip address 10.1.1.1 255.255.255.0"]


def test_a_line_that_no_rule_knows_is_marked():
    told = guard(IOS, plan(["+ frobnicate the uplink"]), "", NOWHERE)
    assert "does not know" in told.marked[0].because


def test_a_user_who_is_replaced_is_not_refused_but_marked():
    case = next(each for each in SETS if each["platform"] == "ruckus-icx")
    told = guarded(case, plan(["- no username nora", "+ username nora password 8 $1$new"]))
    assert told.marked
    assert not told.refused


def test_an_address_that_is_given_another_is_not_refused_but_marked():
    case = next(each for each in SETS if each["platform"] == "frr")
    lines = ["- interface wan0 | no ip address 10.20.0.8/24", "+ interface wan0 | ip address 10.20.0.18/24"]
    told = guarded(case, plan(lines))
    assert told.marked
    assert not told.refused


def test_a_refusal_tells_no_secret():
    case = next(each for each in SETS if each["platform"] == "cisco-ios")
    told = guarded(case, plan(["- no username nora", "- no username breakglass"]))
    assert told.refused
    assert "$9$" not in " ".join(told.refused)
