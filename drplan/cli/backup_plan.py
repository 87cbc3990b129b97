"""``drplan backup plan``: the week's calendar."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from drplan import wiring
from drplan.act.measured_backups import MeasuredBackups, measured_backups
from drplan.cli.backup_plan_text import calendar_json, print_calendar
from drplan.cli.frame import Exit, finish, format_option, inventory_option, site_option
from drplan.declare import District
from drplan.declare.lookup import data_sets, site_of
from drplan.plan.calendar.declared import calendar_of
from drplan.plan.calendar.model import Calendar
from drplan.plan.calendar.promised import monday
from drplan.plan.drill import data_sets_of


@click.command("plan", help="When each backup of a week starts, why then, and what fits nowhere.")
@inventory_option
@site_option()
@click.option(
    "--week",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="DATE",
    help="A day of the week to plan, as in 2026-12-07, instead of today.",
)
@click.option("--measured", is_flag=True, help="Ask the copies what the last backups took.")
@format_option()
def plan(inventory: Path, site: str | None, week: datetime | None, measured: bool, form: str) -> None:
    """Print the calendar; exit 1 when something fits nowhere, 3 when some copies could not be asked."""
    district = wiring.district(inventory)
    day = week.date() if week else wiring.clock().now().astimezone().date()
    asked = _measured(district) if measured else MeasuredBackups()
    shown = _of_site(calendar_of(district, day, asked.found), district, site)
    if form == "json":
        click.echo(json.dumps(calendar_json(shown, monday(day)), indent=2))
    else:
        print_calendar(shown, monday(day))
    for (data_set, copy), error in asked.failed.items():
        click.echo(f"  {data_set:<24} not measured in {copy}: {error.message}", err=True)
    finish(_exit(shown, asked))


def _measured(district: District) -> MeasuredBackups:
    wiring.enter()
    return measured_backups(district, data_sets(district), wiring.vault(district))


def _exit(shown: Calendar, asked: MeasuredBackups) -> Exit:
    if shown.unplaced:
        return Exit.FALLS_SHORT
    return Exit.IN_PART if asked.failed else Exit.WELL


def _of_site(calendar: Calendar, district: District, site: str | None) -> Calendar:
    """Leave one site's data sets and what they load; the whole district was planned for all that."""
    if site is None:
        return calendar
    names = {data.name for data in data_sets_of(site_of(district, site))}
    placed = tuple(each for each in calendar.placed if each.job.data_set in names)
    unplaced = tuple(each for each in calendar.unplaced if each.job.data_set in names)
    jobs = [*(each.job for each in placed), *(each.job for each in unplaced)]
    loaded = {name for job in jobs for name in job.loads}
    peaks = tuple(each for each in calendar.peaks if each.resource.name in loaded)
    return Calendar(placed, unplaced, peaks)
