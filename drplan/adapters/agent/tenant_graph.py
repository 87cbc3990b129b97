"""Objects of a Microsoft 365 directory as Graph hands them out: JSON lines, or one page of JSON a file.

A page that says that there is more (``@odata.nextLink``) is no export: somebody kept the first page only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

from .content import Content, in_words, stale
from .fault import Fault
from .places import plainly
from .sums import Sum
from .unsound import Unsound

_DAYS = 4.0
_LINES, _PAGE = (".jsonl", ".ndjson"), ".json"
_LONGEST_PAGE = 256 << 20
_LONGEST_LINE = 1 << 24


def read(folder: str, source: Mapping[str, Any]) -> Content:
    """Read every object; ``Fault`` where there is no file of any."""
    names = sorted(name for name in os.listdir(folder) if name.endswith((*_LINES, _PAGE)))
    if not names:
        raise Fault("source-empty", f"{folder} holds no objects (.jsonl, .json)")
    content, troubles = Content(), []
    for name in names:
        try:
            counted, twice = _counted(os.path.join(folder, name))
        except Unsound as wrong:
            troubles.append(f"{name} {wrong}")
            continue
        content.entries[f"table {name}"] = {"rows": counted.count, "checksum": counted.checksum}
        if not counted.count and name.endswith(_LINES):
            # A page of none says so; a file without a line may be one that nothing was ever written to.
            troubles.append(f"{name} holds no object")
        if twice:
            troubles.append(f"{name} holds {twice} identifiers twice")
    content.newest = max(os.stat(os.path.join(folder, name)).st_mtime for name in names)
    content.doubts = [*in_words("files", troubles), *stale(content.newest, source, _DAYS)]
    content.watched = tuple(f"table {name}" for name in names)
    return content


def _counted(path: str) -> tuple[Sum, int]:
    counted, known, named = Sum(), set[str](), 0
    for each in _lines(path) if path.endswith(_LINES) else _page(path):
        if not isinstance(each, dict):
            raise Unsound("holds what is no object")
        if isinstance(each.get("error"), dict) and "id" not in each:
            raise Unsound("holds an error that Graph answered with")
        counted.add(json.dumps(each, sort_keys=True).encode())
        if "id" in each:
            named += 1
            known.add(str(each["id"]))
    return counted, named - len(known)


def _lines(path: str) -> Iterator[Any]:
    with open(path, "rb", opener=plainly) as file:
        number = 0
        while line := file.readline(_LONGEST_LINE + 1):
            number += 1
            if len(line) > _LONGEST_LINE:
                raise Unsound(f"has a line {number} that is too long")
            if line.strip():
                yield _parsed(line, f"in line {number}")


def _page(path: str) -> Iterator[Any]:
    if os.path.getsize(path) > _LONGEST_PAGE:
        raise Unsound("is one page of more than 256 MiB: export it as JSON lines")
    with open(path, "rb", opener=plainly) as file:
        said = _parsed(file.read(), "")
    if isinstance(said, dict) and "@odata.nextLink" in said:
        raise Unsound("says that there are more pages: only this one was kept")
    listed = said.get("value", [said]) if isinstance(said, dict) else said
    if not isinstance(listed, list):
        raise Unsound("holds what is no list of objects")
    yield from listed


def _parsed(text: bytes, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Unsound(f"is no JSON {where}".rstrip()) from None
