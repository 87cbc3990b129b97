"""``drplan validate``: check the declaration against every rule."""

from __future__ import annotations

import importlib.metadata
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from drplan import wiring
from drplan.cli.frame import Exit, finish, format_option, inventory_option, site_option
from drplan.declare import District
from drplan.declare.lookup import assets, data_sets, services, site_of
from drplan.errors import UsageError
from drplan.validate import (
    RULES,
    Finding,
    Located,
    Place,
    Rule,
    github_annotations,
    locate,
    rules_page,
    sarif_log,
    validate,
)

SCHEMA = "drplan/validate/1"
RULES_SCHEMA = "drplan/rules/1"


@dataclass(frozen=True)
class _Report:
    """What there is to print: ``elsewhere`` counts findings at other sites than the one asked for."""

    district: District
    site: str | None
    shown: tuple[Located, ...]
    elsewhere: int

    @property
    def findings(self) -> list[Finding]:
        return [each.finding for each in self.shown]


@click.command()
@site_option()
@inventory_option
@format_option("sarif", "github")
@click.option("--list-rules", is_flag=True, help="Print the rules and check nothing.")
def command(*, site: str | None, inventory: Path, form: str, list_rules: bool) -> None:
    """Check the declaration against every rule.

    Exit codes: 0 clean; 1 findings, be they errors or warnings; 2 the declaration could not be read.
    """
    if list_rules:
        _list_rules(form)
        return
    report = _report(wiring.district(inventory), site, _from_here(inventory))
    click.echo(_FORMS[form](report))
    finish(Exit.FALLS_SHORT if report.shown else Exit.WELL)


def _list_rules(form: str) -> None:
    if form not in ("text", "json"):
        raise UsageError(
            f"the list of rules cannot be had as {form}",
            next_step=f"add --format json, or leave --list-rules out: {form} is for findings",
        )
    click.echo(_rules_json() if form == "json" else rules_page(RULES), nl=form == "json")


def _report(district: District, site: str | None, folder: Path) -> _Report:
    if site is not None:
        site_of(district, site)
    found = validate(district)
    shown = [each for each in found if site is None or each.subject.site in (site, None)]
    places = wiring.places(folder) if shown else {}
    located = locate(shown, places, otherwise=Place((folder / "district.py").as_posix()))
    return _Report(district, site, located, len(found) - len(shown))


def _from_here(folder: Path) -> Path:
    """Return the folder as code scanning wants it: seen from the repository, where commands are run."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


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


def _text(report: _Report) -> str:
    titles = {each.code: each.title for each in report.district.sites}
    lines: list[str] = []
    for code, group in groupby(report.shown, key=lambda each: each.finding.subject.site):
        here = list(group)
        name = f"{code}  {titles[code]}" if code is not None else "whole district"
        tally = _tally(each.finding for each in here)
        lines += [f"{name}: {tally}", *(line for each in here for line in _lines(each)), ""]
    return "\n".join([*lines, _verdict(report)])


def _lines(located: Located) -> tuple[str, str, str]:
    finding, subject = located.finding, located.finding.subject
    what = f"{finding.severity:7} {finding.rule}  {subject.kind} {subject.name}: {finding.message}"
    return f"  {what}", f"          at {located.place}", f"          next: {finding.next_step}"


def _github(report: _Report) -> str:
    return "\n".join([*github_annotations(report.shown), _verdict(report)])


def _verdict(report: _Report) -> str:
    looked_at = ", ".join(f"{count} {what}" for what, count in checked(report.district).items())
    others = f"{report.elsewhere} finding{'s' * (report.elsewhere != 1)} at other sites"
    scope = "" if report.site is None else f" at {report.site} and for the whole district ({others})"
    verdict = _tally(report.findings) if report.shown else "clean"
    return f"{verdict}{scope}; checked {looked_at}"


def _tally(findings: Iterable[Finding]) -> str:
    counts = Counter(each.severity for each in findings)
    parts = [
        f"{count} {word}{'s' * (count != 1)}" for word in ("error", "warning") if (count := counts[word])
    ]
    return ", ".join(parts)


def _about(report: _Report) -> dict[str, Any]:
    return {
        "district": report.district.name,
        "site": report.site,
        "checked": {what.replace(" ", "_"): count for what, count in checked(report.district).items()},
        "not_shown": report.elsewhere,
    }


def _json(report: _Report) -> str:
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


def _sarif(report: _Report) -> str:
    version = importlib.metadata.version("drplan")
    log = sarif_log(report.shown, RULES, version=version, about=_about(report))
    return json.dumps(log, indent=2, ensure_ascii=False)


_FORMS: Mapping[str, Callable[[_Report], str]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "github": _github,
}


def _rules_json() -> str:
    rules = [_described(rule) for rule in RULES]
    return json.dumps({"schema": RULES_SCHEMA, "rules": rules}, indent=2, ensure_ascii=False)


def _described(rule: Rule) -> dict[str, str]:
    fields = ("id", "title", "severity", "why", "source", "fix")
    return {field: getattr(rule, field) for field in fields}
