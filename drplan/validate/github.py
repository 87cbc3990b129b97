"""Findings as GitHub annotations: workflow commands, one a line."""

from __future__ import annotations

from collections.abc import Iterable

from drplan.validate.finding import Located

_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def github_annotations(located: Iterable[Located]) -> list[str]:
    """Return one ``::error …::…`` or ``::warning …::…`` for each finding, in their order."""
    return [_annotation(each) for each in located]


def _annotation(located: Located) -> str:
    finding, place = located.finding, located.place
    subject = finding.subject
    properties = {
        "file": place.file,
        "line": "" if place.line is None else str(place.line),
        "title": f"{finding.rule} {subject.kind} {subject.name}",
    }
    given = ",".join(f"{key}={value.translate(_PROPERTY)}" for key, value in properties.items() if value)
    message = f"{subject.kind} {subject.name}: {finding.message}\nnext: {finding.next_step}"
    return f"::{finding.severity} {given}::{message.translate(_DATA)}"
