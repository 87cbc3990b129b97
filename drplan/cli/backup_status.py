"""``drplan backup status``: what every copy holds beside what is promised, and telling who wants to know."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

import click

from drplan import wiring
from drplan.act.backup_status import Messenger, Telling, backup_status, tell
from drplan.cli.frame import Exit, finish, format_option, inventory_option, say_error, site_option
from drplan.cli.show import Lines, table
from drplan.declare import District
from drplan.declare.lookup import data_sets, site_of
from drplan.errors import DrplanError, UsageError
from drplan.explain.backup_status import HEADER, message, notes, rows, summary
from drplan.explain.backup_status_json import as_document
from drplan.measure.copies import CopyState
from drplan.plan.drill import data_sets_of


@click.command("status", help="How old the last good recovery point in each copy is, and where that leads.")
@inventory_option
@site_option()
@click.option(
    "--textfile",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write Prometheus metrics to this file too, whole, readable by everybody.",
)
@click.option("--notify", "notifies", is_flag=True, help="Tell who is declared in notify what changed.")
@format_option()
def command(inventory: Path, site: str | None, textfile: Path | None, notifies: bool, form: str) -> None:
    """Judge every copy by its RPO; exit 1 when one falls short, 3 when some are not known, 2 when none is."""
    district = wiring.district(inventory)
    if notifies and not district.notify:
        raise UsageError("nobody is declared to be told", next_step="declare notify: see docs/status.md")
    _refuse_rehearsals(wiring.enter().where, telling=notifies or textfile is not None)
    chosen = data_sets_of(site_of(district, site)) if site else data_sets(district)
    # The school year has no time zone: its days are those of the machine that looks, as with freezes.
    now, vault = wiring.clock().now().astimezone(), cache(lambda: wiring.vault(district))
    states = backup_status(district, chosen, lambda repository: vault().all_points(repository), now)
    _print(states, now, form)
    written = _write(textfile, states, now)
    told = _tell(district, states, now) if notifies else True
    finish(_ended(states) if written and told else max(_ended(states), Exit.IN_PART, key=_gravity))


def _refuse_rehearsals(where: str, *, telling: bool) -> None:
    if telling and where != "production":
        raise UsageError(
            "a lab is up: what it holds is not told as if it were the district's",
            next_step="look without --notify and --textfile, or end the lab: drplan lab down",
        )


_GRAVITY = (Exit.WELL, Exit.FALLS_SHORT, Exit.IN_PART, Exit.NOT_DONE)


def _gravity(code: Exit) -> int:
    return _GRAVITY.index(code)


def _ended(states: Sequence[CopyState]) -> Exit:
    unknown = sum(state.error is not None for state in states)
    if unknown == len(states):
        return Exit.NOT_DONE
    if unknown:
        return Exit.IN_PART
    return Exit.WELL if all(state.freshness.well for state in states) else Exit.FALLS_SHORT


def _print(states: Sequence[CopyState], now: datetime, form: str) -> None:
    if form == "json":
        click.echo(json.dumps(as_document(states, now), indent=2))
        return
    click.echo(summary(states, now))
    if states:
        table(HEADER, rows(states))
    for line in notes(states):
        click.echo(line)


def _write(textfile: Path | None, states: Sequence[CopyState], now: datetime) -> bool:
    if textfile is None:
        return True
    try:
        wiring.write_textfile(textfile, states, now)
    except DrplanError as error:
        say_error(error)
        return False
    return True


def _tell(district: District, states: Sequence[CopyState], now: datetime) -> bool:
    messenger = Messenger(wiring.told(), message, wiring.notifier(wiring.secrets()))
    done = tell(states, district.notify, messenger, now.date())
    for each in done:
        _say(each)
    return not any(each.error for each in done)


def _say(telling: Telling) -> None:
    if telling.error:
        say_error(telling.error)
    elif telling.changes:
        Lines().say(telling.to.name, f"told: {message(telling.changes).title}")
