"""Groups of services that depend on each other, against the plain definition."""

import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from drplan.validate.graph import components, cycle

GRAPHS = st.integers(1, 8).flatmap(
    lambda size: st.fixed_dictionaries(
        {f"n{i}": st.lists(st.sampled_from([f"n{k}" for k in range(size)]), unique=True) for i in range(size)}
    )
)


def reachable(edges: Mapping[str, Sequence[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(edges[start])
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(edges[node])
    return seen


@given(GRAPHS)
def test_members_of_a_component_reach_each_other_and_nobody_else_does(edges):
    found = components(edges)
    assert sorted(node for members in found for node in members) == sorted(edges)
    reach = {node: reachable(edges, node) for node in edges}
    for members in found:
        for node in edges:
            mutual = node in reach[members[0]] and members[0] in reach[node]
            assert (node in members) == (mutual or node == members[0])


@given(GRAPHS)
def test_a_component_comes_after_all_it_depends_on(edges):
    position = {node: i for i, members in enumerate(components(edges)) for node in members}
    assert all(position[target] <= position[node] for node, targets in edges.items() for target in targets)


@given(GRAPHS)
def test_a_named_circle_is_a_way_that_exists(edges):
    for members in components(edges):
        if len(members) > 1 or members[0] in edges[members[0]]:
            way = cycle(edges, members)
            assert way[0] == way[-1] == min(members)
            assert len(way) > 1
            assert all(after in edges[before] for before, after in pairwise(way))


def test_a_chain_longer_than_the_stack_is_walked():
    size = sys.getrecursionlimit() * 3
    edges = {f"n{i}": [f"n{i + 1}"] if i + 1 < size else [] for i in range(size)}
    found = components(edges)
    assert len(found) == size
    assert found[0] == (f"n{size - 1}",)
