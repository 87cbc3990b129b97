"""``drplan backup run``: recovery points of data sets, now, and what changed on network devices since."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from drplan import wiring
from drplan.act.backup import BackupResult, back_up
from drplan.act.configuration_news import ConfigurationMessenger, NewsTold, tell_changes
from drplan.act.device_backups import AT_ONCE, DeviceBackups, Keepers, NoHistory, back_up_devices
from drplan.act.explained import explained
from drplan.cli.backup_chosen import chosen_data_sets
from drplan.cli.deploy_record import operator_role
from drplan.cli.frame import Exit, finish, format_option, inventory_option, say_error, site_option
from drplan.cli.show import Lines
from drplan.declare import DataSet, DeviceConfig, District
from drplan.errors import DrplanError, EvidenceError, UsageError
from drplan.explain.configuration_changes import as_document, message, told
from drplan.explain.words import count
from drplan.ports.configurations import ConfigurationChange, Configurations, Explain, Reason
from drplan.record.deploy import DeployRecord

_MOST_LINES = 40


@dataclass(frozen=True)
class _Asked:
    """Who backs up, why, and how many devices at a time."""

    role: str | None
    because: str | None
    at_once: int
    notifies: bool


@click.command("run", help="Make a recovery point of each data set in each of its copies, now.")
@inventory_option
@site_option()
@click.option("--data-set", "names", multiple=True, help="Only this data set; may be given again.")
@click.option("--kind", type=click.Choice(["network"]), help="Only configurations of network devices.")
@click.option(
    "--at-once",
    type=click.IntRange(1, 256),
    default=AT_ONCE,
    show_default=True,
    help="How many network devices are asked at the same time.",
)
@click.option("--role", help="The role of whoever backs up.  [default: systems-administrator]")
@click.option("--because", metavar="TEXT", help="Why network devices were changed, for their history.")
@click.option(
    "--notify", "notifies", is_flag=True, help="Tell who is declared in notify what changed on them."
)
@format_option()
def run(
    *,
    inventory: Path,
    site: str | None,
    names: tuple[str, ...],
    kind: str | None,
    at_once: int,
    role: str | None,
    because: str | None,
    notifies: bool,
    form: str,
) -> None:
    """Back up and report; exit 1 when one is suspect, 3 when a copy got none, 2 when none was made."""
    district = wiring.district(inventory)
    if notifies and not any("configuration" in each.about for each in district.notify):
        raise UsageError(
            "nobody is declared to be told of configurations", next_step="declare notify: see docs/status.md"
        )
    wiring.enter()
    chosen = chosen_data_sets(district, site, names)
    devices = [each for each in chosen if isinstance(each.source, DeviceConfig)]
    others = [each for each in chosen if kind is None and not isinstance(each.source, DeviceConfig)]
    asked = _Asked(role, because, at_once, notifies)
    progress = Lines(quiet=form == "json")
    history = _history(district) if devices else None
    kept = _keep_devices(district, devices, asked, history, progress) if history else DeviceBackups()
    results = _in_order([*chosen], [*_keep_others(district, others, progress), *kept.results])
    news = _tell(district, asked, history) if history and not kept.unkept else ()
    _print(results, kept, news, form)
    _finish(results, kept, news)


def _keep_others(
    district: District, data_sets: Sequence[DataSet], progress: Lines
) -> tuple[BackupResult, ...]:
    if not data_sets:
        return ()
    protector = wiring.pinged(wiring.vault(district), wiring.secrets())
    return back_up(district, data_sets, protector, progress)


def _history(district: District) -> Configurations:
    """Return the history; without one, recovery points are made and the error is said at the end."""
    try:
        return wiring.configurations(district)
    except DrplanError as error:
        return NoHistory(error)


def _keep_devices(
    district: District, data_sets: Sequence[DataSet], asked: _Asked, history: Configurations, progress: Lines
) -> DeviceBackups:
    keepers = Keepers(wiring.device_shelf(district), history, _explain(district, asked), wiring.clock())
    return back_up_devices(district, data_sets, keepers, progress, at_once=asked.at_once)


def _explain(district: District, asked: _Asked) -> Explain:
    operator = Reason(operator_role(district, asked.role), wiring.operator_account(), asked.because or "")
    return explained(_deploys, operator=operator, said=asked.because, where=wiring.enter().where)


def _deploys() -> Sequence[DeployRecord]:
    """Return the records of this machine's deploys; what cannot be read explains nothing, and is said."""
    try:
        return wiring.deploy_evidence().records()
    except EvidenceError as error:
        say_error(error)
        return ()


