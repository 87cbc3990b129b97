"""Reading a OneRoster export: which files are promised, how many rows each has, what leads nowhere.

File and column names: 1EdTech OneRoster 1.2 CSV binding; ``orgSourcedIds`` of users.csv is of 1.1.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass, field

from .fault import Fault
from .sums import Sum

_MANIFEST = "manifest.csv"
_BULK = "bulk"
_LONGEST = 1 << 24
_LINKS = {
    "academicSessions.csv": {"parentSourcedId": "academicSessions.csv"},
    "orgs.csv": {"parentSourcedId": "orgs.csv"},
    "courses.csv": {"schoolYearSourcedId": "academicSessions.csv", "orgSourcedId": "orgs.csv"},
    "classes.csv": {
        "courseSourcedId": "courses.csv",
        "schoolSourcedId": "orgs.csv",
        "termSourcedIds": "academicSessions.csv",
    },
    "users.csv": {
        "primaryOrgSourcedId": "orgs.csv",
        "orgSourcedIds": "orgs.csv",
        "agentSourcedIds": "users.csv",
    },
    "roles.csv": {"userSourcedId": "users.csv", "orgSourcedId": "orgs.csv"},
    "enrollments.csv": {
        "classSourcedId": "classes.csv",
        "schoolSourcedId": "orgs.csv",
        "userSourcedId": "users.csv",
    },
}
"""By file, the columns that name records of another; some hold several, with commas between."""


@dataclass
class Roster:
    """An export: rows and checksum by file, and by ``file.column`` how many records lead nowhere."""

    sums: dict[str, Sum] = field(default_factory=dict)
    dangling: dict[str, int] = field(default_factory=dict)


def read_roster(folder: str) -> Roster:
    """Read every file that ``manifest.csv`` promises; raises ``Fault`` for what is missing or damaged."""
    roster, known = Roster(), dict[str, set[str]]()
    promised = _promised(folder)
    for name in promised:
        roster.sums[name], known[name] = _read(folder, name)
    for name, mode in promised.items():
        # Of a delta, what its records lead to may have come with an earlier one.
        links = {column: to for column, to in _LINKS.get(name, {}).items() if promised.get(to) == _BULK}
        if mode == _BULK and links:
            roster.dangling.update(_dangling(folder, name, links, known))
    return roster


def _promised(folder: str) -> dict[str, str]:
    """Return the files that must be there, with how each was made: bulk or delta."""
    said = {row.get("propertyName", ""): row.get("value", "") for row in _rows(folder, _MANIFEST)}
    files = {key[len("file.") :] + ".csv": value for key, value in said.items() if key.startswith("file.")}
    if not files or "oneroster.version" not in said:
        raise Fault("source-not-whole", f"{_MANIFEST} is none of OneRoster's")
    there = {name for name in os.listdir(folder) if name.endswith(".csv")} - {_MANIFEST}
    promised = {name: value for name, value in files.items() if value != "absent"}
    if missing := sorted({*promised} - there):
        raise Fault("source-not-whole", f"{_MANIFEST} promises {', '.join(missing)}: not there")
    if more := sorted(there & {name for name, value in files.items() if value == "absent"}):
        raise Fault("source-not-whole", f"{_MANIFEST} says that {', '.join(more)} is absent, and it is there")
    if not promised:
        raise Fault("source-empty", f"{_MANIFEST} promises no file")
    return promised


def _read(folder: str, name: str) -> tuple[Sum, set[str]]:
    """Return a file's rows, and the identifiers of its records."""
    rows, known = Sum(), set[str]()
    for row in _rows(folder, name):
        rows.add("\0".join(f"{column}={value}" for column, value in row.items()).encode())
        known.add(row.get("sourcedId", ""))
    return rows, known


def _dangling(folder: str, name: str, links: dict[str, str], known: dict[str, set[str]]) -> dict[str, int]:
    counts = dict.fromkeys(links, 0)
    for row in _rows(folder, name):
        for column, to in links.items():
            named = [each.strip() for each in row.get(column, "").split(",")]
            counts[column] += any(each and each not in known[to] for each in named)
    return {f"{name.removesuffix('.csv')}.{column}": count for column, count in counts.items() if count}


def _rows(folder: str, name: str) -> Iterator[dict[str, str]]:
    """Yield a file's rows by column; a row with more or fewer values than columns is damage."""
    before = csv.field_size_limit(_LONGEST)
    try:
        with open(os.path.join(folder, name), encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, strict=True)
            columns = next(rows, None)
            if not columns:
                raise Fault("source-not-whole", f"{name} has no first line")
            for row in rows:
                if len(row) != len(columns):
                    raise Fault(
                        "source-not-whole", f"{name} breaks off or is damaged in line {rows.line_num}"
                    )
                yield dict(zip(columns, row, strict=True))
    except FileNotFoundError:
        raise Fault("source-not-whole", f"{name} is not there") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise Fault("source-not-whole", f"{name} cannot be read: {type(error).__name__}") from None
    finally:
        csv.field_size_limit(before)
