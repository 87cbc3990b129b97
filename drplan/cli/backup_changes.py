"""``drplan backup changes``: what changed in network devices' configurations, when, by whom, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from drplan import wiring
from drplan.cli.frame import Exit, finish, format_option, inventory_option, site_option
from drplan.declare.lookup import device_named, site_of
from drplan.explain.configuration_changes import as_document, told
from drplan.ports.configurations import ConfigurationChange


@click.command("changes", help="What changed on network devices, newest first, every secret masked.")
@inventory_option
@site_option()
@click.option("--asset", help="Only this network device.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    help="Only what was kept since then (UTC).",
)
@format_option()
def changes(
    *, inventory: Path, site: str | None, asset: str | None, since: datetime | None, form: str
) -> None:
    """Print the history, with a masked difference each; exit 0, also when there is nothing to show."""
    district = wiring.district(inventory)
    if site is not None:
        site_of(district, site)
    if asset is not None:
        device_named(district, asset)
    moment = since.replace(tzinfo=UTC) if since else None
    history = wiring.configurations(district)
    found = history.changes(site=site, device=asset, since=moment)
    if form == "json":
        rows = [as_document(each) for each in found]
        click.echo(json.dumps({"schema": "drplan/configuration-changes/1", "changes": rows}, indent=2))
    else:
        for line in _lines(found):
            click.echo(line)
    finish(Exit.WELL)


def _lines(found: Iterator[ConfigurationChange]) -> Iterator[str]:
    one = next(found, None)
    if one is None:
        yield "no such change is kept; configurations are kept by: drplan backup run --kind network"
    while one is not None:
        yield f"{one.at:%Y-%m-%d %H:%M} UTC  {one.commit[:10]}"
        yield from (f"  {line}" for line in told(one))
        one = next(found, None)
