"""``drplan restore``: one data set into a folder, one host, one bucket or table; or the plan for that day."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import click

from drplan import wiring
from drplan.act.restore import Restored, Wanted, restore_to
from drplan.cli.frame import Exit, finish, format_option, inventory_option
from drplan.cli.restore_beside import instance, secrets, table
from drplan.cli.restore_bucket import bucket
from drplan.cli.restore_host import host
from drplan.cli.restore_plan import plan
from drplan.cli.restore_ports import as_document, device_of, for_replacement, ports_in_file, print_mapping
from drplan.cli.show import Lines
from drplan.cli.verbs import Verbs
from drplan.declare.lookup import data_set_named
from drplan.errors import UsageError
from drplan.plan.network.replacement import Mapping
from drplan.spelled import one_line

_ID = re.compile("[0-9a-f]{8,64}")


class _Things(Verbs):
    """Takes a first word that is no verb of its own for a data set: ``drplan restore DATASET --to DIR``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put in the verb that was left out."""
        spoken = {*self.commands, *ctx.help_option_names}
        return super().parse_args(ctx, args if not args or args[0] in spoken else ["data-set", *args])


@click.group(cls=_Things)
def command() -> None:
    """Bring back a data set, a bucket as of a moment, or one host whole; or print the plan for the real day.

    `drplan restore DATASET --to DIR` is short for `drplan restore data-set DATASET --to DIR`.
    """


command.add_command(bucket)
command.add_command(host)
command.add_command(instance)
command.add_command(plan)
command.add_command(secrets)
command.add_command(table)


@command.command(
    "data-set", help="Bring one data set's files back into an empty folder and compare every one of them."
)
@click.argument("data_set", metavar="DATASET")
@click.option("--to", "folder", type=click.Path(path_type=Path), required=True, help="An empty folder.")
@click.option(
    "--before",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]),
    help="Use the newest good recovery point made before this moment (UTC).",
)
@click.option(
    "--snapshot",
    metavar="ID",
    help="Use this one, by its id or the first eight characters or more of it, though it be suspect.",
)
@click.option(
    "--ports",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The ports of a replacement of another model, one a line: what of the configuration fits them.",
)
@inventory_option
@format_option()
def restore_data_set(
    data_set: str,
    folder: Path,
    *,
    before: datetime | None,
    snapshot: str | None,
    ports: Path | None,
    inventory: Path,
    form: str,
) -> None:
    """Restore; exit 1 when something differs from the manifest, or does not fit a replacement."""
    district = wiring.district(inventory)
    declared = data_set_named(district, data_set)
    onto = (device_of(declared, district), ports_in_file(ports)) if ports else None
    _refuse_no_id(snapshot)
    wiring.enter()
    now = wiring.clock().now()
    wanted = Wanted(min(before.replace(tzinfo=UTC), now) if before else now, snapshot)
    lines = Lines(quiet=form == "json")
    done = restore_to(
        district, declared, wiring.vault(district), folder.absolute(), wanted=wanted, progress=lines
    )
    well = done.comparison.verdict.outcome == "pass"
    fitted = for_replacement(folder, *onto) if onto and well else None
    _print(done, folder, form, fitted)
    finish(Exit.WELL if well and (fitted is None or fitted[1].whole) else Exit.FALLS_SHORT)


def _refuse_no_id(snapshot: str | None) -> None:
    if snapshot is not None and not _ID.fullmatch(snapshot):
        raise UsageError(
            f"{snapshot!r} is no snapshot's id", next_step="give eight or more of its hexadecimal characters"
        )


def _print(done: Restored, folder: Path, form: str, fitted: tuple[Path, Mapping] | None) -> None:
    verdict = done.comparison.verdict
    if form == "json":
        said = {
            "schema": "drplan/restore/1",
            "data_set": done.point.data_set,
            "repository": done.point.repository,
            "snapshot": done.point.snapshot,
            "suspect": list(done.point.suspect),
            "taken_at": done.point.taken_at.isoformat(),
            "entries": done.comparison.entries,
            "matched": done.comparison.matched,
            "size": done.size,
            "verdict": verdict.outcome,
            "because": list(verdict.because),
        }
        click.echo(json.dumps(said | ({"replacement": as_document(*fitted)} if fitted else {}), indent=2))
    else:
        click.echo(
            f"{verdict.outcome}: {done.comparison.matched} of {done.comparison.entries} entries are in "
            f"{folder}, as of {done.point.taken_at:%Y-%m-%d %H:%M} UTC"
        )
        if done.point.suspect:
            click.echo(f"  suspect when it was made: {', '.join(done.point.suspect)}")
        for line in verdict.because:
            click.echo(f"  {one_line(line)}")
        if fitted:
            print_mapping(*fitted)
