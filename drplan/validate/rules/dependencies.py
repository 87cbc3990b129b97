"""Services can be recovered in an order."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.validate.chains import slowest_below
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
    """Compare each RTO with the longest below it; a group that depends on itself is DRP004's."""
    below = slowest_below(index, lambda name: index.services[name].objectives.rto)
    for name, last in below.items():
        own, other = index.services[name].objectives.rto, index.services[last].objectives.rto
        if other > own:
            how = "depends on" if last in index.dependencies[name] else "depends through others on"
            message = f"promises an RTO of {own} and {how} {last}, which promises {other}"
            yield Flaw(index.service(name), message)
