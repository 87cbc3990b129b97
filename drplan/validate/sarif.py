"""Findings as SARIF 2.1.0, the form that code scanning reads (OASIS, errata 01)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from drplan.validate.finding import Finding, Located, Place
from drplan.validate.registry import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif_log(
    located: Iterable[Located], rules: Iterable[Rule], *, version: str, about: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a log of one run, ready for JSON.

    ``version`` is drplan's own; ``about`` says what was looked at and becomes the run's properties.
    """
    described = [_rule(rule) for rule in rules]
    numbers = {rule["id"]: number for number, rule in enumerate(described)}
    run = {
        "tool": {"driver": {"name": "drplan", "version": version, "rules": described}},
        "invocations": [{"executionSuccessful": True}],
        "results": [_result(each, numbers[each.finding.rule]) for each in located],
        "properties": dict(about),
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.fix},
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"source": rule.source},
    }


def _result(located: Located, number: int) -> dict[str, Any]:
    finding = located.finding
    subject = finding.subject
    return {
        "ruleId": finding.rule,
        "ruleIndex": number,
        "level": finding.severity,
        "message": {"text": f"{subject.kind} {subject.name}: {finding.message}\nnext: {finding.next_step}"},
        "locations": [
            {
                "physicalLocation": _physical(located.place),
                "logicalLocations": [{"name": subject.name, "kind": subject.kind}],
            }
        ],
        "partialFingerprints": {"ruleAndSubject/v1": _fingerprint(finding)},
    }


def _physical(place: Place) -> dict[str, Any]:
    absolute = PurePosixPath(place.file).is_absolute()
    # A colon in the first part of a relative path would read as a scheme: quote() encodes it.
    uri = ("file://" if absolute else "") + quote(place.file)
    region = {} if place.line is None else {"region": {"startLine": place.line}}
    return {"artifactLocation": {"uri": uri}, **region}


def _fingerprint(finding: Finding) -> str:
    """Stay the same when lines move and words change, so that a dismissed result stays dismissed."""
    subject = finding.subject
    parts = (finding.rule, subject.kind, subject.name, subject.site or "")
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
