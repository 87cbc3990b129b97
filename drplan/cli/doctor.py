"""``drplan doctor``: what this machine has and lacks."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from drplan import wiring
from drplan.cli.frame import Exit, finish, format_option


@click.command(name="doctor")
@format_option()
def command(form: str) -> None:
    """See what this machine has and lacks, and what each thing is for.

    Exit codes: 0 everything is there; 1 something is missing.
    """
    findings = wiring.examine_machine()
    if form == "json":
        rows = [asdict(finding) for finding in findings]
        click.echo(json.dumps({"schema": "drplan/doctor/1", "findings": rows}, indent=2))
    else:
        for finding in findings:
            click.echo(_line(finding.name, finding.there, finding.purpose, finding.found, finding.next_step))
    finish(Exit.WELL if all(finding.there for finding in findings) else Exit.FALLS_SHORT)


def _line(name: str, there: bool, purpose: str, found: str, next_step: str) -> str:
    first = f"{'there' if there else 'MISSING':8}{name:16}{purpose:56}{found}".rstrip()
    return first if there else f"{first}\n{'':8}next: {next_step}"
