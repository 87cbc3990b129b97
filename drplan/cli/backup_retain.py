"""``drplan backup retain``: what is dropped from the copies, why, and whether it went."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import click

from drplan import wiring
from drplan.act.retain import Retained, Retainer, carry_out, plan_retention
from drplan.cli.backup_check import announce
from drplan.cli.backup_chosen import chosen_data_sets
from drplan.cli.frame import (
    Exit,
    finish,
    format_option,
    inventory_option,
    runbooks_option,
    say_error,
    site_option,
)
from drplan.cli.show import Lines, table


@click.command(
    "retain", help="Drop the recovery points that the retention does not keep, and free their space."
)
@inventory_option
@runbooks_option
@site_option()
@click.option("--dry-run", is_flag=True, help="Print what would stay and go, and why; change nothing.")
@format_option()
def retain(*, inventory: Path, runbooks: Path, site: str | None, dry_run: bool, form: str) -> None:
    """Plan, then drop; exit 1 when a human has to look, 3 when a copy could not be done, 2 when none."""
    district = wiring.district(inventory)
    wiring.enter()
    retainer = Retainer(
        district, wiring.custody(), wiring.looks(), Lines(quiet=form == "json"), wiring.clock().now()
    )
    found = plan_retention(retainer, chosen_data_sets(district, site))
    if not dry_run:
        found = carry_out(retainer, found, partial(announce, district, inventory, runbooks))
    _print_json(found, dry_run=dry_run) if form == "json" else _print_text(found, dry_run=dry_run)
    failed = sum(each.error is not None for each in found)
    if failed:
        finish(Exit.NOT_DONE if failed == len(found) else Exit.IN_PART)
    finish(Exit.FALLS_SHORT if any(each.odd for each in found) else Exit.WELL)


def _print_json(found: tuple[Retained, ...], *, dry_run: bool) -> None:
    rows = [
        {
            "repository": each.repository,
            "pruned": each.pruned,
            "error": each.error.message if each.error else None,
            "note": each.note,
            "snapshots": [
                {
                    "data_set": name,
                    "snapshot": decision.snapshot.id,
                    "taken_at": decision.snapshot.begun.isoformat(),
                    "stays": decision.stays,
                    "because": list(decision.because),
                    "standing": decision.standing,
                    "flaw": decision.flaw,
                }
                for name, decision in each.decisions
            ],
        }
        for each in found
    ]
    click.echo(json.dumps({"schema": "drplan/backup-retain/1", "dry_run": dry_run, "copies": rows}, indent=2))


def _print_text(found: tuple[Retained, ...], *, dry_run: bool) -> None:
    if dry_run:
        table(
            ("copy", "data set", "snapshot", "taken", "", "because"),
            [
                (
                    each.repository,
                    name,
                    decision.snapshot.id[:8],
                    f"{decision.snapshot.begun:%Y-%m-%d %H:%M}",
                    "stays" if decision.stays else "goes",
                    "; ".join((*((decision.flaw,) if decision.flaw else ()), *decision.because)),
                )
                for each in found
                for name, decision in each.decisions
            ],
        )
    for each in found:
        _print_one(each, dry_run=dry_run)


def _print_one(each: Retained, *, dry_run: bool) -> None:
    stay = each.staying
    if each.error:
        click.echo(f"{each.repository}: not done")
        say_error(each.error)
    else:
        verb = "would go" if dry_run else "went"
        click.echo(
            f"{each.repository}: {len(each.going)} {verb}, {stay} stay" + ("" if dry_run else ", pruned")
        )
    if each.note:
        click.echo(f"{each.repository}: {each.note}")
    for name, decision in each.odd:
        click.echo(
            f"{each.repository}: look at snapshot {decision.snapshot.id[:8]} of {name}: it {decision.flaw};"
            " it counts for nothing and stays until somebody drops it by hand"
        )
