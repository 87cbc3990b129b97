"""A district, its findings and a day in; a new director's first look out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from drplan.declare import District
from drplan.declare.lookup import site_of
from drplan.explain.assessment.actions import actions
from drplan.explain.assessment.cliffs import cliffs
from drplan.explain.assessment.coverage import measures, service_measures, site_coverage, totals
from drplan.explain.assessment.gaps import gaps, missing_functions
from drplan.explain.assessment.impact import Impact
from drplan.explain.assessment.parts import Assessment
from drplan.explain.assessment.scope import Scope
from drplan.validate import Finding, Index


def assess(
    district: District, findings: Iterable[Finding], today: date, site: str | None = None
) -> Assessment:
    """Return the assessment of a district, or of one site with what concerns the whole district.

    ``findings`` are those of :func:`drplan.validate.validate`. Raises ``UsageError`` for an unknown site.
    """
    if site is not None:
        site_of(district, site)
    index = Index(district, today)
    scope = Scope(index, site)
    here = [each for each in findings if site is None or each.subject.site in (site, None)]
    blanks = gaps(scope)
    return Assessment(
        district=district.name,
        site=site,
        as_of=today,
        totals=totals(scope),
        waivers=sum(waiver.until >= today for waiver in district.waivers),
        services=service_measures(scope, here),
        measures=measures(scope),
        sites=site_coverage(scope),
        starting_points=missing_functions(scope),
        gaps=blanks,
        cliffs=cliffs(scope),
        actions=actions(here, blanks, Impact(index)),
    )
