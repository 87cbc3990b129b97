"""Finds where in an inventory's files something went wrong, and what was being built there."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from pydantic import BaseModel

from drplan.adapters.inventory_words import shown


@dataclass(frozen=True)
class Spot:
    """Where it went wrong. ``call`` is the call being made there, ``around`` the calls it stands in.

    ``caller`` is the line that called the function it stands in, ``built`` what was being built and
    ``given`` what it was built from, each when there is one.
    """

    path: Path
    line: int
    call: ast.Call | None = None
    around: tuple[ast.Call, ...] = ()
    built: BaseModel | None = None
    given: Mapping[str, Any] | None = None
    caller: str = ""

    def place(self, field: str = "") -> str:
        """Return file and line, of a keyword of the call if it has that one."""
        return f"{self.path}:{self.line_of(field)}"

    def line_of(self, field: str) -> int:
        """Return the line of a keyword of the call, or the call's own."""
        keywords = self.call.keywords if self.call else []
        return next((keyword.value.lineno for keyword in keywords if keyword.arg == field), self.line)

    def subject(self) -> str:
        """Name what is being built, and the nearest named thing around it when it has no name itself."""
        name = (
            next((self.given[key] for key in ("name", "code") if key in self.given), None)
            if self.given
            else None
        )
        own = type(self.built).__name__ if self.built is not None else ""
        named = own if name is None else f"{own} {shown(name)}".strip()
        outer = "" if name is not None else next(filter(None, map(_named, self.around)), "")
        whole = " of ".join(part for part in (named, outer) if part)
        return f"{whole}: " if whole else ""

    def field(self) -> str:
        """Name the keyword whose value was being made, when that is what failed."""
        keywords = self.around[0].keywords if self.around else []
        return next((f"{each.arg}: " for each in keywords if each.value is self.call and each.arg), "")

    def called_from(self) -> str:
        """Say which line called the function it stands in, if it stands in one."""
        return f" (called from {self.caller})" if self.caller else ""


def _named(call: ast.Call) -> str:
    for keyword in call.keywords:
        if keyword.arg in ("name", "code"):
            return f"{ast.unparse(call.func)} {ast.unparse(keyword.value)}"
    return ""


def find_spot(error: BaseException, folder: Path) -> Spot:
    """Return the innermost place in the folder's files, or the first line of ``district.py``."""
    inside = folder.absolute()
    for named, line in _named_by(error):
        if Path(named).absolute().is_relative_to(inside):
            return Spot(folder / Path(named).absolute().relative_to(inside), line)
    trail = list(_trail(error.__traceback__))
    here = [number for number, each in enumerate(trail) if _file(each).is_relative_to(inside)]
    if not here:
        return Spot(folder / "district.py", 1)
    return _looked_at([trail[number] for number in here], trail[here[-1] + 1 :], folder)


def _named_by(error: BaseException) -> Iterator[tuple[str, int]]:
    """Yield the file that an error names by itself: one that does not parse or cannot be read."""
    if isinstance(error, (SyntaxError, OSError)) and isinstance(error.filename, str):
        line = error.lineno if isinstance(error, SyntaxError) else 1
        yield error.filename, line if isinstance(line, int) and line > 0 else 1


def _trail(step: TracebackType | None) -> Iterator[TracebackType]:
    while step is not None:
        yield step
        step = step.tb_next


def _file(step: TracebackType) -> Path:
    return Path(step.tb_frame.f_code.co_filename)


def _looked_at(ours: list[TracebackType], after: list[TracebackType], folder: Path) -> Spot:
    """Look at the last of the folder's steps; ``after`` are those it took outside the folder."""
    here = ours[-1]
    calls = _calls_at(_file(here), here)
    built = after[0].tb_frame.f_locals if after else {}
    model = built.get("self")
    given = built.get("data")
    return Spot(
        path=_as_given(here, folder),
        line=here.tb_lineno,
        call=calls[0] if calls else None,
        around=tuple(calls[1:]),
        built=model if isinstance(model, BaseModel) else None,
        given=given if isinstance(model, BaseModel) and isinstance(given, dict) else None,
        caller=_caller(ours, folder),
    )


def _caller(ours: list[TracebackType], folder: Path) -> str:
    """Return the line at a file's top that called what failed; none when the failure is at a top itself.

    A comprehension is a function to Python and none to its reader.
    """
    names = [step.tb_frame.f_code.co_name for step in ours]
    top = max((number for number, name in enumerate(names) if name == "<module>"), default=len(names))
    if any(not name.startswith("<") for name in names[top + 1 :]):
        return f"{_as_given(ours[top], folder)}:{ours[top].tb_lineno}"
    return ""


def _as_given(step: TracebackType, folder: Path) -> Path:
    return folder / _file(step).relative_to(folder.absolute())


def _calls_at(path: Path, here: TracebackType) -> list[ast.Call]:
    """Return the calls around the failing instruction, innermost first."""
    positions = list(here.tb_frame.f_code.co_positions())[here.tb_lasti // 2]
    line, end_line, column, end_column = positions
    if line is None or end_line is None or column is None or end_column is None:
        return []
    start, end = (line, column), (end_line, end_column)
    calls = [
        node
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call)
        and (node.lineno, node.col_offset) <= start
        and (node.end_lineno or 0, node.end_col_offset or 0) >= end
    ]
    return calls[::-1]


def _tree(path: Path) -> ast.Module:
    """Parse the file again; one that Python compiles may yet be too deep for that, or changed or gone."""
    try:
        return ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module(body=[], type_ignores=[])
