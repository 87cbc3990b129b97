"""``drplan inventory import``: another tool's files become an inventory of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from drplan import wiring
from drplan.cli.frame import Exit, finish, format_option, site_option
from drplan.declare import District
from drplan.declare.imported import TOOLS, Imported
from drplan.explain.site_draft import Draft, draft_district
from drplan.explain.site_files import site_files
from drplan.explain.site_write import write_inventory

_MOST_NOTES = 20


@click.command()
@click.argument("tool", type=click.Choice(TOOLS))
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "--to", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder to write into."
)
@site_option()
@click.option("--force", is_flag=True, help="Replace files that are there.")
@format_option()
def import_command(*, tool: str, source: Path, to: Path, site: str | None, force: bool, form: str) -> None:
    """Write an inventory from SOURCE, a file or folder that another TOOL wrote.

    --site is the code for machines that name no site.
    """
    imported = wiring.imported(tool, source)
    draft = draft_district(imported, site)
    files = site_files(draft.district, _header(tool, source))
    written = write_inventory(to, files, draft.district, wiring.district, force=force)
    if form == "json":
        click.echo(json.dumps(_report(tool, imported, draft, written), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(draft, written, to)))
    finish(Exit.FALLS_SHORT if draft.unmapped else Exit.WELL)


def _header(tool: str, source: Path) -> tuple[str, ...]:
    return (
        f"Imported by `drplan inventory import {tool}` from {source.resolve().name}.",
        "It is yours now: correct it here.",
        'What the source does not say is written as "not known yet", students as 0.',
    )


def _counts(district: District) -> dict[str, int]:
    kinds = [asset.kind for site in district.sites for asset in site.assets]
    return {
        "sites": len(district.sites),
        "servers": kinds.count("server"),
        "network_devices": kinds.count("network"),
    }


def _report(tool: str, imported: Imported, draft: Draft, written: Sequence[Path]) -> dict[str, Any]:
    return {
        "schema": "drplan/inventory-import/1",
        "tool": tool,
        "source": imported.source,
        "written": [str(path) for path in written],
        **_counts(draft.district),
        "unmapped": [each.cells() for each in draft.unmapped],
        "notes": list(draft.notes),
    }


def _lines(draft: Draft, written: Sequence[Path], to: Path) -> Iterator[str]:
    yield from (f"written: {path}" for path in written)
    yield ", ".join(f"{what.replace('_', ' ')}: {n}" for what, n in _counts(draft.district).items())
    yield f"changed or assumed: {len(draft.notes)}"
    yield from (f"  {note}" for note in draft.notes[:_MOST_NOTES])
    if len(draft.notes) > _MOST_NOTES:
        yield f"  and {len(draft.notes) - _MOST_NOTES} more, all in --format json"
    yield f"could not be mapped: {len(draft.unmapped)}"
    for cells in (each.cells() for each in draft.unmapped):
        yield f"  {cells['file']}: {cells['place']}: {cells['what']}: {cells['why']}"
    yield f"next: drplan validate --inventory {to}"
