"""What the pages of all services are made from: where each belongs, what waits for it, its last drill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drplan.declare import District, Scenario, Service, Site
from drplan.declare.lookup import homes, services, services_by_name
from drplan.explain.drills import newest_of_each, whole_site
from drplan.explain.source import Source
from drplan.plan.loss import services_lost
from drplan.record.drill import DrillRecord, ServiceRecord

Drilled = tuple[DrillRecord, ServiceRecord]


@dataclass(frozen=True)
class About:
    """What all pages are made from, by service: its site, what waits for it or takes it, its last drill."""

    source: Source
    homes: Mapping[str, Site]
    known: Mapping[str, Service]
    waiting: Mapping[str, list[str]]
    lost_in: Mapping[str, list[Scenario]]
    drilled: Mapping[str, Drilled]

    @property
    def district(self) -> District:
        """The district that they belong to."""
        return self.source.district


def about_all(source: Source) -> About:
    """Gather it from the declaration and the records of drills.

    Raises ``UsageError`` for a name that is used and not declared.
    """
    return About(
        source,
        homes(source.district),
        services_by_name(source.district),
        _waiting(source.district),
        _lost_in(source.district),
        _newest(source),
    )


def _newest(source: Source) -> dict[str, Drilled]:
    """Return the last drill that each service was in; one of a whole site comes before any other."""
    drills = source.ledger.drills
    whole = {record.id for record in whole_site(drills)}
    ordered = sorted(drills, key=lambda record: record.id in whole)
    return newest_of_each(ordered)


def _waiting(district: District) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for service in services(district):
        for name in service.depends_on:
            found.setdefault(name, []).append(service.name)
    return found


def _lost_in(district: District) -> dict[str, list[Scenario]]:
    found: dict[str, list[Scenario]] = {}
    for scenario in district.scenarios:
        for service in services_lost(district, scenario):
            found.setdefault(service.name, []).append(scenario)
    return found
