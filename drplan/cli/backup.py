"""``drplan backup``: recovery points, made and looked at."""

from __future__ import annotations

import json
from pathlib import Path

import click

from drplan import wiring
from drplan.act.backup import BackupResult, CopyStatus, back_up, open_repositories, repositories_for, status
from drplan.cli import backup_status
from drplan.cli.backup_check import check
from drplan.cli.backup_chosen import chosen_data_sets as _chosen
from drplan.cli.backup_copy import copy
from drplan.cli.backup_escrow import escrow
from drplan.cli.backup_install import install
from drplan.cli.backup_plan import plan
from drplan.cli.backup_retain import retain
from drplan.cli.frame import Exit, finish, format_option, inventory_option, say_error, site_option
from drplan.cli.show import Lines, table
from drplan.explain.words import length


@click.group(help="Make recovery points and see how old they are.")
def command() -> None:
    """Group the verbs."""


command.add_command(backup_status.command)
command.add_command(check)
command.add_command(copy)
command.add_command(escrow)
command.add_command(install)
command.add_command(retain)


@command.command("init", help="Make the declared repositories that do not exist yet.")
@inventory_option
@site_option()
def init(inventory: Path, site: str | None) -> None:
    """Open the repositories, of one site's data or all, making those that are not there."""
    district = wiring.district(inventory)
    kept_in = repositories_for(district, _chosen(district, site)) if site else district.repositories
    wiring.enter()
    open_repositories(kept_in, wiring.vault(district), Lines(), create=True)


@command.command("run", help="Make a recovery point of each data set in each of its copies, now.")
@inventory_option
@site_option()
@click.option("--data-set", "names", multiple=True, help="Only this data set; may be given again.")
@format_option()
def run(inventory: Path, site: str | None, names: tuple[str, ...], form: str) -> None:
    """Back up and report; exit 1 when one is suspect, 3 when a copy got none, 2 when none was made."""
    district = wiring.district(inventory)
    wiring.enter()
    chosen = _chosen(district, site, names)
    protector = wiring.pinged(wiring.vault(district), wiring.secrets())
    results = back_up(district, chosen, protector, Lines(quiet=form == "json"))
    _print_results(results, form)
    if not any(result.points for result in results):
        finish(Exit.NOT_DONE)
    if any(result.error or result.failed for result in results):
        finish(Exit.IN_PART)
    finish(Exit.WELL if all(result.whole for result in results) else Exit.FALLS_SHORT)


def _print_results(results: tuple[BackupResult, ...], form: str) -> None:
    if form == "json":
        rows = [
            {
                "data_set": r.data_set,
                "error": r.error.message if r.error else None,
                "points": [
                    {
                        "repository": p.repository,
                        "snapshot": p.snapshot,
                        "taken_at": p.taken_at.isoformat(),
                        "suspect": list(p.suspect),
                        "doubts": list(p.doubts),
                    }
                    for p in r.points
                ],
                "failed": {copy: error.message for copy, error in r.failed.items()},
            }
            for r in results
        ]
        click.echo(json.dumps({"schema": "drplan/backup-run/1", "data_sets": rows}, indent=2))
        return
    made = sum(len(result.points) for result in results)
    click.echo(f"{made} recovery points made of {len(results)} data sets")
    for result in results:
        for line in dict.fromkeys(said for point in result.points for said in point.doubts or point.suspect):
            click.echo(f"{result.data_set} is suspect: {line}", err=True)
    for result in results:
        for error in (result.error, *result.failed.values()):
            if error:
                say_error(error)


command.add_command(plan)


def _statuses(inventory: Path, site: str | None) -> tuple[CopyStatus, ...]:
    district = wiring.district(inventory)
    wiring.enter()
    now = wiring.clock().now()
    return status(district, _chosen(district, site), wiring.vault(district), now)


def _known(found: tuple[CopyStatus, ...]) -> Exit | None:
    unknown = sum(each.error is not None for each in found)
    if not found or unknown == len(found):
        return Exit.NOT_DONE
    return Exit.IN_PART if unknown else None


def _print_statuses(found: tuple[CopyStatus, ...], form: str) -> None:
    if form == "json":
        rows = [
            {
                "data_set": s.decision.data_set,
                "repository": s.decision.repository,
                "due": s.decision.due,
                "because": s.decision.because,
                "known": s.error is None,
                "newest": s.newest.taken_at.isoformat() if s.newest else None,
            }
            for s in found
        ]
        click.echo(json.dumps({"schema": "drplan/backup-plan/1", "copies": rows}, indent=2))
        return
    now = wiring.clock().now()
    table(
        ("data set", "copy", "newest", "files", "due", "because"),
        [
            (
                s.decision.data_set,
                s.decision.repository,
                f"{length(now - s.newest.taken_at)} ago" if s.newest else "" if s.error else "none",
                str(s.newest.files) if s.newest else "",
                "unknown" if s.error else "due" if s.decision.due else "no",
                s.decision.because,
            )
            for s in found
        ],
    )
