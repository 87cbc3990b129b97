"""Nothing and nobody is left out."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index
from drplan.validate.registry import RULES


@RULES.add(
    "DRP014",
    "A role has no alternate",
    severity="warning",
    why="The one who holds it may be away, or hurt, on the worst day.",
    source="NIST SP 800-34 Rev. 1, section 3.4.6",
    fix="name another role as its alternate",
)
def role_without_alternate(index: Index) -> Iterator[Flaw]:
    """Count a role that is its own alternate as one without."""
    for name, role in index.roles.items():
        if role.alternate in (None, name):
            yield Flaw(Subject("role", name), "has nobody else to take over")


@RULES.add(
    "DRP017",
    "A server has no backup",
    severity="warning",
    why="Nothing on it comes back but what its baselines build.",
    source="CIS Controls v8.1, safeguard 11.2; NIST SP 800-53 Rev. 5, CP-9",
    fix="declare a data set that is read from it, in the service it serves",
)
def server_without_backup(index: Index) -> Iterator[Flaw]:
    """See that some data set is read from every server."""
    for name in index.servers:
        if name not in index.backed_up:
            yield Flaw(index.asset(name), "no data set is read from it")


@RULES.add(
    "DRP018",
    "A service runs on nothing",
    severity="error",
    why="Nobody knows what to rebuild, so no drill can rebuild it.",
    source="NIST SP 800-34 Rev. 1, section 3.2.2 (resource requirements)",
    fix="name the assets in the service's runs_on",
)
def service_on_nothing(index: Index) -> Iterator[Flaw]:
    """Every service runs on at least one asset."""
    for name, service in index.services.items():
        if not service.runs_on:
            yield Flaw(index.service(name), "runs on no asset")


@RULES.add(
    "DRP019",
    "A district declares no service",
    severity="error",
    why="Nothing would be recovered, and every other rule would pass for want of anything to look at.",
    source="NIST SP 800-34 Rev. 1, section 3.2.1",
    fix="declare at least one service at one of the sites",
)
def no_service(index: Index) -> Iterator[Flaw]:
    """Refuse to call an empty declaration clean."""
    if not index.services:
        yield Flaw(Subject("district", index.name), "declares no service, so there is nothing to recover")
