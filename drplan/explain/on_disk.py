"""The pages in a folder: which are ours, and which are not what they should be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from drplan.explain.changed import headings_changed
from drplan.explain.write import UNFINISHED

_ENDING = r"\.(html|md|pdf)"
_OURS = re.compile(
    r"README\.md|(index|search)\.html"
    rf"|(plan|plan-record|workarounds){_ENDING}"
    rf"|scenarios/[^/]+{_ENDING}"
    rf"|[^/]+/(runbook|plan){_ENDING}"
    rf"|[^/]+/services/[^/]+{_ENDING}"
)
_FOLDERS = ("*", "*/*", "*/services/*")
_KEPT = frozenset({"approvals", "checks", "escrow", "evidence", "exercises", "keys", "posture", "witnesses"})
"""The records' folders: nothing in them is a page."""


def stale(folder: Path, wanted: Mapping[str, bytes]) -> list[str]:
    """Say, one line each, which pages in ``folder`` are missing, changed (and where) or left over.

    Only what has a page's name counts; the evidence, and files people keep beside the pages, do not.
    """
    there = {path.relative_to(folder).as_posix() for path in _pages_in(folder)}
    lines = {name: "missing" for name in wanted if name not in there}
    lines |= {name: "left over, nothing asks for it" for name in there if name not in wanted}
    for name in there & wanted.keys():
        lies = (folder / name).read_bytes()
        if lies != wanted[name]:
            lines[name] = _how(name, lies, wanted[name])
    return [f"{name}: {lines[name]}" for name in sorted(lines)]


def _how(name: str, lies: bytes, wanted: bytes) -> str:
    where = headings_changed(lies, wanted) if name.endswith(".md") else ""
    return f"changed: {where}" if where else "changed"


def left_over(folder: Path, wanted: Mapping[str, bytes]) -> list[Path]:
    """Return the pages on disk that nothing asks for, and what a writer that died left behind."""
    return [path for path in _pages_in(folder) if path.relative_to(folder).as_posix() not in wanted]


def pages_there(folder: Path) -> dict[str, bytes]:
    """Return the finished pages in a folder by their path below it: the plan as people hold it."""
    finished = (path for path in _pages_in(folder) if not path.name.startswith(UNFINISHED))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in finished}


def _pages_in(folder: Path) -> list[Path]:
    """Return what drplan writes, by its name: whatever else people keep beside it is theirs."""
    return sorted(path for path in _files_in(folder) if _is_page(path.relative_to(folder)))


def _files_in(folder: Path) -> Iterator[Path]:
    return (path for pattern in _FOLDERS for path in folder.glob(pattern) if path.is_file())


def _is_page(path: Path) -> bool:
    if path.parts[0] in _KEPT:
        return False
    return path.name.startswith(UNFINISHED) or _OURS.fullmatch(path.as_posix()) is not None
