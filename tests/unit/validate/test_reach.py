"""Ways over links, against the plain definition of the widest one."""

import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.declare import District
from drplan.validate import Index
from drplan.validate.reach import INTERNET, Reach

BASE = json.loads((Path(__file__).parents[3] / "tests" / "cases" / "validate" / "base.json").read_text())
PLACES = ["a", "b", "c", "d", "e", INTERNET]
LINES = st.lists(
    st.tuples(st.sampled_from(PLACES[:-1]), st.sampled_from(PLACES), st.integers(1, 4), st.integers(1, 4)),
    max_size=12,
)
Lines = list[tuple[str, str, int, int]]


def index_of(lines: Lines) -> Index:
    sites = [
        {
            "code": code,
            "title": code,
            "kind": "high-school",
            "students": 1,
            "networks": [],
            "contact": "director",
            "links": [
                {"name": f"n{number}", "to": end, "up_mbit_s": up, "down_mbit_s": down}
                for number, (start, end, up, down) in enumerate(lines)
                if start == code
            ],
        }
        for code in PLACES[:-1]
    ]
    empty: dict[str, Any] = {"exercises": [], "scenarios": [], "waivers": []}
    return Index(District.model_validate({**BASE, **empty, "sites": sites}), date(2026, 11, 22))


def widest(lines: Lines, start: str, end: str) -> int:
    """Return the greatest width such that lines of that width at least join two places; 0 when none do."""
    for width in range(4, 0, -1):
        seen = {start}
        while True:
            ends = [{one, other} for one, other, up, down in lines if min(up, down) >= width and one != other]
            grown = seen.union(*(each for each in ends if each & seen))
            if grown == seen:
                break
            seen = grown
        if end in seen:
            return width
    return 0


@given(LINES, st.sampled_from(PLACES), st.sampled_from(PLACES))
def test_a_way_is_as_wide_as_the_widest_and_exists_where_places_are_joined(lines, start, end):
    reach = Reach(index_of(lines))
    way = reach.way(start, end)
    assert reach.joined(start, end) == (way is not None) == (start == end or widest(lines, start, end) > 0)
    if way:
        assert min(hop.line.width for hop in way) == widest(lines, start, end)
        assert reach.mbit_s(start, end) == min(hop.mbit_s for hop in way)


@given(LINES, st.sampled_from(PLACES), st.sampled_from(PLACES))
def test_a_way_goes_from_hop_to_hop_and_back_the_same_way(lines, start, end):
    reach = Reach(index_of(lines))
    way = reach.way(start, end) or ()
    ends = [
        (hop.line.site, hop.line.link.to) if hop.away else (hop.line.link.to, hop.line.site) for hop in way
    ]
    assert all(before[1] == after[0] for before, after in pairwise(ends))
    assert not ends or (ends[0][0], ends[-1][1]) == (start, end)
    back = reach.way(end, start) or ()
    assert [(hop.line, hop.away) for hop in reversed(back)] == [(hop.line, not hop.away) for hop in way]


@given(LINES, st.randoms())
def test_the_order_of_links_changes_no_way(lines, random):
    numbered = index_of(lines)
    mixed = index_of(lines)
    for site in mixed.sites.values():
        links = list(site.links)
        random.shuffle(links)
        mixed.sites[site.code] = site.model_copy(update={"links": tuple(links)})  # type: ignore[index]
    one, other = Reach(numbered), Reach(mixed)
    assert all(one.way(a, b) == other.way(a, b) for a in PLACES for b in PLACES)


def test_each_direction_has_its_own_rate():
    reach = Reach(index_of([("a", INTERNET, 20, 300), ("b", "a", 50, 1000)]))
    assert reach.mbit_s("b", INTERNET) == 20
    assert reach.mbit_s(INTERNET, "b") == 300
    assert reach.mbit_s("b", "b") is None
    assert reach.mbit_s("b", "c") is None


def test_a_slow_spare_line_is_not_the_way_though_it_is_the_shorter():
    reach = Reach(index_of([("a", INTERNET, 5, 5), ("a", "b", 1000, 1000), ("b", INTERNET, 500, 500)]))
    assert [hop.line.link.name for hop in reach.way("a", INTERNET) or ()] == ["n1", "n2"]


@pytest.mark.parametrize("end", ["a", "z"])
def test_a_link_to_its_own_site_or_to_none_leads_nowhere(end):
    reach = Reach(index_of([("a", end, 5, 5)]))
    assert not reach.joined("a", INTERNET)
    assert reach.joined("a", "a")
    assert reach.way("a", "a") == ()


def test_a_long_chain_of_sites_is_walked():
    index = index_of([])
    codes = [f"s{number:04}" for number in range(3000)]
    template = next(iter(index.sites.values()))
    link = {"name": "on", "up_mbit_s": 10, "down_mbit_s": 10}
    index.sites = {
        code: type(template).model_validate(
            {**template.model_dump(), "code": code, "links": [{**link, "to": after}]}
        )
        for code, after in pairwise(codes)
    }
    index.sites[codes[-1]] = template.model_copy(update={"code": codes[-1]})
    assert len(Reach(index).way(codes[0], codes[-1]) or ()) == 2999
