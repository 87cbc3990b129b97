"""What a device did not show whole is no backup; fetches are data in tests/cases/network/whole."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.errors import NotWhole
from drplan.gear import PLATFORMS
from drplan.gear.whole import whole

CASES = json.loads(
    (Path(__file__).parents[2] / "cases" / "network" / "whole" / "fetches.json").read_text(encoding="utf-8")
)


def name(case):
    return f"{case['platform']}: {case['says']}"


def test_every_platform_has_whole_fetches_and_others():
    for kind in (True, False):
        assert {each["platform"] for each in CASES if bool(each["because"]) is kind} == set(PLATFORMS)


@pytest.mark.parametrize("case", [each for each in CASES if not each["because"]], ids=name)
def test_a_whole_configuration_comes_back_as_it_is(case):
    assert whole(case["text"], PLATFORMS[case["platform"]], "sw1") == case["text"]


@pytest.mark.parametrize("case", [each for each in CASES if each["because"]], ids=name)
def test_what_is_not_whole_is_refused_with_its_reason(case):
    with pytest.raises(NotWhole, match=case["because"]) as refused:
        whole(case["text"], PLATFORMS[case["platform"]], "sw1")
    assert refused.value.message.startswith("sw1 ")
    assert PLATFORMS[case["platform"]].session.running in refused.value.next_step


@pytest.mark.parametrize("case", [each for each in CASES if each["because"]], ids=name)
def test_a_refusal_never_tells_what_stands_in_the_text(case):
    with pytest.raises(NotWhole) as refused:
        whole(case["text"], PLATFORMS[case["platform"]], "sw1")
    lines = [line.strip() for line in case["text"].splitlines() if len(line.strip()) > 8]
    assert not any(line in refused.value.message for line in lines)


CERTAIN = [
    each
    for each in CASES
    if not each["because"] and PLATFORMS[each["platform"]].text.ends and each["text"].count("\n") > 3
]


@given(
    case=st.sampled_from([each for each in CERTAIN if each["platform"] != "fortinet-fortios"]), data=st.data()
)
def test_wherever_a_text_with_a_certain_end_is_cut_it_is_noticed(case, data):
    text = case["text"].rstrip("\n")
    at = data.draw(st.integers(min_value=0, max_value=len(text) - 1))
    with pytest.raises(NotWhole):
        whole(text[:at], PLATFORMS[case["platform"]], "sw1")
