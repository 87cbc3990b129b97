"""``drplan drill``: rehearse a loss, measure the recovery, sign what was seen."""

from __future__ import annotations

import json
from pathlib import Path

import click

from drplan import wiring
from drplan.act.account import drill_record
from drplan.act.drill import conduct, excuses, prepare
from drplan.act.drill_ports import Patience
from drplan.act.waves import Limits
from drplan.cli.drill_options import copy_option, patience_option, role_option
from drplan.cli.drill_scratch import gc, run_in_room, scratch_option
from drplan.cli.drill_text import EXITS, PLAN_KEYS, keeping, plan_rows, print_plan, print_record
from drplan.cli.frame import Exit, finish, format_option, inventory_option, runbooks_option, site_option
from drplan.cli.show import Lines
from drplan.declare.lookup import role_named, site_of


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
@scratch_option
@format_option()
def run(
    *,
    inventory: Path,
    site: str,
    copy: str | None,
    role: str,
    runbooks: Path,
    patience: float,
    scratch: bool,
    form: str,
) -> None:
    """Conduct a drill; exit 1 when a service failed, 3 when some could not be rehearsed."""
    if scratch:
        run_in_room(inventory, site, copy=copy, role=role, runbooks=runbooks, patience=patience, form=form)
    district = wiring.district(inventory)
    where, operator = site_of(district, site), role_named(district, role)
    keep = keeping(district, runbooks, form)
    circumstances = wiring.circumstances(district, inventory, operator.name)
    ports = wiring.drill_ports(district, Lines(quiet=form == "json"))
    conducted = conduct(prepare(where, ports, copy=copy), ports, Limits(patience=Patience(healthy=patience)))
    record = drill_record(conducted, circumstances)
    print_record(record, form)
    keep(record)
    finish(EXITS.get(record.verdict.outcome, Exit.IN_PART))


command.add_command(gc)
