"""From what a finding is about to the file it is declared in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from drplan.validate.finding import Finding, Located, Place, Subject


def locate(findings: Iterable[Finding], places: Mapping[str, Place], otherwise: Place) -> tuple[Located, ...]:
    """Return the findings in their order, each with the nearest known place.

    ``places`` are by kind and name, ``asset hs-db1``, or by name alone where the kind is not known; ``*`` in
    a name stands for what the declaration computes. That is the line of the thing's own name; else that of
    the one computed name that fits; else its site's file, with no line; else ``otherwise``.
    """
    patterns = [(_compiled(key), place) for key, place in places.items() if "*" in key]
    known: dict[Subject, Place] = {}
    located = []
    for finding in findings:
        subject = finding.subject
        if subject not in known:
            known[subject] = _place(subject, places, patterns) or otherwise
        located.append(Located(finding, known[subject]))
    return tuple(located)


def _place(
    subject: Subject, places: Mapping[str, Place], patterns: Iterable[tuple[re.Pattern[str], Place]]
) -> Place | None:
    keys = (f"{subject.kind} {subject.name}", subject.name)
    own = next((places[key] for key in keys if key in places), None)
    if own is not None:
        return own
    for key in keys:
        fitting = [place for pattern, place in patterns if pattern.fullmatch(key)]
        if len(fitting) == 1:
            return fitting[0]
    code = subject.site or ""
    site = places.get(f"site {code}") or places.get(code)
    return None if site is None else Place(site.file)


def _compiled(key: str) -> re.Pattern[str]:
    return re.compile("[^ ]+".join(map(re.escape, key.split("*"))))
