"""Oxidized's ``router.db``, a device a line: ``name:model:group`` or ``name:address:model:group``."""

from __future__ import annotations

import re
from pathlib import Path

from drplan.adapters.imports.read import read_text, refuse
from drplan.adapters.imports.tally import SECRET, Tally
from drplan.declare.imported import Imported, ImportedAsset

_ADDRESS = re.compile(r"\d{1,3}(\.\d{1,3}){3}", re.ASCII)


def read_router_db(source: Path) -> Imported:
    """Read a colon-separated ``router.db``; the group is taken for the site.

    Columns after the group are not read: they are where user names and passwords stand. Raises
    ``DeclarationError`` for a line without a model.
    """
    tally = Tally()
    assets = []
    for number, line in enumerate(read_text(source).split("\n"), start=1):
        written = line.strip()
        if not written or written.startswith("#"):
            continue
        cells = [cell.strip() for cell in written.split(":")]
        if len(cells) < 2 or not cells[0]:  # noqa: PLR2004 - a name and a model
            refuse(source, number, "is no line of name:model", "give the router.db that Oxidized reads")
        assets.append(_asset(source.name, number, cells, tally))
    return Imported("Oxidized's router.db", str(source), (), tuple(assets), tally.all())


def _asset(file: str, number: int, cells: list[str], tally: Tally) -> ImportedAsset:
    name, *rest = cells
    address = name if _ADDRESS.fullmatch(name) else ""
    if _ADDRESS.fullmatch(rest[0]):
        address, *rest = rest
    model, group, *beyond = (*rest, "", "")
    if any(beyond):
        tally.count(file, "columns after the group", f"may hold {SECRET}")
    return ImportedAsset(
        file=file,
        place=f"line {number}",
        key=f"line {number}",
        name=name,
        address=address,
        site=group,
        kinds=("network device",),
        platforms=(model,),
    )
