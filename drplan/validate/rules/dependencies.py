"""Services can be recovered in an order."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.validate.finding import Flaw
from drplan.validate.graph import cycle
from drplan.validate.index import Index
from drplan.validate.registry import RULES


@RULES.add(
    "DRP004",
    "Services depend on each other in a circle",
    severity="error",
    why="No order of recovery exists: each would have to be up before the other.",
    source="NIST SP 800-34 Rev. 1, section 3.2.3 (recovery priorities)",
    fix="take out the dependency that recovery does not need",
)
def dependency_cycle(index: Index) -> Iterator[Flaw]:
    """Name one shortest circle in each group of services that depend on each other."""
    for members in index.components:
        if len(members) > 1 or members[0] in index.dependencies[members[0]]:
            way = cycle(index.dependencies, members)
            yield Flaw(index.service(way[0]), f"depends on itself: {' → '.join(way)}")


@RULES.add(
    "DRP005",
    "A service depends on a service of a later tier",
    severity="error",
    why="Tiers are recovered in order, so what the service stands on would still be down.",
    source="NIST SP 800-34 Rev. 1, section 3.2.3 (recovery priorities)",
    fix="move the dependency to the same or an earlier tier, or the service to a later one",
)
def later_tier(index: Index) -> Iterator[Flaw]:
    """Each dependency's tier is the service's own or an earlier one."""
    for name, targets in index.dependencies.items():
        own = index.services[name].tier
        for target in targets:
            tier = index.services[target].tier
            if tier > own:
                yield Flaw(
                    index.service(name),
                    f"is in tier {own:d} and depends on {target}, which is in tier {tier:d}",
                )


@RULES.add(
    "DRP006",
    "A recovery time objective is shorter than that of something the service depends on",
    severity="error",
    why="RTO counts from the disruption: a service cannot be back before what it stands on.",
    source="NIST SP 800-34 Rev. 1, section 3.2.1; ISO 22301:2019, 8.2.2",
    fix="lengthen the service's rto, or shorten that of the dependency and prove it in a drill",
)
def rto_below_chain(index: Index) -> Iterator[Flaw]:
    """Compare each RTO with the longest below it, through any number of dependencies.

    A group that depends on itself has no order; DRP004 tells of it, and it counts as its slowest member.
    """
    slowest: dict[str, str] = {}
    for members in index.components:
        inside = set(members)
        below = {
            name: [slowest[each] for each in index.dependencies[name] if each not in inside]
            for name in members
        }
        for name in members:
            last = max(below[name], key=lambda each: _rto(index, each), default=name)
            if _rto(index, last)[0] > _rto(index, name)[0] and len(members) == 1:
                yield _too_short(index, name, last)
        ends = [*members, *(each for names in below.values() for each in names)]
        slowest.update(dict.fromkeys(members, max(ends, key=lambda each: _rto(index, each))))


def _rto(index: Index, name: str) -> tuple[float, str]:
    return index.services[name].objectives.rto.total_seconds(), name


def _too_short(index: Index, name: str, last: str) -> Flaw:
    own, other = index.services[name].objectives.rto, index.services[last].objectives.rto
    how = "depends on" if last in index.dependencies[name] else "depends through others on"
    return Flaw(index.service(name), f"promises an RTO of {own} and {how} {last}, which promises {other}")
