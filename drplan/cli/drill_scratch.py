"""``drplan drill run --scratch`` and ``drplan drill gc``: a drill beside production, and what one left."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import click

from drplan import wiring
from drplan.act.account import drill_record
from drplan.act.drill import Conducted
from drplan.act.drill_ports import Patience
from drplan.act.drill_scratch import conduct_scratch
from drplan.act.waves import Limits
from drplan.cli.drill_people import Audience, present, shown
from drplan.cli.drill_prepare import circumstances_of, plan_of_data
from drplan.cli.drill_text import EXITS, keeping, print_record
from drplan.cli.frame import Exit, finish, format_option
from drplan.cli.show import Lines
from drplan.declare import District
from drplan.errors import UsageError
from drplan.wiring import scratch as rooms

scratch_option = click.option(
    "--scratch", is_flag=True, help="Bring services up in an isolated room beside production, as root."
)


def run_in_room(order: Mapping[str, Any], district: District, drill: str | None, form: str) -> NoReturn:
    """Conduct a scratch drill, keep its record and end as ``drill run`` does.

    Raises what :func:`drplan.wiring.scratch.scratch_ports` does, and ``UsageError`` for an order that a room
    cannot follow.
    """
    _refuse_what_no_room_can(order, drill)
    rooms.refuse_without_root()
    audience = present(form)
    keep = keeping(district, Path(order["runbooks"]), shown(form))
    about = circumstances_of(order, district)
    record = drill_record(_conduct(district, order, audience), about)
    print_record(record, shown(form))
    keep(record)
    finish(EXITS.get(record.verdict.outcome, Exit.IN_PART))


def _refuse_what_no_room_can(order: Mapping[str, Any], drill: str | None) -> None:
    if order["data_only"]:
        raise UsageError(
            "--scratch brings services up, and --data-only brings up none", next_step="give one of the two"
        )
    if drill is not None:
        raise UsageError(
            "a drill in a scratch room is not gone on with once it is broken off, so it has no --id",
            next_step="leave --id out",
        )


def _conduct(district: District, order: Mapping[str, Any], audience: Audience) -> Conducted:
    rooms.sweep_rooms(audience.progress)
    limits = Limits(district.drills.at_once, Patience(healthy=order["patience"]))
    ports = wiring.recovery_ports(district, audience.progress)
    plan = plan_of_data(order, ports, Path(order["runbooks"]))
    with rooms.scratch_ports(district, plan, audience.progress) as there:
        return conduct_scratch(plan, audience.attend(there), limits)


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
