"""The week's calendar as a table and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import click

from drplan.cli.show import fold, table
from drplan.explain.words import count
from drplan.plan.calendar.model import Calendar, Peak, Placed, Unplaced
from drplan.plan.calendar.timers import on_calendar
from drplan.plan.calendar.words import clock, lasting, rate, weekday

_DAY = 24 * 60
_DAYS = 7


def print_calendar(calendar: Calendar, first: date) -> None:
    """Print when backups start, what that loads, why, and what fits nowhere; ``first`` is the Monday."""
    last = first + timedelta(days=_DAYS - 1)
    runs = sum(len(each.starts) for each in calendar.placed)
    backups = count(len(calendar.placed), "backup")
    click.echo(f"{count(runs, 'run')} of {backups}, {first} to {last}, local time\n")
    table(
        ("data set", "to", "starts", "takes"),
        [
            (each.job.data_set, _way(each), _starts(each.starts), lasting(each.job.duration))
            for each in calendar.placed
        ],
    )
    click.echo()
    table(
        ("shared by backups", "fullest", "at", "budget", "used", "at least"),
        [_peak_row(each) for each in calendar.peaks],
    )
    click.echo("\nWhy:")
    for each in calendar.placed:
        click.echo(fold(f"  {each.job.data_set}: {'; '.join(each.because)}"))
    _print_unplaced(calendar)


def _print_unplaced(calendar: Calendar) -> None:
    if calendar.unplaced:
        click.echo("\nWhat fits nowhere, and the smallest changes that make room for it, one at a time:")
    for each in calendar.unplaced:
        click.echo(fold(f"  {each.job.data_set}: {'; '.join(each.because)}"))
        for change in each.relaxations:
            click.echo(fold(f"    - {change.words}"))
        if not each.relaxations:
            click.echo("    - no change of its own hours, cadence or budgets is enough")


def _way(each: Placed) -> str:
    to = ", ".join(each.job.copies)
    return f"{to} (from {each.job.origin})" if each.job.origin else to


def _starts(starts: tuple[int, ...]) -> str:
    """Write starts in minutes of the week: ``every day 18:00, 03:00`` or ``Mon 21:35, Thu 21:40``."""
    days: dict[int, set[int]] = {}
    for start in starts:
        days.setdefault(start % _DAY, set()).add(start // _DAY)
    if all(len(each) == _DAYS for each in days.values()):
        return "every day " + ", ".join(map(clock, sorted(days)))
    return ", ".join(f"{weekday(start // _DAY)} {clock(start)}" for start in starts)


def _peak_row(each: Peak) -> tuple[str, ...]:
    budget = each.resource.budget
    at = f"{weekday(each.at // _DAY)} {clock(each.at)}" if each.peak else ""
    used = f"{100 * each.peak / budget:.0f} %"
    return (each.resource.name, rate(each.peak), at, rate(budget), used, rate(each.floor))


def calendar_json(calendar: Calendar, first: date) -> Mapping[str, Any]:
    """Return the calendar as plain values; lengths in seconds, rates in Mbit/s, weekday 0 being Monday."""
    return {
        "schema": "drplan/backup-calendar/1",
        "week": first.isoformat(),
        "placed": [_placed(each) for each in calendar.placed],
        "unplaced": [_unplaced(each) for each in calendar.unplaced],
        "shared": [
            {
                "name": each.resource.name,
                "budget_mbit_s": each.resource.budget,
                "peak_mbit_s": each.peak,
                "at_least_mbit_s": each.floor,
            }
            for each in calendar.peaks
        ],
    }


def _placed(each: Placed) -> Mapping[str, Any]:
    slots = list(each.slots())
    return {
        "data_set": each.job.data_set,
        "copies": list(each.job.copies),
        "from": each.job.origin,
        "seconds": each.job.duration.total_seconds(),
        "starts": [{"weekday": slot.weekday, "at": slot.at.isoformat()} for slot in slots],
        "on_calendar": list(on_calendar((slot.weekday, slot.at) for slot in slots)),
        "because": list(each.because),
    }


def _unplaced(each: Unplaced) -> Mapping[str, Any]:
    return {
        "data_set": each.job.data_set,
        "copies": list(each.job.copies),
        "from": each.job.origin,
        "because": list(each.because),
        "fits_with": [
            {
                "words": change.words,
                "window_minutes": change.window,
                "apart_minutes": change.apart,
                "thaw_minutes": change.thaw,
                "mbit_s": dict(change.mbit_s),
            }
            for change in each.relaxations
        ],
    }
