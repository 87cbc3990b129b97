"""``drplan validate``: check the declaration against every rule."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from drplan import wiring
from drplan.cli.frame import Exit, finish, format_option, inventory_option, site_option
from drplan.declare import District
from drplan.declare.lookup import assets, data_sets, services, site_of
from drplan.validate import RULES, Finding, Rule, rules_page, validate

SCHEMA = "drplan/validate/1"
RULES_SCHEMA = "drplan/rules/1"


@click.command()
@site_option()
@inventory_option
@format_option()
@click.option("--list-rules", is_flag=True, help="Print the rules and check nothing.")
def command(*, site: str | None, inventory: Path, form: str, list_rules: bool) -> None:
    """Check the declaration against every rule.

    Exit codes: 0 clean; 1 findings, be they errors or warnings; 2 the declaration could not be read.
    """
    if list_rules:
        click.echo(_rules_json() if form == "json" else rules_page(RULES), nl=form == "json")
        return
    district = wiring.district(inventory)
    if site is not None:
        site_of(district, site)
    found = validate(district)
    shown = [each for each in found if site is None or each.subject.site in (site, None)]
    report = _json if form == "json" else _text
    click.echo(report(district, site, shown, len(found) - len(shown)))
    finish(Exit.FALLS_SHORT if shown else Exit.WELL)


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


def _text(district: District, site: str | None, shown: Sequence[Finding], elsewhere: int) -> str:
    titles = {each.code: each.title for each in district.sites}
    lines: list[str] = []
    for code, group in groupby(shown, key=lambda each: each.subject.site):
        here = list(group)
        name = f"{code}  {titles[code]}" if code is not None else "whole district"
        lines += [f"{name}: {_tally(here)}", *(line for each in here for line in _lines(each)), ""]
    looked_at = ", ".join(f"{count} {what}" for what, count in checked(district).items())
    others = f"{elsewhere} finding{'s' * (elsewhere != 1)} at other sites"
    scope = "" if site is None else f" at {site} and for the whole district ({others})"
    verdict = _tally(shown) if shown else "clean"
    return "\n".join([*lines, f"{verdict}{scope}; checked {looked_at}"])


def _lines(finding: Finding) -> tuple[str, str]:
    subject = finding.subject
    what = f"{finding.severity:7} {finding.rule}  {subject.kind} {subject.name}: {finding.message}"
    return f"  {what}", f"          next: {finding.next_step}"


def _tally(findings: Iterable[Finding]) -> str:
    counts = Counter(each.severity for each in findings)
    parts = [
        f"{count} {word}{'s' * (count != 1)}" for word in ("error", "warning") if (count := counts[word])
    ]
    return ", ".join(parts)


def _json(district: District, site: str | None, shown: Sequence[Finding], elsewhere: int) -> str:
    counts = Counter(each.severity for each in shown)
    report: dict[str, Any] = {
        "schema": SCHEMA,
        "district": district.name,
        "site": site,
        "clean": not shown,
        "checked": {what.replace(" ", "_"): count for what, count in checked(district).items()},
        "errors": counts["error"],
        "warnings": counts["warning"],
        "not_shown": elsewhere,
        "findings": [asdict(each) for each in shown],
    }
    return json.dumps(report, indent=2, ensure_ascii=False)


def _rules_json() -> str:
    rules = [_described(rule) for rule in RULES]
    return json.dumps({"schema": RULES_SCHEMA, "rules": rules}, indent=2, ensure_ascii=False)


def _described(rule: Rule) -> dict[str, str]:
    fields = ("id", "title", "severity", "why", "source", "fix")
    return {field: getattr(rule, field) for field in fields}
