"""Ways between places over declared links: which exist, and how fast they are."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from drplan.declare import DataSet, Link, NetworkDevice, Repository, Server
from drplan.declare.data import source_asset
from drplan.validate.index import Index, once

INTERNET = "internet"
"""The place where cloud tenants, vendors and partners are; every other place is a site's code."""


@dataclass(frozen=True)
class Line:
    """A link with the code of the site that declares it."""

    site: str
    link: Link

    @property
    def width(self) -> float:
        """What it carries either way, in Mbit/s."""
        return min(self.link.up_mbit_s, self.link.down_mbit_s)

    def other(self, place: str) -> str:
        """Return the end that is not ``place``."""
        return self.link.to if self.site == place else self.site


@dataclass(frozen=True)
class Hop:
    """A line in one direction: ``away`` from the site that declares it, or to it."""

    line: Line
    away: bool

    @property
    def mbit_s(self) -> float:
        """What the line carries in this direction."""
        return self.line.link.up_mbit_s if self.away else self.line.link.down_mbit_s

    @property
    def backup_mbit_s(self) -> float:
        """What backups may fill of that: what is declared, else half."""
        declared = self.line.link.backup_mbit_s
        return self.mbit_s / 2 if declared is None else min(declared, self.mbit_s)


_Key = tuple[float, int, str, str, str, float, float]


class _Tree:
    """Places to the hub of their part of the network, their distance from it, and what is above them."""

    def __init__(self, at: Mapping[str, list[Line]]) -> None:
        self.hub: dict[str, str] = {}
        self.depth: dict[str, int] = {}
        self.above: dict[str, tuple[str, Line]] = {}
        for place in sorted(at, key=lambda place: (-len(at[place]), place)):
            if place not in self.hub:
                self._grow(place, at)

    def _grow(self, hub: str, at: Mapping[str, list[Line]]) -> None:
        """Add the widest line that leads to a new place until none does; of equals the nearest the hub."""
        order = count()
        self.hub[hub], self.depth[hub] = hub, 0
        waiting = [(_key(line, 1), next(order), hub, line) for line in at[hub]]
        heapq.heapify(waiting)
        while waiting:
            _, _, parent, line = heapq.heappop(waiting)
            place = line.other(parent)
            if place not in self.hub:
                depth = self.depth[parent] + 1
                self.hub[place], self.depth[place], self.above[place] = hub, depth, (parent, line)
                for each in at[place]:
                    if each.other(place) not in self.hub:
                        heapq.heappush(waiting, (_key(each, depth + 1), next(order), place, each))


def _key(line: Line, depth: int) -> _Key:
    """Return what lines are taken by, the same in whatever order they are declared."""
    link = line.link
    return (-line.width, depth, line.site, link.to, link.name, link.up_mbit_s, link.down_mbit_s)


class Reach:
    """The widest ways between places.

    Traffic is taken to follow the links that make the slowest of them as fast as can be: a maximum
    spanning tree (Prim 1957) holds such a way for each two places, so it is grown once, near-linear in
    links. Lines side by side are not added up: all but the fastest are taken for spares.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._tree = _Tree(_lines(index))
        self._ways: dict[tuple[str, str], tuple[Hop, ...] | None] = {}

    def way(self, start: str, end: str) -> tuple[Hop, ...] | None:
        """Return the hops between two places: none for the same place, ``None`` where no way leads."""
        pair = (start, end)
        if pair not in self._ways:
            self._ways[pair] = self._walk(start, end)
        return self._ways[pair]

    def joined(self, start: str, end: str) -> bool:
        """Tell whether a chain of links joins two places; a place is joined to itself."""
        hub = self._tree.hub
        return start == end or (start in hub and hub[start] == hub.get(end))

    def mbit_s(self, start: str, end: str) -> float | None:
        """Return the rate of the slowest hop; ``None`` for the same place and where no way leads."""
        return min((hop.mbit_s for hop in self.way(start, end) or ()), default=None)

    def asset_place(self, name: str) -> str:
        """Return where a declared asset is: its site, or the Internet for a cloud tenant."""
        on_site = isinstance(self._index.assets[name], Server | NetworkDevice)
        return self._index.asset_site[name] if on_site else INTERNET

    def data_place(self, data: DataSet) -> str:
        """Return where a data set's truth lives; its service's site when its asset is not declared."""
        name = source_asset(data.source)
        return self.asset_place(name) if name in self._index.assets else self._index.data_site(data)

    def repository_place(self, repository: Repository) -> str | None:
        """Return where a repository is; ``None`` when neither its host nor its site is declared."""
        if repository.host is not None and repository.host in self._index.assets:
            return self.asset_place(repository.host)
        if repository.site in self._index.sites:
            return repository.site
        outside = repository.site in self._index.partners or repository.site in self._index.vendors
        return INTERNET if outside else None

    def _walk(self, start: str, end: str) -> tuple[Hop, ...] | None:
        if not self.joined(start, end):
            return None
        up: list[Hop] = []
        down: list[Hop] = []
        while start != end:
            if self._tree.depth[start] >= self._tree.depth[end]:
                parent, line = self._tree.above[start]
                up.append(Hop(line, away=line.site == start))
                start = parent
            else:
                parent, line = self._tree.above[end]
                down.append(Hop(line, away=line.site == parent))
                end = parent
        return (*up, *reversed(down))


@once
def reach(index: Index) -> Reach:
    """Return the ways of a district, worked out once for all rules."""
    return Reach(index)


def usable(index: Index, line: Line) -> bool:
    """Tell whether a link leads to another declared site or to the Internet."""
    target = line.link.to
    return target != line.site and (target == INTERNET or target in index.sites)


def lines(index: Index) -> Iterator[Line]:
    """Yield every declared link with its site."""
    for code, site in index.sites.items():
        for link in site.links:
            yield Line(code, link)


def _lines(index: Index) -> dict[str, list[Line]]:
    """Return the lines at each place."""
    found: dict[str, list[Line]] = {}
    for line in lines(index):
        if usable(index, line):
            found.setdefault(line.site, []).append(line)
            found.setdefault(line.link.to, []).append(line)
    return found
