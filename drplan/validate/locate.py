"""From what a finding is about to the file it is declared in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from drplan.validate.finding import Finding, Located, Place


def locate(findings: Iterable[Finding], places: Mapping[str, Place], otherwise: Place) -> tuple[Located, ...]:
    """Return the findings in their order, each with the nearest known place.

    That is the line of the thing's own name; else its site's file, with no line, since a name that the
    declaration computes stands on none; else ``otherwise``.
    """
    return tuple(Located(finding, _place(finding, places, otherwise)) for finding in findings)


def _place(finding: Finding, places: Mapping[str, Place], otherwise: Place) -> Place:
    own = places.get(finding.subject.name)
    if own is not None:
        return own
    site = places.get(finding.subject.site or "")
    return otherwise if site is None else Place(site.file)
