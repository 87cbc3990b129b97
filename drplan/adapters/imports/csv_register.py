"""A spreadsheet of assets, saved as CSV: one row an asset, the header says what a column is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from drplan.adapters.imports.read import read_text, refuse
from drplan.adapters.imports.tally import NO_PLACE, SECRET, Tally, secretive
from drplan.declare.imported import Imported, ImportedAsset, ImportedLifecycle, shown

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name",
        "hostname",
        "host",
        "host name",
        "asset name",
        "device name",
        "device",
        "asset",
        "system",
    ),
    "address": ("ip", "ip address", "address", "ipv4", "ipv4 address", "management ip", "mgmt ip"),
    "site": ("site", "building", "location", "school", "campus", "site code"),
    "room": ("room", "closet", "idf"),
    "kind": ("type", "category", "asset type", "device type", "role", "class"),
    "make": ("make", "manufacturer", "vendor", "brand"),
    "model": ("model", "model number", "model name"),
    "os": ("os", "operating system", "platform", "firmware", "software"),
    "os_version": ("os version", "version", "firmware version", "software version"),
    "os_until": ("os support end", "os end of life", "os eol", "os end of support"),
    "bought": ("purchase date", "purchased", "date purchased", "bought", "acquired", "acquisition date"),
    "cost": ("cost", "price", "purchase price", "purchase cost", "original cost", "value"),
    "funding": ("funding", "funding source", "fund", "budget", "account"),
    "warranty": ("warranty", "warranty end", "warranty until", "warranty expires", "warranty expiration"),
    "support": ("support end", "support until", "end of support", "end of life", "eol", "support expires"),
    "replacement": ("replacement", "replacement date", "replace by", "replacement due", "refresh date"),
    "replacement_cost": ("replacement cost", "replacement price", "estimated replacement cost"),
}
"""What the columns of registers are called, in lower case; the first name found is the one read."""


MOST_ROWS = 50_000
"""How many assets one register may hold."""


def read_register(source: Path) -> Imported:
    """Read one CSV file separated by commas, semicolons or tabs; raises ``DeclarationError``."""
    text = read_text(source)
    rows = _rows(source, text)
    header = next(rows, None)
    if header is None:
        refuse(source, 1, "is empty", "export the register with its header")
    line, titles = header
    columns = _columns(source, line, titles)
    tally = Tally()
    assets = [
        _asset(source, line, dict(zip(columns, cells, strict=False)))
        for line, cells in rows
        if _is_whole(source, line, cells, titles, tally)
    ]
    for title, column in zip(titles, columns, strict=True):
        if column == "" and title.strip():
            tally.add(
                source.name, "header", f"column {shown(title)}", SECRET if secretive(title) else NO_PLACE
            )
    return Imported("a register in CSV", str(source), (), tuple(assets), tally.all())


def _rows(source: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not empty with the line it ends on."""
    top = text.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t", key=top.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader):
            if number > MOST_ROWS:
                refuse(
                    source, reader.line_num, f"has more than {MOST_ROWS} rows", "export one site at a time"
                )
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        refuse(source, max(reader.line_num, 1), f"not CSV: {error}", "save it again as CSV in UTF-8")


def _columns(source: Path, line: int, titles: Sequence[str]) -> list[str]:
    """Return what each column is, ``""`` for one that is not known."""
    known = {name: column for column, names in COLUMNS.items() for name in names}
    found: list[str] = []
    for title in titles:
        column = known.get(re.sub(r"[\s_.-]+", " ", title[:200]).strip().lower(), "")
        found.append("" if column in found else column)
    plain = [title.strip().lower() for title in titles if title.strip()]
    twice = next((title for title in plain if plain.count(title) > 1), None) if len(plain) < _MANY else None
    if twice is not None or len(plain) >= _MANY:
        what = f"column {shown(twice)!r} is there twice" if twice else f"has {len(plain)} columns"
        refuse(source, line, what, "give each column its own name, one a fact")
    if "name" not in found:
        refuse(source, line, "no column is called name, hostname or asset", "name the column of names so")
    return found


_MANY = 1000


def _is_whole(source: Path, line: int, cells: Sequence[str], titles: Sequence[str], tally: Tally) -> bool:
    if len(cells) == len(titles):
        return True
    why = f"has {len(cells)} cells where the header has {len(titles)}"
    tally.add(source.name, f"line {line}", cells[0], why)
    return False


def _asset(source: Path, line: int, row: Mapping[str, str]) -> ImportedAsset:
    cell = {column: value.strip() for column, value in row.items() if column}
    get = cell.get
    return ImportedAsset(
        file=source.name,
        place=f"line {line}",
        key=f"line {line}",
        name=get("name", ""),
        address=get("address", ""),
        site=get("site", ""),
        kinds=(get("kind", ""),),
        platforms=(get("os", ""), f"{get('make', '')} {get('model', '')}"),
        software=f"{get('os', '')} {get('os_version', '')}".strip(),
        software_until=get("os_until", ""),
        room=get("room", ""),
        lifecycle=ImportedLifecycle(
            bought=get("bought", ""),
            cost=get("cost", ""),
            funding=get("funding", ""),
            warranty_until=get("warranty", ""),
            support_until=get("support", ""),
            replacement_due=get("replacement", ""),
            replacement_cost=get("replacement_cost", ""),
        ),
    )
