"""Nothing is left out: every asset has a backup, every service a place to run and a known impact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drplan.declare import AwsAccount, GoogleWorkspace, Microsoft365, Tier
from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index
from drplan.validate.registry import RULES

_TENANTS: dict[type, str] = {
    AwsAccount: "AWS account",
    GoogleWorkspace: "Google Workspace",
    Microsoft365: "Microsoft 365 tenant",
}


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
    return _never_read(index, index.servers)


@RULES.add(
    "DRP018",
    "A service runs on nothing",
    severity="error",
    why="Nobody knows what to rebuild, so no drill can rebuild it.",
    source="NIST SP 800-34 Rev. 1, section 3.2.2 (resource requirements)",
    fix="name the assets in the service's runs_on, or the vendor that hosts it",
)
def service_on_nothing(index: Index) -> Iterator[Flaw]:
    """Every service runs on at least one asset, or a vendor hosts it."""
    for name, service in index.services.items():
        if not service.runs_on and service.vendor is None:
            yield Flaw(index.service(name), "runs on no asset, and no vendor hosts it")


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


@RULES.add(
    "DRP060",
    "A network device has no backup",
    severity="warning",
    why="A burnt switch is replaced within a day; its configuration is not remembered by anyone.",
    source="NIST SP 800-53 Rev. 5, CP-9; CIS Controls v8.1, safeguard 11.2",
    fix="declare a data set with the device's configuration as its source",
)
def device_without_backup(index: Index) -> Iterator[Flaw]:
    """See that some data set is read from every network device."""
    return _never_read(index, index.devices)


@RULES.add(
    "DRP061",
    "A cloud tenant has no backup",
    severity="warning",
    why="Its provider keeps the tenant running; what a stolen administrator deletes there is gone.",
    source="CIS Controls v8.1, safeguard 11.2; NIST SP 800-53 Rev. 5, CP-9",
    fix="declare a data set that is read from the tenant: a bucket, or an export of one of its products",
)
def tenant_without_backup(index: Index) -> Iterator[Flaw]:
    """See that some data set is read from every AWS account, Google Workspace and Microsoft 365 tenant."""
    for name, asset in index.assets.items():
        what = _TENANTS.get(type(asset))
        if what is not None and name not in index.backed_up:
            yield Flaw(index.asset(name), f"no data set is read from this {what}")


@RULES.add(
    "DRP068",
    "A service of tier 0 or 1 has no impact analysis",
    severity="warning",
    why="Without it the tier and its objectives are a guess that no board can weigh against their price.",
    source="NIST SP 800-34 Rev. 1, section 3.2; NIST SP 800-53 Rev. 5, CP-2",
    fix="declare the service's bia: harm to teaching, safety, pay and records, and dollars a day",
)
def no_impact_analysis(index: Index) -> Iterator[Flaw]:
    """Ask those that are recovered first for what their outage costs."""
    for name, service in index.services.items():
        if service.tier <= Tier.SAFETY_PAY_RECORDS and service.bia is None:
            yield Flaw(index.service(name), f"is in tier {service.tier:d} and says nothing in bia")


def _never_read(index: Index, names: Iterable[str]) -> Iterator[Flaw]:
    for name in names:
        if name not in index.backed_up:
            yield Flaw(index.asset(name), "no data set is read from it")
