"""Reading a OneRoster export: which files are promised, how many rows each has, what leads nowhere.

The version that ``manifest.csv`` names decides which files there are and what their columns lead to:
:mod:`oneroster_links`. A message tells of files, columns and counts, never of what is in a row.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .csv_rows import Rows
from .fault import Fault
from .oneroster_links import LINKS, NEEDED
from .sums import Sum

MANIFEST = "manifest.csv"
"""Says which files there are, and how each was made."""
_BULK, _WAYS = "bulk", {"bulk", "delta", "absent"}
_KEY = "sourcedId"
_NEVER_EMPTY = ("orgs", "users")
"""A district without a school or a person is none; all else may be empty, as enrollments are in summer."""

Take = Callable[[str, Sequence[str], Iterator[Sequence[str]]], None]
"""Is given a file's name, its columns and its rows, all of which it must take."""


@dataclass
class Roster:
    """An export: rows and checksum by file, and what is wrong with it, in sentences.

    ``dangling`` says by ``file.column`` how many records lead nowhere, ``twice`` by file how many have the
    identifier of another or none, ``empty`` which files hold no record and never may.
    """

    version: str = ""
    sums: dict[str, Sum] = field(default_factory=dict)
    dangling: dict[str, int] = field(default_factory=dict)
    twice: dict[str, int] = field(default_factory=dict)
    empty: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)


def read_roster(folder: str, take: Take) -> Roster:
    """Read every file that ``manifest.csv`` promises; raises ``Fault`` for what is missing or damaged."""
    version, promised, odd = _promised(folder)
    roster, known = Roster(version, odd=odd), dict[str, set[str]]()
    for name, way in promised.items():
        one = _One(name)
        with_columns = Rows(folder, f"{name}.csv")
        take(name, with_columns.columns, one.watching(with_columns))
        roster.sums[name], known[name] = one.sum, one.known
        if way == _BULK and one.sum.count > len(one.known):
            roster.twice[name] = one.sum.count - len(one.known)
        if way == _BULK and name in _NEVER_EMPTY and not one.sum.count:
            roster.empty.append(name)
        if lacking := [each for each in NEEDED[version].get(name, ()) if each not in with_columns.columns]:
            roster.odd.append(f"{name}.csv lacks the columns {', '.join(lacking)}")
    for name, way in promised.items():
        # Of a delta, what its records lead to may have come with an earlier one.
        links = {
            column: to for column, to in LINKS[version].get(name, {}).items() if promised.get(to) == _BULK
        }
        if way == _BULK and links:
            roster.dangling.update(_dangling(folder, name, links, known))
    return roster


def _promised(folder: str) -> tuple[str, dict[str, str], list[str]]:
    """Return the version, and the files that must be there with how each was made: bulk or delta."""
    said = dict(_properties(folder))
    files = {key.removeprefix("file."): value for key, value in said.items() if key.startswith("file.")}
    if not files or "oneroster.version" not in said:
        raise Fault("source-not-whole", f"{MANIFEST} is none of OneRoster's")
    version = next((each for each in LINKS if f"{said['oneroster.version']}.".startswith(f"{each}.")), None)
    if version is None:
        raise Fault("source-not-whole", f"{MANIFEST} is of a version other than {' and '.join(LINKS)}")
    if unread := sorted(name for name, way in files.items() if way not in _WAYS or not name.isalnum()):
        raise Fault(
            "source-not-whole", f"{MANIFEST} does not say bulk, delta or absent of {len(unread)} files"
        )
    there = {name.removesuffix(".csv") for name in os.listdir(folder) if name.endswith(".csv")} - {"manifest"}
    promised = {name: way for name, way in files.items() if way != "absent"}
    if missing := sorted({*promised} - there):
        raise Fault("source-not-whole", f"{MANIFEST} promises {_files(missing)}: not there")
    if more := sorted(there & ({*files} - {*promised})):
        raise Fault("source-not-whole", f"{MANIFEST} says that {_files(more)} is absent, and it is there")
    if not promised:
        raise Fault("source-empty", f"{MANIFEST} promises no file")
    odd = [f"{MANIFEST} promises {_files([each])}, no file of OneRoster {version}" for each in promised]
    odd = [each for each, name in zip(odd, promised, strict=True) if name not in LINKS[version]]
    silent = sorted(there & {*LINKS[version]} - {*files})
    return version, promised, [*odd, *(f"{MANIFEST} says nothing of {_files([each])}" for each in silent)]


def _files(names: Sequence[str]) -> str:
    return ", ".join(f"{name}.csv" for name in names)


def _properties(folder: str) -> Iterator[tuple[str, str]]:
    rows = Rows(folder, MANIFEST)
    if list(rows.columns[:2]) != ["propertyName", "value"]:
        raise Fault("source-not-whole", f"{MANIFEST} is none of OneRoster's")
    # The standard's own tables mark names of optional files with an asterisk, and some exports keep it.
    return ((row[0].strip().rstrip("*"), row[1].strip()) for row in rows)


class _One:
    """One file as it goes by: its rows, and the identifiers of its records."""

    def __init__(self, name: str) -> None:
        self.sum, self.known = Sum(), set[str]()
        self._name = name

    def watching(self, rows: Rows) -> Iterator[Sequence[str]]:
        """Yield the rows; counts them."""
        if _KEY not in rows.columns:
            raise Fault("source-not-whole", f"{rows.name} has no column {_KEY}")
        at = rows.columns.index(_KEY)
        for row in rows:
            self.sum.add(rows.as_bytes(row))
            if row[at]:
                self.known.add(row[at])
            yield row


def _dangling(
    folder: str, name: str, links: Mapping[str, str], known: Mapping[str, set[str]]
) -> dict[str, int]:
    rows = Rows(folder, f"{name}.csv")
    columns = [
        (column, rows.columns.index(column), to) for column, to in links.items() if column in rows.columns
    ]
    counts = dict.fromkeys((column for column, _, _ in columns), 0)
    for row in rows:
        for column, at, to in columns:
            named = [each.strip() for each in row[at].split(",")]
            counts[column] += any(each and each not in known[to] for each in named)
    return {f"{name}.{column}": count for column, count in counts.items() if count}
