"""What ``drplan validate`` found, in each of the forms it can be printed in."""

from __future__ import annotations

import importlib.metadata
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from typing import Any

from drplan.declare import District
from drplan.declare.lookup import assets, data_sets, services
from drplan.validate import RULES, Finding, Located, Waived, github_annotations, sarif_log

SCHEMA = "drplan/validate/1"


@dataclass(frozen=True)
class Report:
    """What there is to print: ``elsewhere`` counts findings at other sites than the one asked for."""

    district: District
    site: str | None
    as_of: date
    shown: tuple[Located, ...]
    waived: tuple[Waived, ...]
    elsewhere: int

    @property
    def findings(self) -> list[Finding]:
        """The findings that are shown, without their places."""
        return [each.finding for each in self.shown]


def checked(district: District) -> dict[str, int]:
    """Count what was looked at."""
    return {
        "rules": len(RULES),
        "sites": len(district.sites),
        "assets": len(assets(district)),
        "services": len(services(district)),
        "data sets": len(data_sets(district)),
        "roles": len(district.roles),
        "repositories": len(district.repositories),
        "policies": len(district.policies),
    }


_ONE = {
    "rules": "rule",
    "sites": "site",
    "assets": "asset",
    "services": "service",
    "data sets": "data set",
    "roles": "role",
    "repositories": "repository",
    "policies": "policy",
}


def _text(report: Report) -> str:
    titles = {each.code: each.title for each in report.district.sites}
    lines: list[str] = []
    for code, group in groupby(report.shown, key=lambda each: each.finding.subject.site):
        here = list(group)
        name = f"{code}  {titles[code]}" if code is not None else "whole district"
        tally = _tally(each.finding for each in here)
        lines += [f"{name}: {tally}", *(line for each in here for line in _lines(each)), ""]
    if report.waived:
        lines += ["waived:", *_waived_lines(report.waived), ""]
    return "\n".join([*lines, _verdict(report)])


def _lines(located: Located) -> tuple[str, str, str]:
    finding, subject = located.finding, located.finding.subject
    what = f"{finding.severity:7} {finding.rule}  {subject.kind} {subject.name}: {finding.message}"
    return f"  {what}", f"          at {located.place}", f"          next: {finding.next_step}"


def _waived_lines(waived: Iterable[Waived]) -> Iterator[str]:
    """Say who bears what, and until when: once below all that the same role bears for the same reason."""
    for (until, role, reason), group in groupby(waived, key=_borne):
        for each in group:
            subject = each.finding.subject
            yield f"  {each.finding.rule}  {subject.kind} {subject.name}: {each.finding.message}"
        yield f"          until {until}, borne by {role}: {reason}"


def _borne(waived: Waived) -> tuple[date, str, str]:
    return waived.waiver.until, waived.waiver.approved_by_role, waived.waiver.reason


def _github(report: Report) -> str:
    return "\n".join([*github_annotations(report.shown), _verdict(report)])


def _verdict(report: Report) -> str:
    counts = checked(report.district).items()
    looked_at = ", ".join(f"{count} {_ONE[what] if count == 1 else what}" for what, count in counts)
    others = f"{report.elsewhere} finding{'s' * (report.elsewhere != 1)} at other sites"
    scope = "" if report.site is None else f" at {report.site} and for the whole district ({others})"
    verdict = _tally(report.findings) if report.shown else "clean"
    waived = f", {len(report.waived)} waived" if report.waived else ""
    return f"{verdict}{scope}{waived}; checked as of {report.as_of}: {looked_at}"


def _tally(findings: Iterable[Finding]) -> str:
    counts = Counter(each.severity for each in findings)
    parts = [
        f"{count} {word}{'s' * (count != 1)}" for word in ("error", "warning") if (count := counts[word])
    ]
    return ", ".join(parts)


def _about(report: Report) -> dict[str, Any]:
    return {
        "district": report.district.name,
        "site": report.site,
        "as_of": report.as_of.isoformat(),
        "checked": {what.replace(" ", "_"): count for what, count in checked(report.district).items()},
        "not_shown": report.elsewhere,
        "waived": [
            asdict(each.finding) | {"waiver": each.waiver.model_dump(mode="json")} for each in report.waived
        ],
    }


def _json(report: Report) -> str:
    counts = Counter(each.severity for each in report.findings)
    told: dict[str, Any] = {
        "schema": SCHEMA,
        **_about(report),
        "clean": not report.shown,
        "errors": counts["error"],
        "warnings": counts["warning"],
        "findings": [asdict(each.finding) | asdict(each.place) for each in report.shown],
    }
    return json.dumps(told, indent=2, ensure_ascii=False)


def _sarif(report: Report) -> str:
    # A waived finding stands in the run's properties only: code scanning takes every result for an alert,
    # whatever its suppressions say.
    version = importlib.metadata.version("drplan")
    log = sarif_log(report.shown, RULES, version=version, about=_about(report))
    return json.dumps(log, indent=2, ensure_ascii=False)


FORMS: Mapping[str, Callable[[Report], str]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "github": _github,
}
"""How a report is written, by the name that ``--format`` gives."""
