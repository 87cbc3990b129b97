"""``drplan drill``: rehearse a loss, measure the recovery, sign what was seen."""

from __future__ import annotations

import json
from pathlib import Path

import click

from drplan import wiring
from drplan.act.account import drill_record
from drplan.act.drill import Limits, conduct, excuses, prepare
from drplan.act.drill_ports import DrillPorts, Patience
from drplan.cli.frame import Exit, finish, format_option, inventory_option, runbooks_option, site_option
from drplan.cli.show import Lines, table
from drplan.declare.lookup import role_named, site_of
from drplan.explain.table import DRILL_HEADER, drill_summary, drill_table
from drplan.plan.drill import DrillPlan
from drplan.record.auditor import verification_command
from drplan.record.drill import DrillRecord

EXITS = {"pass": Exit.WELL, "fail": Exit.FALLS_SHORT, "no-evidence": Exit.IN_PART}

copy_option = click.option("--copy", help="Come back from this repository instead of the nearest.")


@click.group(help="Rehearse a loss and measure the recovery. Destroys only inside a lab.")
def command() -> None:
    """Group the verbs."""


@command.command("plan", help="Waves, recovery points and what cannot be rehearsed; touches nothing.")
@inventory_option
@site_option(required=True)
@copy_option
@format_option()
def plan(inventory: Path, site: str, copy: str | None, form: str) -> None:
    """Print the plan; exit 1 when a data set has nothing to come back from."""
    district = wiring.district(inventory)
    ports = wiring.drill_ports(district, Lines(quiet=True))
    found = prepare(site_of(district, site), ports, copy=copy)
    _print_plan(found, ports, form)
    finish(Exit.WELL if all(choice.point for choice in found.choices.values()) else Exit.FALLS_SHORT)


def _print_plan(found: DrillPlan, ports: DrillPorts, form: str) -> None:
    excused = excuses(found, ports)
    rows = [
        (str(number), service.name, ", ".join(service.runs_on), data, because)
        for number, wave in enumerate(found.waves, start=1)
        for service in wave
        for data, because in [(d.name, found.choices[d.name].because) for d in service.data_sets]
        or [("", excused.get(service.name, "no data of its own"))]
    ]
    if form == "json":
        keys = ("wave", "service", "assets", "data_set", "because")
        said = {"schema": "drplan/drill-plan/1", "rows": [dict(zip(keys, row, strict=True)) for row in rows]}
        click.echo(json.dumps(said, indent=2))
        return
    table(("wave", "service", "runs on", "data set", "recovery point"), rows)


@command.command("run", help="Lose a site in the lab, bring it back, measure, sign.")
@inventory_option
@site_option(required=True)
@copy_option
@click.option("--role", default="systems-administrator", show_default=True, help="Role of who runs it.")
@runbooks_option
@click.option(
    "--patience", default=90.0, show_default=True, help="Seconds a recovered service may take to show health."
)
@format_option()
def run(
    *, inventory: Path, site: str, copy: str | None, role: str, runbooks: Path, patience: float, form: str
) -> None:
    """Conduct a drill; exit 1 when a service failed, 3 when some could not be rehearsed."""
    district = wiring.district(inventory)
    where, operator = site_of(district, site), role_named(district, role)
    signer = wiring.evidence_key()
    circumstances = wiring.circumstances(district, inventory, operator.name)
    ports = wiring.drill_ports(district, Lines(quiet=form == "json"))
    hidden = wiring.repository_secrets(district)
    conducted = conduct(prepare(where, ports, copy=copy), ports, Limits(patience=Patience(healthy=patience)))
    record = drill_record(conducted, ports.ground, circumstances)
    _print_record(record, form)
    folder = wiring.evidence(runbooks / "evidence").append_next(record, {}, signer, secrets=hidden)
    if form == "text":
        click.echo(f"evidence: {folder}")
        click.echo(f"verify:   {verification_command(str(folder), signer.identity)}")
    finish(EXITS.get(record.verdict.outcome, Exit.IN_PART))


def _print_record(record: DrillRecord, form: str) -> None:
    """Print what was measured before anything can go wrong with keeping it."""
    if form == "json":
        click.echo(record.model_dump_json(indent=2))
        return
    table(DRILL_HEADER, [row.cells() for row in drill_table(record)])
    click.echo(f"\n{drill_summary(record)}")
