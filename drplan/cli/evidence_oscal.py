"""``drplan evidence oscal``: judgements of SP 800-53 in NIST's own form."""

from __future__ import annotations

import importlib.metadata
from datetime import date
from pathlib import Path

import click

from drplan.audit.controls.crosswalk import crosswalk
from drplan.audit.controls.judge import judge
from drplan.audit.controls.oscal import assessment_results
from drplan.cli.evidence_actions import day_option
from drplan.cli.evidence_judged import verified_case
from drplan.cli.frame import deploys_option, inventory_option, runbooks_option
from drplan.explain.write import write_pages


@click.command("oscal")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="Where to write it, as in assessment-results.json.",
)
@day_option
@deploys_option
@inventory_option
@runbooks_option
def oscal_command(*, out: Path, day: date, deploys: Path | None, inventory: Path, runbooks: Path) -> None:
    """Write what the records show of SP 800-53 as OSCAL assessment results.

    Exit codes: 0 written, whatever the verdicts; 2 a record does not verify, or the file cannot be written.
    """
    case = verified_case(inventory, runbooks, deploys, day)
    judgements = judge(case, crosswalk())
    version = importlib.metadata.version("drplan")
    write_pages(out.parent, {out.name: assessment_results(case, judgements, version)})
    click.echo(f"wrote {out}: OSCAL assessment results of SP 800-53, as on {day}")
