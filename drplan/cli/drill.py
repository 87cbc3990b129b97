"""``drplan drill``: rehearse a loss, measure the recovery, sign what was seen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from drplan import wiring
from drplan.act.drill import excuses, prepare
from drplan.cli.drill_data import DataDrill, data_options, run_data
from drplan.cli.drill_journal import list_drills, resume, show, worker
from drplan.cli.drill_kept import begin, order_of
from drplan.cli.drill_options import copy_option, id_option, patience_option, role_option
from drplan.cli.drill_text import PLAN_KEYS, plan_rows, print_plan
from drplan.cli.frame import Exit, finish, format_option, inventory_option, runbooks_option, site_option
from drplan.cli.show import Lines
from drplan.declare.lookup import site_of


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
    rows = plan_rows(found, excuses(found, ports))
    if form == "json":
        said = [dict(zip(PLAN_KEYS, row, strict=True)) for row in rows]
        click.echo(json.dumps({"schema": "drplan/drill-plan/1", "rows": said}, indent=2))
    else:
        print_plan(rows)
    finish(Exit.WELL if all(choice.point for choice in found.choices.values()) else Exit.FALLS_SHORT)


@command.command("run", help="Lose a site in the lab, bring it back, measure, sign.")
@inventory_option
@site_option(required=True)
@copy_option
@role_option
@runbooks_option
@patience_option
@id_option
@data_options
@format_option()
def run(
    *, drill: str | None, form: str, data_only: bool, stream: bool, scratch_dir: Path | None, **options: Any
) -> None:
    """Conduct a drill; exit 1 when a service failed, 3 when some could not be rehearsed."""
    if data_only or stream or scratch_dir:
        told = {name: options[name] for name in ("inventory", "site", "copy", "role", "runbooks")}
        run_data(DataDrill(**told, form=form, data_only=data_only, stream=stream, scratch_dir=scratch_dir))
    district = wiring.district(options["inventory"])
    site_of(district, options["site"])
    begin(order_of(options, district), drill, form)


for verb in (resume, list_drills, show, worker):
    command.add_command(verb)
