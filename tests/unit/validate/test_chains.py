"""The slowest promise below a service, against the plain definition."""

import json
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from drplan.declare import District
from drplan.validate import Index
from drplan.validate.chains import slowest_below

BASE = json.loads((Path(__file__).parents[3] / "tests" / "cases" / "validate" / "base.json").read_text())
SIZE = 7
GRAPHS = st.lists(
    st.tuples(st.lists(st.integers(0, SIZE - 1), max_size=3), st.integers(1, 9)), min_size=SIZE, max_size=SIZE
)


def index_of(graph: list[tuple[list[int], int]]) -> Index:
    template = next(each for site in BASE["sites"] for each in site["services"])
    services = [
        {
            **template,
            "name": f"n{number}",
            "depends_on": [f"n{target}" for target in targets],
            "data_sets": [],
            "objectives": {"rto": f"PT{hours}H", "rpo": "P1D", "mtd": "P9D"},
        }
        for number, (targets, hours) in enumerate(graph)
    ]
    site = {**BASE["sites"][0], "services": services}
    return Index(District.model_validate({**BASE, "sites": [site]}), date(2026, 11, 22))


def below(index: Index, name: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(index.dependencies[name])
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(index.dependencies[node])
    return seen


@given(GRAPHS)
def test_the_slowest_is_that_of_all_below_and_a_circle_has_none(graph):
    index = index_of(graph)

    def rto(name: str) -> timedelta:
        return index.services[name].objectives.rto

    found = slowest_below(index, rto)
    for name in index.services:
        under = below(index, name)
        circle = {each for each in under if name in below(index, each)} - {name}
        if circle or not under - {name}:
            assert name not in found
        else:
            assert rto(found[name]) == max(rto(each) for each in under - {name})
