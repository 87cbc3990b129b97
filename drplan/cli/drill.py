"""``drplan drill``: rehearse a loss, measure the recovery, sign what was seen."""

from __future__ import annotations

import click

from drplan.cli.verbs import Verbs


@click.group(
    cls=Verbs,
    help="Rehearse a loss and measure the recovery. Destroys only inside a lab.",
    verbs={
        "run": "drill_run:run",
        "plan": "drill_plan:plan",
        "resume": "drill_journal:resume",
        "list": "drill_journal:list_drills",
        "show": "drill_journal:show",
        "worker": "drill_journal:worker",
        "gc": "drill_scratch:gc",
        "tabletop": "drill_tabletop:tabletop",
        "forecast": "drill_forecast:command",
    },
)
def command() -> None:
    """Group the verbs."""
