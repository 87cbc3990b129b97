"""``drplan drill run``: lose a scope in the lab, bring it back, measure, sign."""

from __future__ import annotations

from typing import Any

import click

from drplan import wiring
from drplan.cli.drill_data import data_options
from drplan.cli.drill_kept import begin, order_of
from drplan.cli.drill_options import (
    despite_freeze_option,
    id_option,
    patience_option,
    rehearsed_option,
    role_option,
    scope_options,
    terms_options,
)
from drplan.cli.drill_people import live_option, people_options
from drplan.cli.drill_prepare import asked_to_lose, past_freeze
from drplan.cli.drill_scratch import run_in_room, scratch_option
from drplan.cli.frame import format_option, inventory_option, runbooks_option


@click.command("run", help="Lose a scope in the lab, bring it back, measure, sign.")
@inventory_option
@scope_options
@terms_options
@despite_freeze_option
@role_option
@runbooks_option
@patience_option
@rehearsed_option
@people_options
@live_option
@id_option
@data_options
@scratch_option
@format_option()
def run(*, drill: str | None, scratch: bool, form: str, **options: Any) -> None:
    """Conduct a drill; exit 1 when a service failed, 3 when some could not be rehearsed."""
    district = wiring.district(options["inventory"])
    order = order_of(asked_to_lose(district, options), district)
    if scratch:
        run_in_room(past_freeze(district, order), district, drill, form)
    begin(order, district, drill, form)
