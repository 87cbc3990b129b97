"""``drplan drill``: rehearse a loss, measure the recovery, sign what was seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from drplan import wiring
from drplan.act.account import drill_record
from drplan.act.drill import conduct
from drplan.act.drill_ports import Patience
from drplan.act.waves import Limits
from drplan.cli.drill_options import (
    despite_freeze_option,
    patience_option,
    role_option,
    scope_options,
    terms_options,
)
from drplan.cli.drill_plan import plan
from drplan.cli.drill_prepare import asked_to_lose, past_freeze, plan_to_lose
from drplan.cli.drill_text import EXITS, keeping, print_record
from drplan.cli.frame import Exit, finish, format_option, inventory_option, runbooks_option
from drplan.cli.show import Lines
from drplan.declare.lookup import role_named


@click.group(help="Rehearse a loss and measure the recovery. Destroys only inside a lab.")
def command() -> None:
    """Group the verbs."""


command.add_command(plan)


@command.command("run", help="Lose a scope in the lab, bring it back, measure, sign.")
@inventory_option
@scope_options
@terms_options
@despite_freeze_option
@role_option
@runbooks_option
@patience_option
@format_option()
def run(
    *,
    inventory: Path,
    role: str,
    runbooks: Path,
    patience: float,
    form: str,
    **options: Any,
) -> None:
    """Conduct a drill; exit 1 when a service failed, 3 when some could not be rehearsed."""
    district = wiring.district(inventory)
    asked = past_freeze(district, asked_to_lose(district, options))
    operator = role_named(district, role)
    keep = keeping(district, runbooks, form)
    circumstances = wiring.circumstances(district, inventory, operator.name)
    ports = wiring.drill_ports(district, Lines(quiet=form == "json"))
    planned = plan_to_lose(asked, ports, runbooks)
    conducted = conduct(planned, ports, Limits(district.drills.at_once, Patience(healthy=patience)))
    record = drill_record(conducted, circumstances)
    print_record(record, form)
    keep(record)
    finish(EXITS.get(record.verdict.outcome, Exit.IN_PART))
