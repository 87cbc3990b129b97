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
from drplan.cli.frame import Exit, finish, format_option, inventory_option
from drplan.cli.show import Lines
from drplan.declare import District
from drplan.declare.lookup import aws_accounts
from drplan.errors import UsageError
from drplan.ports import Progress
from drplan.wiring import scratch as rooms
from drplan.wiring.scratch_accounts import SUBJECT, sweep_accounts

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
    _sweep(audience.progress)
    limits = Limits(district.drills.at_once, Patience(healthy=order["patience"]))
    ports = wiring.recovery_ports(district, audience.progress)
    plan = plan_of_data(order, ports, Path(order["runbooks"]))
    with rooms.scratch_ports(district, plan, audience.progress) as there:
        return conduct_scratch(plan, audience.attend(there), limits)


def _sweep(progress: Progress) -> None:
    """Take away what dead drills left; an account that is silent now is told again when it is needed."""
    rooms.sweep_rooms(progress)
    swept = sweep_accounts()
    for line in (*swept.gone, *swept.left, *(error.message for error in swept.silent)):
        progress.say(SUBJECT, line)


@click.command("gc", help="Take away scratch rooms and buckets whose drill is gone, or whose time is over.")
@click.option(
    "--accounts",
    is_flag=True,
    help="Ask every declared AWS account, not only those in which this machine noted scratch buckets.",
)
@inventory_option
@format_option()
def gc(*, accounts: bool, inventory: Path, form: str) -> None:
    """Remove what is left over; a room that somebody works in stays. Exit 2 when an account is silent."""
    gone = rooms.sweep_rooms(Lines(quiet=True))
    swept = sweep_accounts(aws_accounts(wiring.district(inventory)) if accounts else ())
    removed = [*gone, *swept.gone]
    if form == "json":
        said = {"schema": "drplan/drill-gc/1", "removed": removed, "left_alone": swept.left}
        click.echo(json.dumps(said, indent=2))
    else:
        click.echo("\n".join([*removed, *swept.left]) or "nothing is left over")
    for error in swept.silent:
        raise error
    finish(Exit.WELL)
