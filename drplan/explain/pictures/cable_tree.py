"""Cables laid out as a tree: what leads out of the site first, then what hangs on it, breadth by breadth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from drplan.declare import Asset, District, NetworkDevice
from drplan.declare.lookup import assets
from drplan.plan.network.cables import Cable

_RANK = {"router": 0, "firewall": 1, "core": 2, "wireless": 3, "closet": 4}
_OTHER_DEVICE, _OTHER_ASSET = 5, 6


@dataclass(frozen=True)
class Hanging:
    """One asset in the tree, and the cable it hangs on.

    ``parent`` is the place of the row it hangs on, ``its_port`` its own end and ``port`` the other's;
    ``others`` are further cables to what is drawn above it, in words.
    """

    name: str
    depth: int = 0
    parent: int | None = None
    on: str | None = None
    its_port: str = ""
    port: str = ""
    others: tuple[str, ...] = ()


@dataclass
class _Growing:
    """The tree while it grows: rows in drawn order."""

    by_asset: Mapping[str, Sequence[Cable]]
    rank: Mapping[str, int]
    rows: list[Hanging] = field(default_factory=list)
    at: dict[str, int] = field(default_factory=dict)

    def grow(self, root: str) -> None:
        """Add everything that is reached from a root, each as near to it as its cables allow."""
        down = _down(root, self.by_asset, self.rank, self.at)
        waiting = [Hanging(root)]
        while waiting:
            row = waiting.pop()
            place = len(self.rows)
            self.rows.append(replace(row, others=tuple(self._others(row))))
            self.at[row.name] = place
            waiting += [
                Hanging(c.far, row.depth + 1, place, row.name, c.far_port, c.near_port)
                for c in reversed(down.get(row.name, ()))
            ]

    def _others(self, row: Hanging) -> Iterator[str]:
        """Name the cables to what is drawn already, beside the one that it hangs on."""
        for cable in _leading(row.name, self.by_asset):
            hangs_on = (cable.far, cable.near_port, cable.far_port) == (row.on, row.its_port, row.port)
            if cable.far in self.at and not hangs_on:
                yield " ".join(filter(None, (cable.far, cable.far_port)))


def cable_tree(found: Sequence[Cable], district: District) -> tuple[Hanging, ...]:
    """Return the rows of the tree in drawn order; several trees when not all hangs together.

    A tree begins at its router, else its firewall, else its core switch, else what has most cables.
    """
    by_asset: defaultdict[str, list[Cable]] = defaultdict(list)
    for cable in found:
        by_asset[cable.near].append(cable)
        if cable.far != cable.near:
            by_asset[cable.far].append(cable)
    growing = _Growing(by_asset, _ranks(district, by_asset))
    for name in sorted(by_asset, key=lambda each: (growing.rank[each], -len(by_asset[each]), each)):
        if name not in growing.at:
            growing.grow(name)
    return tuple(growing.rows)


def _ranks(district: District, names: Iterable[str]) -> dict[str, int]:
    by_name = {asset.name: asset for asset in assets(district)}
    return {name: _rank(by_name.get(name)) for name in names}


def _rank(asset: Asset | None) -> int:
    if isinstance(asset, NetworkDevice):
        return _RANK.get(asset.role or "", _OTHER_DEVICE)
    return _OTHER_ASSET


def _down(
    root: str, by_asset: Mapping[str, Sequence[Cable]], rank: Mapping[str, int], drawn: Mapping[str, int]
) -> dict[str, list[Cable]]:
    """Walk breadth first and return which cables lead down from each asset."""
    reached, level = {root, *drawn}, [root]
    down: dict[str, list[Cable]] = {}
    while level:
        later: list[str] = []
        for asset in level:
            for cable in sorted(_leading(asset, by_asset), key=lambda each: rank[each.far]):
                if cable.far not in reached:
                    reached.add(cable.far)
                    down.setdefault(asset, []).append(cable)
                    later.append(cable.far)
        level = later
    return down


def _leading(asset: str, by_asset: Mapping[str, Sequence[Cable]]) -> Iterator[Cable]:
    return (cable.seen_from(asset) for cable in by_asset[asset])
