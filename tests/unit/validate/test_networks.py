"""Overlaps of networks: the sweep sees what comparing every pair sees, and stays short."""

import json
from datetime import date
from ipaddress import IPv4Network
from itertools import combinations
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from drplan.declare import District
from drplan.validate import Index
from drplan.validate.rules.networks import overlapping_sites

BASE = json.loads((Path(__file__).parents[2] / "cases" / "validate" / "base.json").read_text())
networks = st.builds(
    lambda number, length: str(IPv4Network((0x0A000000 | number << 20, length), strict=False)),
    st.integers(0, 15),
    st.integers(8, 14),
)


def overlaps(given: list[list[str]]) -> list[tuple[str, str]]:
    """Return subject and message for sites ``s0``, ``s1``, … with these networks."""
    blank = {"title": "t", "kind": "high-school", "students": 1, "contact": "director"}
    sites = [blank | {"code": f"s{i}", "networks": each} for i, each in enumerate(given)]
    index = Index(District.model_validate(BASE | {"sites": sites}), date(2026, 11, 22))
    return [(flaw.subject.name, flaw.message) for flaw in overlapping_sites(index)]


@given(st.lists(st.lists(networks, max_size=4), max_size=5))
def test_the_sweep_finds_an_overlap_exactly_when_two_sites_have_one(sites):
    held = [(f"s{i}", IPv4Network(each)) for i, site in enumerate(sites) for each in site]
    touching = {
        code
        for (one, network), (other, beside) in combinations(held, 2)
        if one != other and network.overlaps(beside)
        for code in (one, other)
    }
    found = overlaps(sites)
    assert bool(found) == bool(touching)
    assert {subject for subject, _ in found} <= touching
    for code in touching:
        told = any(code in {subject, *message.replace(",", "").split()} for subject, message in found)
        assert told or len(touching) > 2, "of two sites both are named"


def test_a_network_of_a_thousand_sites_is_told_of_once_and_in_few_words():
    ((subject, message),) = overlaps([["10.0.0.0/24"]] * 1000)
    assert subject == "s0"
    assert message == "network 10.0.0.0/24 is also that of s1, s10, s100 and 996 more"


def test_a_network_inside_that_of_many_sites_names_none_twice_and_not_itself():
    found = overlaps([["10.0.0.0/16"], ["10.0.0.0/16", "10.0.4.0/24"], *[["10.0.0.0/16"]] * 4])
    assert ("s1", "network 10.0.4.0/24 lies inside 10.0.0.0/16 of s0, s2, s3 and 2 more") in found
    assert len(found) == 2


def test_of_several_networks_around_it_the_nearest_of_another_site_is_named():
    (first, second) = overlaps([["10.0.0.0/8"], ["10.4.0.0/14", "10.4.4.0/24"]])
    assert first == ("s1", "network 10.4.0.0/14 lies inside 10.0.0.0/8 of s0")
    assert second == ("s1", "network 10.4.4.0/24 lies inside 10.0.0.0/8 of s0")
