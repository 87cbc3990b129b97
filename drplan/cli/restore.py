"""``drplan restore``: one data set into a folder, or one host whole."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from drplan import wiring
from drplan.act.restore import restore_to
from drplan.cli.frame import Exit, finish, format_option, inventory_option
from drplan.cli.restore_host import host
from drplan.cli.show import Lines
from drplan.declare.lookup import data_set_named


class _Things(click.Group):
    """Takes a first word that is no verb of its own for a data set: ``drplan restore DATASET --to DIR``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put in the verb that was left out."""
        spoken = {*self.commands, *ctx.help_option_names}
        return super().parse_args(ctx, args if not args or args[0] in spoken else ["data-set", *args])


@click.group(cls=_Things)
def command() -> None:
    """Bring one data set back into a folder, or one host whole.

    `drplan restore DATASET --to DIR` is short for `drplan restore data-set DATASET --to DIR`.
    """


command.add_command(host)


@command.command(
    "data-set", help="Bring one data set's files back into an empty folder and compare every one of them."
)
@click.argument("data_set", metavar="DATASET")
@click.option("--to", "folder", type=click.Path(path_type=Path), required=True, help="An empty folder.")
@click.option(
    "--before",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]),
    help="Use the newest recovery point made before this moment (UTC).",
)
@inventory_option
@format_option()
def restore_data_set(
    data_set: str, folder: Path, before: datetime | None, inventory: Path, form: str
) -> None:
    """Restore; exit 1 when something differs from the manifest."""
    district = wiring.district(inventory)
    wanted = data_set_named(district, data_set)
    wiring.enter()
    moment = before.replace(tzinfo=UTC) if before else wiring.clock().now()
    lines = Lines(quiet=form == "json")
    done = restore_to(
        district, wanted, wiring.vault(district), folder.absolute(), before=moment, progress=lines
    )
    verdict = done.comparison.verdict
    if form == "json":
        said = {
            "schema": "drplan/restore/1",
            "data_set": data_set,
            "repository": done.point.repository,
            "snapshot": done.point.snapshot,
            "taken_at": done.point.taken_at.isoformat(),
            "entries": done.comparison.entries,
            "matched": done.comparison.matched,
            "size": done.size,
            "verdict": verdict.outcome,
            "because": list(verdict.because),
        }
        click.echo(json.dumps(said, indent=2))
    else:
        click.echo(
            f"{verdict.outcome}: {done.comparison.matched} of {done.comparison.entries} entries "
            f"are in {folder}, "
            f"as of {done.point.taken_at:%Y-%m-%d %H:%M} UTC"
        )
        for line in verdict.because:
            click.echo(f"  {line}")
    finish(Exit.WELL if verdict.outcome == "pass" else Exit.FALLS_SHORT)
