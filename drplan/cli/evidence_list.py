"""``drplan evidence list`` and ``show``: what is on record, and one record of it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from drplan import wiring
from drplan.cli.evidence_show import DRILLS, show, whose
from drplan.cli.evidence_text import (
    AnyRecord,
    list_line,
    row,
)
from drplan.cli.frame import deploys_option, format_option, runbooks_option
from drplan.explain.words import count


@click.command("list")
@click.option(
    "--kind",
    type=click.Choice(["drill", "deploy", "check", "escrow", "exercise", "approval", "posture"]),
    help="Only records of this kind.",
)
@deploys_option
@runbooks_option
@format_option()
def list_command(*, kind: str | None, deploys: Path | None, runbooks: Path, form: str) -> None:
    """List what is on record, each kind first to last, without verifying any."""
    chains = wiring.chains(runbooks, deploys)
    listed = {noun: each.records() for noun, each in chains.items() if kind in (None, noun)}
    found: list[AnyRecord] = [record for records in listed.values() for record in records]
    if form == "json":
        rows = [row(each) for each in found]
        click.echo(json.dumps({"schema": "drplan/evidence-list/1", "records": rows}, indent=2))
        return
    for record in found:
        click.echo(list_line(record))
    numbers = [
        count(len(records), noun) for noun, records in listed.items() if records or noun == (kind or DRILLS)
    ]
    click.echo(f"{' and '.join(numbers)} on record; verify them: drplan evidence verify")


@click.command("show")
@click.argument("record_id", metavar="ID")
@deploys_option
@runbooks_option
@format_option()
def show_command(*, record_id: str, deploys: Path | None, runbooks: Path, form: str) -> None:
    """Show one drill, deploy, check, escrow, exercise, approval or posture, and whether its record holds.

    Exit codes: 0 it verifies; 1 it does not, with the findings; 2 there is no such record.
    """
    chains = wiring.chains(runbooks, deploys)
    show(chains[whose(chains, lambda chain: record_id in chain.ids())], record_id, runbooks, form)
