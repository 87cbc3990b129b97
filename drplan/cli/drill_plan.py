"""``drplan drill plan``: what a drill would do, what to expect of it, and what speaks against it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from drplan import wiring
from drplan.act.drill_ports import DrillPorts
from drplan.act.prepare import Prepared, prepare_scope
from drplan.act.scratch_buckets import bucket_copies
from drplan.cli.drill_freeze import freeze_on
from drplan.cli.drill_options import scope_asked, scope_options, terms_asked, terms_options
from drplan.cli.drill_plan_text import Planned, plan_json, print_plan_of
from drplan.cli.drill_prepare import not_tried, past_drills, planning_ports, today
from drplan.cli.frame import Exit, finish, format_option, inventory_option, runbooks_option
from drplan.cli.show import Lines
from drplan.declare import District
from drplan.plan.freeze import next_frozen
from drplan.plan.host import lost_beside
from drplan.plan.scratch_buckets import unshown


@click.command("plan", help="Waves, recovery points, expected times, and what speaks against it.")
@inventory_option
@scope_options
@terms_options
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day to drill on, as in 2026-12-08, instead of today.",
)
@runbooks_option
@format_option()
def plan(*, inventory: Path, runbooks: Path, day: datetime | None, form: str, **options: Any) -> None:
    """Print the plan; touches nothing. Exit 1 when something speaks against it, 3 when a copy is silent."""
    district = wiring.district(inventory)
    planned = _plan(district, runbooks, day.date() if day else today(), options)
    if form == "json":
        click.echo(json.dumps(plan_json(planned), indent=2))
    else:
        print_plan_of(planned)
    finish(_exit(planned))


def _plan(district: District, runbooks: Path, day: date, options: Mapping[str, Any]) -> Planned:
    scope, copy = scope_asked(district, options), options["copy"]
    terms, history = terms_asked(options, day), past_drills(runbooks)
    ports = planning_ports(district, Lines(quiet=False))
    prepared = prepare_scope(scope, ports, copy=copy, terms=terms, history=history)
    destroys = isinstance(ports, DrillPorts)
    excused, freeze = not_tried(prepared.plan, ports), freeze_on(district, day)
    frozen = [f"{freeze}; the next open day is {freeze.opens}"] if freeze else []
    missing = _missing(prepared, excused if destroys else {})
    beside = lost_beside(district, prepared.plan) if destroys else ()
    coming = next_frozen(district, "drill", day)
    return Planned(
        prepared,
        excused,
        beside,
        freeze,
        coming,
        (*frozen, *missing),
        bucket_copies(prepared.plan, ports),
        unshown(prepared.plan, district),
    )


def _missing(prepared: Prepared, excused: Mapping[str, str]) -> Iterator[str]:
    """Yield the data sets of services that would be tried and have nothing to come back from."""
    found = prepared.plan
    for service in found.services:
        for data in found.data_of(service) if service.name not in excused else ():
            if found.choices[data.name].point is None:
                yield f"{data.name}: {found.choices[data.name].because}"


def _exit(planned: Planned) -> Exit:
    if planned.against:
        return Exit.FALLS_SHORT
    return Exit.IN_PART if planned.prepared.silent else Exit.WELL
