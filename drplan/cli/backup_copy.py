"""``drplan backup copy``: fill the copies that no host writes to."""

from __future__ import annotations

import json
from pathlib import Path

import click

from drplan import wiring
from drplan.act.fill import Filled, fill
from drplan.act.retain import Retainer
from drplan.cli.backup_chosen import chosen_data_sets
from drplan.cli.frame import Exit, finish, format_option, inventory_option, say_error, site_option
from drplan.cli.show import Lines
from drplan.errors import UsageError


@click.command("copy", help="Fill the copies that are declared as filled from another one.")
@inventory_option
@site_option()
@format_option()
def copy(inventory: Path, site: str | None, form: str) -> None:
    """Copy what is missing; exit 3 when one of several copies could not be filled, 2 when none could."""
    district = wiring.district(inventory)
    wiring.enter()
    chosen = chosen_data_sets(district, site)
    lines = Lines(quiet=form == "json")
    found = fill(Retainer(district, wiring.custody(), wiring.looks(), lines, wiring.clock().now()), chosen)
    if not found:
        raise UsageError(
            "no copy of these data sets is filled from another one",
            next_step="declare filled_from in a repository that hosts are not to write to",
        )
    _print(found, form)
    failed = sum(each.error is not None for each in found)
    finish(Exit.WELL if not failed else Exit.NOT_DONE if failed == len(found) else Exit.IN_PART)


def _print(found: tuple[Filled, ...], form: str) -> None:
    if form == "json":
        rows = [{**vars(each), "error": each.error.message if each.error else None} for each in found]
        click.echo(json.dumps({"schema": "drplan/backup-copy/1", "copies": rows}, indent=2))
        return
    for each in found:
        if each.error:
            say_error(each.error)
            continue
        click.echo(
            f"{each.repository}: {each.copied} recovery points copied from {each.source},"
            f" {each.there} were there already"
        )
