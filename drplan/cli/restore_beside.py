"""``drplan restore table|instance|secrets``: what an Amazon account holds, beside production."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from drplan import wiring
from drplan.act.beside import BroughtBeside, bring_beside, rehearse_beside, secrets_back
from drplan.act.restore import Wanted
from drplan.cli.frame import Exit, finish, format_option, inventory_option
from drplan.cli.show import Lines
from drplan.declare import DataSet, District, DynamoTable, RdsInstance, SecretNames
from drplan.declare.data import source_asset
from drplan.declare.lookup import account_named, data_set_named
from drplan.errors import UsageError
from drplan.plan.beside import rehearsal_name

_Command = Callable[..., Any]


def _point_options(command: _Command) -> _Command:
    options = (
        click.option(
            "--before",
            type=click.DateTime(["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]),
            help="Use the newest good recovery point made before this moment (UTC).",
        ),
        click.option(
            "--snapshot",
            metavar="ID",
            help="Use this recovery point, by the first eight or more characters of its snapshot's id.",
        ),
        inventory_option,
        format_option(),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _beside_options(command: _Command) -> _Command:
    command = click.option(
        "--rehearse", is_flag=True, help="Bring it back under a name of its own, compare, take it away again."
    )(command)
    return click.option("--as", "name", metavar="NAME", help="Bring it back under this name, to stay.")(
        _point_options(command)
    )


@click.command("table")
@click.argument("data_set", metavar="DATASET")
@_beside_options
def table(*, data_set: str, inventory: Path, **told: Any) -> None:
    """Bring a DynamoDB table back beside production and compare it; never over a table that is there."""
    _restore(data_set, DynamoTable, inventory, **told)


@click.command("instance")
@click.argument("data_set", metavar="DATASET")
@_beside_options
def instance(*, data_set: str, inventory: Path, **told: Any) -> None:
    """Bring an RDS instance back beside production and compare how it is made; no row in it is read."""
    _restore(data_set, RdsInstance, inventory, **told)


@click.command("secrets")
@click.argument("data_set", metavar="DATASET")
@_point_options
def secrets(
    *, data_set: str, inventory: Path, before: datetime | None, snapshot: str | None, form: str
) -> None:
    """Take back deletions of secrets that AWS still holds, and compare their names; no value is read."""
    district, declared = _declared(data_set, SecretNames, inventory)
    ports = wiring.beside_ports(district, Lines(quiet=form == "json"))
    found = secrets_back(declared, ports, _wanted(before, snapshot))
    said = {
        "schema": "drplan/restore-secrets/1",
        "data_set": declared.name,
        "entries": found.entries,
        "matched": found.matched,
        "verdict": found.verdict.outcome,
        "because": list(found.verdict.because),
    }
    if form == "json":
        click.echo(json.dumps(said, indent=2))
    else:
        click.echo(
            f"{found.verdict.outcome}: {found.matched} of {found.entries} secrets are as they were kept"
        )
        _lines(found.verdict.because)
    finish(Exit.WELL if found.verdict.outcome == "pass" else Exit.FALLS_SHORT)


def _restore(
    data_set: str,
    kind: type[DynamoTable | RdsInstance],
    inventory: Path,
    *,
    before: datetime | None,
    snapshot: str | None,
    rehearse: bool,
    form: str,
    name: str | None,
) -> NoReturn:
    if rehearse == (name is not None):
        raise UsageError(
            "say what for: a rehearsal is taken away again, a restore stays",
            next_step="give either --rehearse, or --as and a name that is free",
        )
    district, declared = _declared(data_set, kind, inventory)
    ports = wiring.beside_ports(district, Lines(quiet=form == "json"))
    wanted = _wanted(before, snapshot)
    if name is None:
        token = wiring.rehearsal_token()
        account = account_named(district, source_asset(declared.source))
        done = rehearse_beside(declared, rehearsal_name(declared, account, token), token, ports, wanted)
    else:
        done = bring_beside(declared, name, ports, wanted)
    _print(declared, done, form)
    well = done.comparison.verdict.outcome == "pass"
    finish((Exit.IN_PART if done.left else Exit.WELL) if well else Exit.FALLS_SHORT)


def _declared(
    name: str, kind: type[DynamoTable | RdsInstance | SecretNames], inventory: Path
) -> tuple[District, DataSet]:
    district = wiring.district(inventory)
    declared = data_set_named(district, name)
    if not isinstance(declared.source, kind):
        raise UsageError(
            f"{name} is of kind {declared.source.kind}, and this is for {kind.__name__}",
            next_step=f"bring it back into a folder: drplan restore {name} --to DIR",
        )
    wiring.enter()
    return district, declared


def _wanted(before: datetime | None, snapshot: str | None) -> Wanted:
    now = wiring.clock().now()
    return Wanted(min(before.replace(tzinfo=UTC), now) if before else now, snapshot)


def _print(data_set: DataSet, done: BroughtBeside, form: str) -> None:
    verdict = done.comparison.verdict
    if form == "json":
        said = {
            "schema": "drplan/restore-beside/1",
            "data_set": data_set.name,
            "name": done.name,
            "repository": done.point.repository,
            "snapshot": done.point.snapshot,
            "taken_at": done.point.taken_at.isoformat(),
            "seconds": round(done.seconds, 3),
            "entries": done.comparison.entries,
            "matched": done.comparison.matched,
            "verdict": verdict.outcome,
            "because": list(verdict.because),
            "notes": list(done.notes),
            "left": done.left,
        }
        click.echo(json.dumps(said, indent=2))
        return
    click.echo(
        f"{verdict.outcome}: {done.comparison.matched} of {done.comparison.entries} entries of "
        f"{data_set.name} came back as {done.name} in {done.seconds:.0f} s, "
        f"as of {done.point.taken_at:%Y-%m-%d %H:%M} UTC"
    )
    _lines((*verdict.because, *done.notes))
    if done.left:
        click.echo(f"  still there: {done.name}: {done.left}")


def _lines(said: tuple[str, ...]) -> None:
    for line in said:
        click.echo(f"  {line}")
