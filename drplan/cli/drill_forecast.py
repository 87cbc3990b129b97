"""``drplan drill forecast``: the quarter in which growing data makes a recovery longer than its RTO."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from drplan import wiring
from drplan.act.drill_forecast import foresee, sizes_asked
from drplan.cli.frame import Exit, finish, format_option, inventory_option, runbooks_option, site_option
from drplan.cli.show import Lines, table
from drplan.declare import District, Site
from drplan.declare.lookup import site_of
from drplan.errors import UsageError
from drplan.explain.drill_forecast import FORECAST_HEADER, forecast_json, forecast_rows
from drplan.measure.growth import Sizes
from drplan.measure.outgrown import Outgrown


@click.command("forecast", help="In which quarter growing data makes a recovery longer than its RTO.")
@inventory_option
@site_option(required=True)
@runbooks_option
@click.option("--measured", is_flag=True, help="Ask the copies how large the data was; else as declared.")
@format_option()
def command(inventory: Path, site: str, runbooks: Path, *, measured: bool, form: str) -> None:
    """Print the forecast; exit 1 when an RTO is likely missed in sight, 3 when some cannot be judged."""
    district = wiring.district(inventory)
    where = site_of(district, site)
    records = wiring.evidence(runbooks / "evidence").records()
    seen = _measured(district, where, Lines(quiet=form == "json")) if measured else {}
    found = foresee(district, where, records, seen, wiring.clock().now())
    if form == "json":
        click.echo(json.dumps(forecast_json(site, found), indent=2))
    else:
        table(FORECAST_HEADER, forecast_rows(found))
        click.echo("\nprojected from the last drill, not measured; earliest and latest are what is believed")
    finish(_exit(found))


def _measured(district: District, site: Site, lines: Lines) -> dict[str, Sizes]:
    """Raise ``UsageError`` in a lab: what lies there is not how large the district's data is."""
    if wiring.enter().where != "production":
        raise UsageError(
            "a lab is up, and its copies do not show how the district's data grows",
            next_step="run: drplan lab down; or leave --measured out: growth is then as declared",
        )
    return sizes_asked(district, site, wiring.vault(district), lines)


def _exit(found: Sequence[Outgrown]) -> Exit:
    if any(each.likely for each in found):
        return Exit.FALLS_SHORT
    return Exit.IN_PART if any(each.until is None for each in found) else Exit.WELL
