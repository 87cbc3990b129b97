"""From the last drill of a site to the quarter in which its data will have outgrown its objectives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from drplan.act.backup import copies_of
from drplan.declare.district import District
from drplan.declare.services import Service
from drplan.declare.sites import Site
from drplan.errors import DrplanError, UsageError
from drplan.measure.course import Course, Part
from drplan.measure.growth import Sizes, growth
from drplan.measure.outgrown import Growing, Outgrown, outgrown
from drplan.measure.rates import FIXED, rates
from drplan.measure.speeds import DeclaredSpeeds
from drplan.ports import Progress, Vault
from drplan.record.drill import DrillRecord, ServiceRecord

_ASSETS = ("blank", "deploy")
_OWN = ("restore", "automatic", "probe")


def foresee(
    district: District,
    site: Site,
    records: Sequence[DrillRecord],
    seen: Mapping[str, Sizes],
    now: datetime,
) -> tuple[Outgrown, ...]:
    """Foresee each service of a site, in declared order, by its last drill of the whole site.

    ``seen`` holds sizes that data sets had in production, by name; without them growth is as declared.
    Held against the shortest RTO that a service promises at any time of the year. Raises ``UsageError``
    when the site was never drilled.
    """
    own = [record for record in records if record.site == site.code and record.host is None]
    if not own:
        raise UsageError(
            f"no drill of site {site.code} is on record: how long its recovery takes is not known",
            next_step=f"run one: drplan drill run --site {site.code}",
        )
    last = own[-1]
    course = course_of(last, site.services)
    data = _growing(district, site, own, seen, now)
    found = outgrown(course, data, {each.name: _shortest_rto(each) for each in site.services}, now.date())
    return tuple(found[service.name] for service in site.services)


def sizes_asked(district: District, site: Site, vault: Vault, progress: Progress) -> dict[str, Sizes]:
    """Ask the nearest copy that answers how large each data set was at each good recovery point."""
    found: dict[str, Sizes] = {}
    for data_set in (data for service in site.services for data in service.data_sets):
        for copy in copies_of(district, data_set):
            try:
                points = vault.points(data_set, copy)
            except DrplanError as error:
                progress.say(copy.name, f"cannot be asked: {error.message}")
                continue
            found[data_set.name] = [(point.taken_at, point.size) for point in points if not point.suspect]
            break
    return found


def course_of(record: DrillRecord, services: Sequence[Service]) -> Course:
    """Return the course of a drill that was recorded, as far as its services are still declared.

    What was restored is put at the size that was drilled.
    """
    back = {each.name: each for each in record.services if each.rta_seconds is not None}
    parts: dict[str, tuple[Part, ...]] = {}
    needs: dict[str, list[str]] = {}
    for service in services:
        for asset in service.runs_on:
            parts.setdefault(asset, tuple(_parts(record, asset, _ASSETS, {})))
        seen = back.get(service.name)
        if seen is not None:
            parts[service.name] = tuple(_own_parts(record, seen))
        needs[service.name] = [*(n for n in service.depends_on if n in back), *service.runs_on]
    return Course(parts, needs)


def _own_parts(record: DrillRecord, service: ServiceRecord) -> list[Part]:
    copies = {data.name: data.repository for data in service.data_sets}
    own = [part for subject in (*copies, service.name) for part in _parts(record, subject, _OWN, copies)]
    return [*own, Part(service.name, "human", service.human_seconds)]


def _parts(
    record: DrillRecord, subject: str, actions: Sequence[str], copies: Mapping[str, str]
) -> list[Part]:
    return [
        Part(subject, step.action, step.seconds, copies.get(subject, ""), min(FIXED, step.seconds))
        for step in record.steps
        if step.subject == subject and step.action in actions and step.verdict.outcome == "pass"
    ]


def _growing(
    district: District,
    site: Site,
    records: Sequence[DrillRecord],
    seen: Mapping[str, Sizes],
    now: datetime,
) -> dict[str, Growing]:
    speeds, measured = DeclaredSpeeds(district), rates(records, where=records[-1].where)
    declared = {data.name: data for service in site.services for data in service.data_sets}
    found = {}
    for data in (each for service in records[-1].services for each in service.data_sets):
        key = (data.name, data.repository)
        grows = growth(declared[data.name], seen.get(data.name, ()), now) if data.name in declared else None
        if grows is not None and key in measured:
            found[data.name] = Growing(grows, measured[key], speeds.bytes_a_second(*key))
    return found


def _shortest_rto(service: Service) -> float:
    promised = (service.objectives, *(each.objectives for each in service.during))
    return min(each.rto for each in promised).total_seconds()
