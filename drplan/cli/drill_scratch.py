"""``drplan drill run --scratch`` and ``drplan drill gc``: a drill beside production, and what one left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NoReturn

import click

from drplan import wiring
from drplan.act.account import drill_record
from drplan.act.drill import Conducted, prepare
from drplan.act.drill_ports import Patience
from drplan.act.drill_scratch import conduct_scratch
from drplan.act.waves import Limits
from drplan.cli.drill_text import EXITS, keeping, print_record
from drplan.cli.frame import Exit, finish, format_option
from drplan.cli.show import Lines
from drplan.declare import District, Site
from drplan.declare.lookup import role_named, site_of
from drplan.ports import Progress
from drplan.wiring import scratch as rooms

scratch_option = click.option(
    "--scratch", is_flag=True, help="Bring services up in an isolated room beside production, as root."
)


def run_in_room(
    inventory: Path,
    site: str,
    *,
    copy: str | None,
    role: str,
    runbooks: Path,
    patience: float,
    form: str,
) -> NoReturn:
    """Conduct a scratch drill, keep its record and end as ``drill run`` does.

    Raises what :func:`drplan.wiring.scratch.scratch_ports` does.
    """
    rooms.refuse_without_root()
    district = wiring.district(inventory)
    where, operator = site_of(district, site), role_named(district, role)
    keep = keeping(district, runbooks, form)
    circumstances = wiring.circumstances(district, inventory, operator.name)
    limits = Limits(patience=Patience(healthy=patience))
    conducted = _conduct(district, where, Lines(quiet=form == "json"), limits, copy)
    record = drill_record(conducted, circumstances)
    print_record(record, form)
    keep(record)
    finish(EXITS.get(record.verdict.outcome, Exit.IN_PART))


def _conduct(
    district: District, site: Site, progress: Progress, limits: Limits, copy: str | None
) -> Conducted:
    rooms.sweep_rooms(progress)
    plan = prepare(site, wiring.recovery_ports(district, progress), copy=copy)
    with rooms.scratch_ports(district, plan, progress) as ports:
        return conduct_scratch(plan, ports, limits)


@click.command("gc", help="Take away scratch rooms whose drill is gone, or whose time is over.")
@format_option()
def gc(form: str) -> None:
    """Remove what is left over; a room that somebody works in stays."""
    gone = rooms.sweep_rooms(Lines(quiet=True))
    if form == "json":
        click.echo(json.dumps({"schema": "drplan/drill-gc/1", "removed": gone}, indent=2))
    else:
        click.echo("\n".join(gone) if gone else "nothing is left over")
    finish(Exit.WELL)
