"""``drplan drill run --scratch`` and ``drplan drill gc``: a drill beside production, and what one left."""

from __future__ import annotations

import json

import click

from drplan import wiring
from drplan.act.drill import Conducted, prepare
from drplan.act.drill_scratch import conduct_scratch
from drplan.act.waves import Limits
from drplan.cli.frame import Exit, finish, format_option
from drplan.cli.show import Lines
from drplan.declare import District, Site
from drplan.ports import Progress
from drplan.wiring import scratch as rooms

scratch_option = click.option(
    "--scratch", is_flag=True, help="Bring services up in an isolated room beside production, as root."
)


def run_in_room(
    district: District, site: Site, progress: Progress, limits: Limits, copy: str | None
) -> Conducted:
    """Conduct a scratch drill; raises what :func:`drplan.wiring.scratch.scratch_ports` does."""
    rooms.refuse_without_root()
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
