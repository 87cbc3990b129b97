"""Groups of services that depend on each other."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

Edges = Mapping[str, Sequence[str]]


def components(edges: Edges) -> list[tuple[str, ...]]:
    """Return the strongly connected components, each after all it depends on (Tarjan 1972).

    ``edges`` maps every node to nodes that are keys too. Linear in nodes and edges; no recursion, since a
    chain of services may be longer than Python's stack.
    """
    walk = _Walk(edges)
    for node in edges:
        if node not in walk.number:
            walk.visit(node)
    return walk.found


def cycle(edges: Edges, members: Sequence[str]) -> tuple[str, ...]:
    """Return a shortest way from the first member by name back to itself, that name at both ends."""
    start, inside = min(members), set(members)
    came_from: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for target in sorted(edges[node]):
            if target == start:
                return (start, *_way(came_from, node, start), start)
            if target in inside and target not in came_from:
                came_from[target] = node
                waiting.append(target)
    return ()


def _way(came_from: Mapping[str, str], node: str, start: str) -> list[str]:
    way = []
    while node != start:
        way.append(node)
        node = came_from[node]
    return way[::-1]


class _Walk:
    """The state of Tarjan's algorithm."""

    def __init__(self, edges: Edges) -> None:
        self.edges = edges
        self.number: dict[str, int] = {}
        self.low: dict[str, int] = {}
        self.open: dict[str, None] = {}
        self.found: list[tuple[str, ...]] = []

    def visit(self, root: str) -> None:
        path: list[tuple[str, Iterator[str]]] = [self._enter(root)]
        while path:
            node, targets = path[-1]
            target = next(targets, None)
            if target is None:
                path.pop()
                self._leave(node, path[-1][0] if path else None)
            elif target not in self.number:
                path.append(self._enter(target))
            elif target in self.open:
                self.low[node] = min(self.low[node], self.number[target])

    def _enter(self, node: str) -> tuple[str, Iterator[str]]:
        self.number[node] = self.low[node] = len(self.number)
        self.open[node] = None
        return node, iter(self.edges[node])

    def _leave(self, node: str, parent: str | None) -> None:
        if parent is not None:
            self.low[parent] = min(self.low[parent], self.low[node])
        if self.low[node] != self.number[node]:
            return
        members = []
        while True:
            member, _ = self.open.popitem()
            members.append(member)
            if member == node:
                break
        self.found.append(tuple(sorted(members)))
