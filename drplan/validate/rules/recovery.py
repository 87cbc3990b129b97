"""Recovery times that can be reached."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.validate.chains import slowest_below
from drplan.validate.finding import Flaw
from drplan.validate.index import Index
from drplan.validate.promises import chain_obstacle, restore_obstacle, steps_obstacle
from drplan.validate.registry import RULES
from drplan.validate.restores import restores
from drplan.validate.tiers import LATEST_TIER
from drplan.validate.units import hours


@RULES.add(
    "DRP030",
    "A recovery time objective is shorter than its slowest dependency's and the service's own restore",
    severity="error",
    why="A restore begins when what the service stands on is back; the two times add up.",
    source="NIST SP 800-34 Rev. 1, sections 3.2.1 and 3.2.3; ISO 22301:2019, 8.3.2",
    fix="lengthen the rto, shorten that of the dependency and prove it, or bring the data back faster",
)
def rto_below_chain_and_restore(index: Index) -> Iterator[Flaw]:
    """Keep silent where one of the two alone is too long: DRP006 and DRP032 tell of it."""
    below = slowest_below(index, lambda name: index.services[name].objectives.rto)
    for name, last in below.items():
        own, other = index.services[name].objectives.rto, index.services[last].objectives.rto
        restore = restores(index).get(name)
        if other <= own and restore_obstacle(restore, own) is None:
            obstacle = chain_obstacle(restore, own, (last, other))
            if obstacle is not None:
                yield Flaw(index.service(name), f"promises an RTO of {hours(own)}, but {obstacle}")


@RULES.add(
    "DRP032",
    "A recovery time objective cannot be reached at the declared restore speed",
    severity="error",
    why="Bytes pass a repository and a line no faster than they can, however bad the day is.",
    source="NIST SP 800-53 Rev. 5, CP-6(2) and CP-10(4); NIST SP 800-34 Rev. 1, section 3.4.2",
    fix="keep a copy nearer, widen the link, restore less, or declare the rto that is true",
)
def rto_below_restore(index: Index) -> Iterator[Flaw]:
    """Restore each data set from its fastest copy, one after the other, at the slowest point of the way."""
    for name, restore in restores(index).items():
        rto = index.services[name].objectives.rto
        obstacle = restore_obstacle(restore, rto)
        if obstacle is not None:
            yield Flaw(index.service(name), f"promises an RTO of {hours(rto)}, but {obstacle}")


@RULES.add(
    "DRP036",
    "A service is in a later tier than services of its sort belong in",
    severity="warning",
    why="It would be brought back after things that matter less, or that need it.",
    source="NIST SP 800-34 Rev. 1, section 3.2.3; CIS Controls v8.1, safeguard 11.1",
    fix="move it to the earlier tier, or declare the function it really has",
)
def tier_too_late(index: Index) -> Iterator[Flaw]:
    """Compare with the table of tiers; a function that is not in it may be in any tier."""
    for name, service in index.services.items():
        latest = LATEST_TIER.get(service.function)
        if latest is not None and service.tier > latest:
            message = f"is in tier {service.tier:d}; {service.function} belongs in tier {latest:d}"
            yield Flaw(index.service(name), message)


@RULES.add(
    "DRP037",
    "A vendor promises less than the service that it hosts",
    severity="error",
    why="The district promises its schools what nobody has promised the district.",
    source="NIST SP 800-53 Rev. 5, SA-9 and CP-8(4); CIS Controls v8.1, safeguard 15.4",
    fix="agree on an RTO and RPO with the vendor in writing, or declare objectives that are true",
)
def vendor_promises_less(index: Index) -> Iterator[Flaw]:
    """Compare RTO and RPO; a vendor that promised nothing promised less."""
    for name, service in index.services.items():
        vendor = index.vendors.get(service.vendor or "")
        if vendor is None:
            continue
        ours = service.objectives
        pairs = (("RTO", vendor.rto, ours.rto), ("RPO", vendor.rpo, ours.rpo))
        less = [
            f"an {what} of {hours(need)}, vendor {vendor.name} {'none' if given is None else hours(given)}"
            for what, given, need in pairs
            if given is None or given > need
        ]
        if less:
            yield Flaw(index.service(name), f"promises {' and '.join(less)}")


@RULES.add(
    "DRP038",
    "The recovery steps of a service take longer than its recovery time objective",
    severity="error",
    why="Even with the data back at once, hands and programs need more time than was promised.",
    source="NIST SP 800-34 Rev. 1, sections 3.2.1 and 4.3.2; NIST SP 800-53 Rev. 5, CP-10",
    fix="shorten the steps, or declare the rto that is true",
)
def rto_below_steps(index: Index) -> Iterator[Flaw]:
    """Add up the steps of a real recovery, human and automatic; those of tests alone do not count."""
    for name, service in index.services.items():
        rto = service.objectives.rto
        obstacle = steps_obstacle(service, rto)
        if obstacle is not None:
            yield Flaw(index.service(name), f"promises an RTO of {hours(rto)}, but {obstacle}")
