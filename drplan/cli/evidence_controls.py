"""``drplan evidence controls``: what each framework asks, and what the records show of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from drplan.audit.controls.crosswalk import Framework, chosen
from drplan.audit.controls.judge import ControlJudgement, judge
from drplan.cli.evidence_actions import day_option
from drplan.cli.evidence_judged import verified_case
from drplan.cli.frame import Exit, deploys_option, finish, format_option, inventory_option, runbooks_option
from drplan.cli.show import table
from drplan.explain.controls_page import controls_page, few, judgements_page, pointed, tally


@click.command("controls")
@click.option("--framework", metavar="NAME", help="Only this framework, as in 'NIST SP 800-53'.")
@click.option("--control", metavar="ID", help="Only this control, as in CP-4.")
@click.option("--list", "listed", is_flag=True, help="Print the crosswalk and judge nothing.")
@day_option
@deploys_option
@inventory_option
@runbooks_option
@format_option("markdown")
def controls_command(
    *,
    framework: str | None,
    control: str | None,
    listed: bool,
    day: date,
    deploys: Path | None,
    inventory: Path,
    runbooks: Path,
    form: str,
) -> None:
    """Judge what auditors ask, by the signed records and the declaration.

    Exit codes: 0 every control passes or does not apply; 1 one fails; 2 a record does not verify; 3 none
    fails, and of some there is no evidence.
    """
    wanted = chosen(framework, control)
    if listed:
        _list(wanted, form)
        return
    case = verified_case(inventory, runbooks, deploys, day)
    judgements = judge(case, wanted)
    if form == "json":
        report = {
            "schema": "drplan/evidence-controls/1",
            "district": case.district.name,
            "day": day.isoformat(),
            "plan_sha256": case.plan_sha256,
            "controls": [_row(each) for each in judgements],
        }
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
    elif form == "markdown":
        click.echo(judgements_page(judgements, case.district.name, day), nl=False)
    else:
        _say(judgements, day)
    finish(_exit(judgements))


def _exit(judgements: Iterable[ControlJudgement]) -> Exit:
    outcomes = {each.verdict.outcome for each in judgements}
    if "fail" in outcomes:
        return Exit.FALLS_SHORT
    return Exit.IN_PART if "no-evidence" in outcomes else Exit.WELL


def _row(each: ControlJudgement) -> dict[str, Any]:
    return {
        "framework": each.framework,
        "version": each.version,
        "control": each.control,
        "title": each.title,
        "verdict": each.verdict.model_dump(mode="json"),
        "evidence": [ref.model_dump(mode="json") for ref in each.evidence],
        "rules": [
            {
                "rule": part.asked.rule,
                "with": dict(part.asked.parameters),
                "objectives": list(part.asked.objectives),
                "verdict": part.verdict.model_dump(mode="json"),
                "evidence": [ref.model_dump(mode="json") for ref in part.evidence],
            }
            for part in each.parts
        ],
    }


def _say(judgements: Sequence[ControlJudgement], day: date) -> None:
    rows = [
        (
            f"{each.framework} {each.version}",
            each.control,
            each.verdict.outcome,
            few(each.verdict.because),
            few([pointed(ref) for ref in each.evidence]),
        )
        for each in judgements
    ]
    table(("framework", "control", "verdict", "because", "evidence"), rows)
    click.echo(f"\nas on {day}, {tally(judgements)}; every reason: --format json or markdown")


def _list(wanted: Sequence[Framework], form: str) -> None:
    if form == "markdown":
        click.echo(controls_page(wanted), nl=False)
    elif form == "json":
        frameworks = [each.model_dump(mode="json", by_alias=True) for each in wanted]
        click.echo(json.dumps({"schema": "drplan/controls-list/1", "frameworks": frameworks}, indent=2))
    else:
        for each in wanted:
            for one in each.controls:
                click.echo(f"{each.framework + ' ' + each.version:<22}  {one.id:<15}  {one.title}")
