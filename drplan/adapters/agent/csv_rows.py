"""The rows of a table with a first line that names its columns (RFC 4180), one at a time.

A row with more or fewer values than columns is damage. What a message says is never out of a row.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence

from .fault import Fault
from .places import plainly

_LONGEST = 1 << 24


class Rows:
    """A table's rows; raises ``Fault`` when there is no first line, or a row breaks off."""

    def __init__(self, folder: str, name: str) -> None:
        self.name = name
        self._folder = folder
        self.columns: list[str] = next(self._read(), [])
        if not any(self.columns):
            raise Fault("source-not-whole", f"{name} has no first line")
        if len({*self.columns}) < len(self.columns):
            raise Fault("source-not-whole", f"{name} names a column twice")

    def as_bytes(self, row: Sequence[str]) -> bytes:
        """Return a row as it is summed: each value with its column's name, in the columns' order."""
        return "\0".join(
            f"{column}={value}" for column, value in zip(self.columns, row, strict=True)
        ).encode()

    def __iter__(self) -> Iterator[Sequence[str]]:
        rows = self._read()
        next(rows, None)
        yield from rows

    def _read(self) -> Iterator[list[str]]:
        before = csv.field_size_limit(_LONGEST)
        try:
            path = os.path.join(self._folder, self.name)
            with open(path, encoding="utf-8-sig", newline="", opener=plainly) as file:
                rows = csv.reader(file, strict=True)
                width = 0
                for row in filter(None, rows):
                    width = width or len(row)
                    if len(row) != width:
                        raise Fault(
                            "source-not-whole",
                            f"{self.name} breaks off or is damaged in line {rows.line_num}",
                        )
                    yield row
        except FileNotFoundError:
            raise Fault("source-not-whole", f"{self.name} is not there") from None
        except (csv.Error, UnicodeDecodeError) as error:
            raise Fault("source-not-whole", f"{self.name} cannot be read: {type(error).__name__}") from None
        finally:
            csv.field_size_limit(before)
