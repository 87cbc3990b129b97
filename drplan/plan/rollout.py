"""How a change spreads over many assets: canaries, then waves, never all of a redundant set at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import takewhile

from drplan.declare.district import District
from drplan.errors import UsageError
from drplan.plan.redundancy import Redundancy, RedundantSet
from drplan.ports import AnyAsset

_NOUNS = {"server": "servers", "network": "network devices", "aws": "AWS accounts"}
BY_HAND = frozenset({"google-workspace", "microsoft-365"})
"""Kinds whose settings people change, never a deploy: no canaries among them, and none stops a rollout."""
_FIRST_IN_A_WAVE = ("network", "server")


@dataclass(frozen=True)
class Placed:
    """An asset in its wave, and why there."""

    asset: AnyAsset
    because: str


@dataclass(frozen=True)
class Wave:
    """Assets that are changed at the same time. A ``canary`` wave must go well before anything follows."""

    placed: tuple[Placed, ...]
    canary: bool = False

    @property
    def assets(self) -> tuple[AnyAsset, ...]:
        """Its assets: network devices first, being the way to the others, then servers, then accounts."""
        return tuple(each.asset for each in self.placed)


@dataclass(frozen=True)
class Rollout:
    """Waves in their order."""

    waves: tuple[Wave, ...]

    def places(self) -> Mapping[str, tuple[int, Wave, Placed]]:
        """Return for each asset's name the number of its wave, from 1, the wave, and its place there."""
        return {
            each.asset.name: (number, wave, each)
            for number, wave in enumerate(self.waves, start=1)
            for each in wave.placed
        }


def plan_rollout(district: District, assets: Iterable[AnyAsset], *, canary: int, at_once: int) -> Rollout:
    """Decide in which waves assets are changed, whatever the order they are given in.

    Of each kind with two or more assets, ``canary`` go first (always leaving one for later): those on which
    least stands, by latest tier, fewest services, name. The others follow in the same order, at most
    ``at_once`` in a wave, and of network devices two in the first wave after their canary (one without a
    canary), then four, eight and so on: what goes wrong there cuts off whatever stands behind it. No wave
    touches a whole redundant set or both of a declared pair, guests of a host counted as touched with it;
    only a host that carries a whole set by itself does, and its reason says so. Raises ``UsageError`` when
    ``canary`` is negative or ``at_once`` less than 1.
    """
    if canary < 0 or at_once < 1:
        raise UsageError(
            f"no rollout has {canary} canaries and {at_once} assets at once",
            next_step="give --canary 0 or more, and --at-once 1 or more",
        )
    redundancy = Redundancy(district)
    meant = {asset.name: asset for asset in assets}
    loads = {name: redundancy.load(name) for name in meant}
    ordered = sorted(meant.values(), key=lambda asset: (loads[asset.name].order(), asset.name))
    first = _canaries(ordered, canary)
    why = {
        asset.name: f"{f'canary of {_noun(asset)}: ' if asset.name in first else ''}{loads[asset.name]}"
        for asset in ordered
    }
    ahead = [asset for asset in ordered if asset.name in first]
    behind = [asset for asset in ordered if asset.name not in first]
    width = 2 if any(asset.kind == "network" for asset in ahead) else 1
    canaries, others = (_Filler(redundancy, at_once, each, why) for each in (at_once, width))
    return Rollout((*canaries.fill(ahead, canary=True), *others.fill(behind, canary=False)))


def held_back(district: District, wave: Wave, failed: Iterable[str]) -> Mapping[str, RedundantSet]:
    """Return which assets of a wave must wait, because with those that ``failed`` a whole set would be hit.

    What was spared so far is all that a service still runs on.
    """
    failed = list(failed)
    if not failed:
        return {}
    redundancy = Redundancy(district)
    touched = {each for name in failed for each in redundancy.touched(name)}
    held: dict[str, RedundantSet] = {}
    for asset in wave.assets:
        whole = redundancy.completed(touched, asset.name)
        if whole is None:
            touched |= redundancy.touched(asset.name)
        else:
            held[asset.name] = whole
    return held


def _canaries(ordered: Sequence[AnyAsset], canary: int) -> set[str]:
    """Name the first of each kind, one fewer than there are at most."""
    kinds = Counter(asset.kind for asset in ordered if asset.kind not in BY_HAND)
    left = {kind: min(canary, count - 1) for kind, count in kinds.items()}
    names = set()
    for asset in ordered:
        if left.get(asset.kind):
            left[asset.kind] -= 1
            names.add(asset.name)
    return names


@dataclass(eq=False)
class _Filling:
    """A wave while it is filled. ``width`` network devices fit in it."""

    at_once: int
    width: int
    placed: list[Placed] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    network: int = 0

    @property
    def full(self) -> bool:
        """Say whether nothing more fits."""
        return len(self.placed) == self.at_once

    def has_room(self, asset: AnyAsset) -> bool:
        """Say whether this one still fits."""
        return not self.full and (asset.kind != "network" or self.network < self.width)

    def place(self, asset: AnyAsset, because: str, touched: AbstractSet[str]) -> None:
        """Take an asset in, with all that goes down with it."""
        self.placed.append(Placed(asset, because))
        self.touched |= touched
        self.network += asset.kind == "network"


@dataclass(frozen=True)
class _Filler:
    """Puts assets into waves of at most ``at_once``.

    ``first`` is how many network devices the first one takes; each one after it takes twice as many.
    """

    redundancy: Redundancy
    at_once: int
    first: int
    why: Mapping[str, str]

    def fill(self, ordered: Iterable[AnyAsset], *, canary: bool) -> list[Wave]:
        """Put each asset into the first wave that has room and in which it completes no redundant set."""
        waves: list[_Filling] = []
        for asset in ordered:
            self._place(asset, waves)
        return [Wave(tuple(sorted(wave.placed, key=_rank)), canary=canary) for wave in waves]

    def _place(self, asset: AnyAsset, waves: list[_Filling]) -> None:
        roomy = [wave for wave in waves if wave.has_room(asset)]
        parted = (self.redundancy.completed(wave.touched, asset.name) for wave in roomy)
        barred = [whole for whole in takewhile(bool, parted) if whole is not None]
        if len(barred) == len(roomy):
            roomy.append(_Filling(self.at_once, min(self.at_once, self.first << len(waves))))
            waves.append(roomy[-1])
        wave = roomy[len(barred)]
        sole = (f"all of {each} goes down with it" for each in self.redundancy.sole(asset.name))
        because = [self.why[asset.name], *sole, *(_apart(self.redundancy, asset, each) for each in barred)]
        if wave is not waves[0] and not barred:
            because.append(self._no_room(waves))
        wave.place(asset, "; ".join(dict.fromkeys(because)), self.redundancy.touched(asset.name))

    def _no_room(self, waves: Sequence[_Filling]) -> str:
        if all(wave.full for wave in waves[:-1]):
            return f"no room before, {self.at_once} at once"
        return "no room before, waves of network devices grow one by one"


def _apart(redundancy: Redundancy, asset: AnyAsset, whole: RedundantSet) -> str:
    others = ", ".join(sorted(whole.members - redundancy.touched(asset.name)))
    return f"not beside {others}: {whole.at_stake}"


def _rank(placed: Placed) -> int:
    kind = placed.asset.kind
    return _FIRST_IN_A_WAVE.index(kind) if kind in _FIRST_IN_A_WAVE else len(_FIRST_IN_A_WAVE)


def _noun(asset: AnyAsset) -> str:
    return _NOUNS.get(asset.kind, "tenants")