def _tell(district: District, asked: _Asked, history: Configurations) -> tuple[NewsTold, ...]:
    if not asked.notifies:
        return ()
    if wiring.enter().where != "production":
        raise UsageError(
            "a lab is up: what changes in it is not told as if it were the district's",
            next_step="back up without --notify, or end the lab: drplan lab down",
        )
    messenger = ConfigurationMessenger(wiring.last_told(), message, wiring.notifier(wiring.secrets()))
    return tell_changes(district.notify, history, messenger)


def _in_order(data_sets: Sequence[DataSet], results: Sequence[BackupResult]) -> tuple[BackupResult, ...]:
    by_name = {each.data_set: each for each in results}
    return tuple(by_name[each.name] for each in data_sets if each.name in by_name)


def _finish(results: Sequence[BackupResult], kept: DeviceBackups, news: Sequence[NewsTold]) -> None:
    if not any(result.points for result in results):
        finish(Exit.NOT_DONE)
    if any(result.error or result.failed for result in results):
        finish(Exit.IN_PART)
    if kept.unkept or any(each.error for each in news):
        finish(Exit.IN_PART)
    finish(Exit.WELL if all(result.whole for result in results) else Exit.FALLS_SHORT)


def _print(results: Sequence[BackupResult], kept: DeviceBackups, news: Sequence[NewsTold], form: str) -> None:
    if form == "json":
        click.echo(json.dumps(_document(results, kept), indent=2))
    else:
        _print_text(results, kept.changes)
    for each in news:
        if each.error is None and each.changes:
            Lines(quiet=form == "json").say(each.to.name, f"told: {message(each.changes).title}")
    for error in (*kept.unkept, *(each.error for each in news if each.error)):
        say_error(error)


def _print_text(results: Sequence[BackupResult], changes: Sequence[ConfigurationChange]) -> None:
    made = sum(len(result.points) for result in results)
    points = f"{made} recovery point{'s' * (made != 1)}"
    click.echo(f"{points} made of {len(results)} data set{'s' * (len(results) != 1)}")
    first = sum(change.first for change in changes)
    if first:
        click.echo(f"{count(first, 'configuration')} kept for the first time in the history")
    for change in changes:
        for line in told(change, most=_MOST_LINES) if not change.first else ():
            click.echo(line)
    for result in results:
        for line in dict.fromkeys(said for point in result.points for said in point.doubts or point.suspect):
            click.echo(f"{result.data_set} is suspect: {line}", err=True)
    for result in results:
        for error in (result.error, *result.failed.values()):
            if error:
                say_error(error)


def _document(results: Sequence[BackupResult], kept: DeviceBackups) -> dict[str, Any]:
    return {
        "schema": "drplan/backup-run/1",
        "data_sets": [_result(each) for each in results],
        "changes": [as_document(each) for each in kept.changes],
        "history_errors": [each.message for each in kept.unkept],
    }


def _result(result: BackupResult) -> dict[str, Any]:
    return {
        "data_set": result.data_set,
        "error": result.error.message if result.error else None,
        "points": [
            {
                "repository": point.repository,
                "snapshot": point.snapshot,
                "taken_at": point.taken_at.isoformat(),
                "suspect": list(point.suspect),
                "doubts": list(point.doubts),
            }
            for point in result.points
        ],
        "failed": {copy: error.message for copy, error in result.failed.items()},
    }
