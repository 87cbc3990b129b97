"""``drplan evidence``: the key, the signed records, and whether they hold."""

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
from drplan.cli.verbs import Verbs
from drplan.explain.words import count


@click.group(
    cls=Verbs,
    verbs={
        "verify": "evidence_verify:verify_command",
        "keygen": "evidence_keygen:keygen_command",
        "export": "evidence_export:export_command",
        "rotate": "evidence_rotate:rotate_command",
        "heads": "evidence_heads:heads_command",
        "countersign": "evidence_witness:countersign_command",
        "witness": "evidence_witness:witness_command",
        "stamp": "evidence_witness:stamp_command",
        "actions": "evidence_actions:actions_command",
        "standing": "evidence_actions:standing_command",
        "vendors": "evidence_vendors:vendors_command",
        "review": "evidence_review:review_command",
        "leadership": "evidence_review:leadership_command",
        "assign": "evidence_review:assign_command",
        "approve-plan": "evidence_plan:approve_plan_command",
        "distribute": "evidence_plan:distribute_command",
        "controls": "evidence_controls:controls_command",
        "oscal": "evidence_oscal:oscal_command",
        "insurer": "evidence_insurer:insurer_command",
        "posture": "evidence_posture:posture_command",
        "schema": "evidence_schema:schema_command",
    },
)
def command() -> None:
    """Keys, signed records and their verification."""


@command.command("list")
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


@command.command("show")
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
