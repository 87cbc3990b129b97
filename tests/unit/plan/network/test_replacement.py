"""A replacement with other ports: each case is a file of tests/cases/network/replacement."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from drplan.plan.network.replacement import mapping

CASES = sorted((Path(__file__).parents[3] / "cases/network/replacement").glob("*.json"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_ports_map_as_the_case_says_and_nothing_is_rewritten_silently(case):
    told = json.loads(case.read_text())
    kept = told["configuration"]
    found = mapping("\n".join(kept), told["platform"], told["new"])
    assert {port.old: port.new for port in found.ports} == told["ports"]
    assert all(port.because for port in found.ports)
    assert {str(line.number): line.becomes for line in found.changed} == told["becomes"]
    assert {str(line.number): list(line.ports) for line in found.left} == told["left"]
    assert found.whole is (None not in told["ports"].values())
    listed = {line.number: line.becomes for line in found.changed}
    assert found.text.splitlines() == [listed.get(at, line) for at, line in enumerate(kept, start=1)]


PORTS = some.lists(some.integers(1, 60), min_size=1, max_size=30, unique=True)


@given(PORTS, PORTS, some.sampled_from(["1/1/{}", "2/1/{}", "1/2/{}"]))
def test_no_two_ports_get_one_successor_and_each_successor_is_there(old, new, form):
    text = "".join(f"interface 1/1/{number}\n    no shutdown\n" for number in old)
    offered = [form.format(number) for number in new]
    found = mapping(text, "aruba-aos-cx", offered)
    given_to = [port.new for port in found.ports if port.new is not None]
    assert len(given_to) == len(set(given_to))
    assert set(given_to) <= set(offered)
    assert len(found.text.splitlines()) == len(text.splitlines())


@given(PORTS)
def test_a_unit_of_the_same_ports_changes_nothing(old):
    text = "".join(f"interface 1/1/{number}\n" for number in old)
    found = mapping(text, "aruba-aos-cx", [f"1/1/{number}" for number in old])
    assert found.whole
    assert found.changed == ()
    assert found.text == text
