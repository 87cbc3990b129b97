"""``drplan restore bucket``: a versioned bucket as it was at a moment, beside itself or in a folder."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from drplan import wiring
from drplan.act.restore_bucket import BucketRestored, Target, bucket_meant, refuse_moment, restore_bucket
from drplan.cli.frame import Exit, finish, format_option, inventory_option
from drplan.cli.show import Lines
from drplan.errors import UsageError
from drplan.plan.cloud.brought import Named

_SHOWN = 10


@click.command("bucket")
@click.argument("subject", metavar="DATASET|ACCOUNT/BUCKET")
@click.option(
    "--at",
    "moment",
    required=True,
    metavar="TIME",
    help="The moment, as in 2026-11-22T06:10:00Z or …-06:00; UTC when no offset is given.",
)
@click.option("--into", metavar="BUCKET", help="Copy within S3 into this other bucket of the account.")
@click.option("--to", "folder", type=click.Path(path_type=Path), help="Fetch into this empty folder.")
@click.option("--plan", "only_plan", is_flag=True, help="Say what was there; bring nothing.")
@inventory_option
@format_option()
def bucket(
    *,
    subject: str,
    moment: str,
    into: str | None,
    folder: Path | None,
    only_plan: bool,
    inventory: Path,
    form: str,
) -> None:
    """Bring a versioned bucket back as it was at a moment, into another bucket or a folder, and compare.

    The bucket itself is only read. Exit 1 when something differs, or cannot be known for certain.
    """
    target = _target(into, folder, only_plan=only_plan)
    district = wiring.district(inventory)
    account, name = bucket_meant(district, subject)
    at = _moment(moment)
    refuse_moment(at, wiring.clock().now())
    wiring.enter()
    with wiring.bucket_moment(account, name, at) as work:
        done = restore_bucket(district, subject, work, target, Lines(quiet=form == "json"))
    said = _said(done, f"{account.name}/{name}", at, target)
    if form == "json":
        click.echo(json.dumps(said, indent=2))
    else:
        _print(done, said)
    finish(Exit.WELL if done.well() else Exit.FALLS_SHORT)


def _target(into: str | None, folder: Path | None, *, only_plan: bool) -> Target:
    if (into is not None) + (folder is not None) + only_plan != 1:
        raise UsageError(
            "a bucket is brought to one place",
            next_step="say where: --into BUCKET, --to DIR, or --plan to bring nothing",
        )
    return Target(into, folder.absolute() if folder else None)


def _moment(given: str) -> datetime:
    """Read a moment; one without an offset is UTC, as everywhere in drplan."""
    try:
        moment = datetime.fromisoformat(given)
    except ValueError as error:
        raise UsageError(
            f"--at {given} is no moment", next_step="write it as in 2026-11-22T06:10:00Z"
        ) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _said(done: BucketRestored, of: str, at: datetime, target: Target) -> dict[str, Any]:
    """Return the stable document ``drplan/restore-bucket/1``; sizes are bytes, the moment is UTC."""
    counts, looked, brought = done.looked.counts, done.looked, done.done
    said: dict[str, Any] = {
        "schema": "drplan/restore-bucket/1",
        "bucket": of,
        "at": at.isoformat(),
        "into": target.bucket,
        "to": str(target.folder) if target.folder else None,
        "plan": {
            "there": counts.there,
            "size": counts.size,
            "unchanged": counts.unchanged,
            "absent": counts.absent,
            "unknown": _named(looked.unknown),
            "doubted": _named(looked.doubted),
            "gaps": looked.gaps,
        },
        "well": done.well(),
    }
    if brought:
        said["done"] = {
            "brought": brought.brought,
            "size": brought.size,
            "in_place": brought.in_place,
            "proved_by": brought.proved,
            "read_whole": brought.sampled,
            "failed": _named(brought.failed),
            "wrong": _named(brought.wrong),
            "only_size": _named(brought.unproved),
            "renamed": _named(brought.renamed),
        }
    return said


def _named(named: Named) -> dict[str, Any]:
    return {"count": named.count, "first": [{"key": key, "because": why} for key, why in named.first]}


def _print(done: BucketRestored, said: dict[str, Any]) -> None:
    counts, looked, brought = done.looked.counts, done.looked, done.done
    click.echo(f"{said['bucket']} at {said['at']}: {counts.there} objects, {counts.size} bytes")
    click.echo(f"  {counts.unchanged} of them are current still; {counts.absent} keys were not there then")
    _list("cannot be known, not brought", looked.unknown)
    _list("in doubt", looked.doubted)
    for line in looked.gaps:
        click.echo(f"  cannot be known: {line}")
    if brought is None:
        return
    place = said["into"] or said["to"]
    click.echo(f"{brought.brought} objects ({brought.size} bytes) brought to {place}")
    click.echo(f"  {brought.in_place} were in place already")
    proved = ", ".join(f"{number} by {by}" for by, number in sorted(brought.proved.items())) or "none"
    click.echo(f"  as they were: {proved}; {brought.sampled} read whole")
    _list("did not come", brought.failed)
    _list("wrong", brought.wrong)
    _list("compared by size only", brought.unproved)
    _list("under another name", brought.renamed)


def _list(title: str, named: Named) -> None:
    if named.count:
        click.echo(f"  {title}: {named.count}")
    for key, why in named.first[:_SHOWN]:
        click.echo(f"    {key!r}: {why}")
    if named.count > _SHOWN:
        click.echo(f"    and {named.count - _SHOWN} more")
