"""What verifying chains of records said, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

import click

from drplan.explain.words import count
from drplan.record.findings import EvidenceFinding
from drplan.record.trust import TrustReport


@dataclass(frozen=True)
class Report:
    """What a check of one chain showed; ``head`` is the newest record's when everything on record holds."""

    checked: list[str]
    on_record: int
    findings: list[EvidenceFinding]
    head: str | None


def say_findings(findings: Iterable[EvidenceFinding]) -> None:
    """Print one line a finding."""
    for finding in findings:
        click.echo(finding.line())


def say_reports(drilled: Report, others: Mapping[str, Report], *, anchored: bool) -> None:
    """Print what a check of all chains showed, ``others`` by noun: of those, only what is wrong."""
    if drilled.checked or drilled.findings or not any(each.checked for each in others.values()):
        _say_report(drilled, "drill", each=True)
    for noun, report in others.items():
        if report.checked or report.findings:
            _say_report(report, noun, each=len(report.checked) == 1)
    if not anchored:
        click.echo("records taken off the end are not seen without --head when an older HEAD was put back")


def report_json(drilled: Report, others: Mapping[str, Report], beside: TrustReport, *, anchored: bool) -> str:
    """Return the stable document ``drplan/evidence-verify/1``: drills, by noun the others, and ``trust``."""
    told = {"schema": "drplan/evidence-verify/1", **asdict(drilled), "anchored": anchored}
    told |= {f"{noun}s": asdict(each) for noun, each in others.items()}
    return json.dumps(told | {"trust": asdict(beside)}, indent=2)


def _say_report(report: Report, noun: str, *, each: bool) -> None:
    say_findings(report.findings)
    bad = {finding.record_id for finding in report.findings}
    for name in report.checked if each else ():
        if name not in bad:
            click.echo(f"{name}: verified")
    found = count(len(report.findings), "finding")
    click.echo(f"{len(report.checked)} of {count(report.on_record, noun)} checked, {found}")
    if report.head is not None:
        click.echo(f"head {report.head}" if noun == "drill" else f"head of the {noun}s {report.head}")
