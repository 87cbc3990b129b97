"""Services that a vendor hosts: what the district holds itself, and who works when the vendor is back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from drplan.declare import DataSet, HumanStep, Service, TenantExport
from drplan.validate.finding import Flaw
from drplan.validate.index import Index
from drplan.validate.registry import RULES
from drplan.validate.units import hours, listed


@RULES.add(
    "DRP160",
    "A vendor's promised outage and the people's work after it outlast the recovery time objective",
    severity="error",
    why="People begin when the vendor is back: its outage and their work add up, and each alone looks short.",
    source="NIST SP 800-34 Rev. 1, sections 3.2.1 and 3.4.2; NIST SP 800-53 Rev. 5, SA-9 and CP-8(4)",
    fix="agree on a shorter outage, shorten the people's steps, or declare the rto that is true",
)
def outage_and_work_outlast(index: Index) -> Iterator[Flaw]:
    """Add the two; keep silent where one of them alone is too long: DRP037 and DRP038 tell of it."""
    for name, service in index.services.items():
        vendor = index.vendors.get(service.vendor or "")
        if vendor is None or vendor.rto is None:
            continue
        work, rto = people_work(service), service.objectives.rto
        if work and max(vendor.rto, work) <= rto < vendor.rto + work:
            yield Flaw(
                index.service(name),
                f"promises an RTO of {hours(rto)}: vendor {vendor.name} may be down for {hours(vendor.rto)},"
                f" and people then work for {hours(work)}",
            )


@RULES.add(
    "DRP161",
    "The district holds nothing of the student records that a vendor hosts",
    severity="warning",
    why="When the vendor is gone, in debt or in dispute, its backups are gone with it.",
    source="NIST SP 800-53 Rev. 5, CP-9 and SA-9; CIS Controls v8.1, safeguards 11.2 and 15.7",
    fix="have its export land on a server of the district, and declare that as a data set of the service",
)
def nothing_held(index: Index) -> Iterator[Flaw]:
    """Ask that one data set of students' records at least is read from a server of the district."""
    for name, service in index.services.items():
        records = [data for data in service.data_sets if data.privacy == "student-records"]
        if service.vendor in index.vendors and records and not any(map(held, records)):
            yield Flaw(
                index.service(name),
                f"has student records ({listed([data.name for data in records])}) with vendor"
                f" {service.vendor}, and none of them is exported to a server of the district",
            )


def held(data: DataSet) -> bool:
    """Say whether recovery points of it are made by the district: not of a tenant's export of no place."""
    return not isinstance(data.source, TenantExport) or data.source.server is not None


def people_work(service: Service) -> timedelta:
    """Return how long the human steps of a real recovery take, as declared."""
    steps = [each for each in service.recovery_steps if isinstance(each, HumanStep)]
    return sum((each.duration for each in steps if each.occasion != "test-only"), timedelta())
