"""``drplan validate``: check the declaration against every rule."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from drplan import wiring
from drplan.cli.findings import FORMS, Report
from drplan.cli.frame import (
    Exit,
    as_of_option,
    finish,
    format_option,
    inventory_option,
    runbooks_option,
    site_option,
)
from drplan.cli.mending import overdue_on
from drplan.cli.show import fold
from drplan.declare import District
from drplan.declare.lookup import site_of
from drplan.errors import UsageError
from drplan.validate import RULES, Finding, Overdue, Place, Rule, examine, locate, rules_page

RULES_SCHEMA = "drplan/rules/1"


@click.command()
@site_option()
@as_of_option
@inventory_option
@runbooks_option
@format_option("sarif", "github")
@click.option("--list-rules", is_flag=True, help="Print the rules and check nothing.")
def command(
    *, site: str | None, as_of: date, inventory: Path, runbooks: Path, form: str, list_rules: bool
) -> None:
    """Check the declaration against every rule, and what failed on record against the day it was due.

    Exit codes: 0 clean; 1 findings, be they errors or warnings; 2 the declaration could not be read, or a
    chain of signed records is broken.
    """
    if list_rules:
        _list_rules(form)
        return
    district = wiring.district(inventory)
    overdue = overdue_on(district, as_of, runbooks)
    report = _report(district, site, as_of, _from_here(inventory), overdue)
    printed = FORMS[form](report)
    click.echo(fold(printed, column=10) if form == "text" else printed)
    finish(Exit.FALLS_SHORT if report.shown else Exit.WELL)


def _report(
    district: District, site: str | None, as_of: date, folder: Path, overdue: tuple[Overdue, ...]
) -> Report:
    if site is not None:
        site_of(district, site)

    def is_shown(finding: Finding) -> bool:
        return site is None or finding.subject.site in (site, None)

    seen = examine(district, as_of, overdue=overdue)
    shown = [each for each in seen.findings if is_shown(each)]
    places = wiring.places(folder) if shown else {}
    return Report(
        district=district,
        site=site,
        as_of=as_of,
        shown=locate(shown, places, otherwise=Place((folder / "district.py").as_posix())),
        waived=tuple(each for each in seen.waived if is_shown(each.finding)),
        elsewhere=len(seen.findings) - len(shown),
    )


def _from_here(folder: Path) -> Path:
    """Return the folder as code scanning wants it: seen from the repository, where commands are run."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _list_rules(form: str) -> None:
    if form not in ("text", "json"):
        raise UsageError(
            f"the list of rules cannot be had as {form}",
            next_step=f"add --format json, or leave --list-rules out: {form} is for findings",
        )
    click.echo(_rules_json() if form == "json" else rules_page(RULES), nl=form == "json")


def _rules_json() -> str:
    rules = [_described(rule) for rule in RULES]
    return json.dumps({"schema": RULES_SCHEMA, "rules": rules}, indent=2, ensure_ascii=False)


def _described(rule: Rule) -> dict[str, str]:
    fields = ("id", "title", "severity", "why", "source", "fix")
    return {field: getattr(rule, field) for field in fields}
