"""Says what is wrong with an inventory: file, line, thing, field, what is allowed, what next."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from pydantic import BaseModel, ValidationError

from drplan.declare import Secret
from drplan.errors import DeclarationError

_MOST = 5
_PLAIN = (str, int, float, bool, type(None), timedelta)
_SECRETIVE = ("Secret", "Repository")
_PATTERNS = {"^[a-z][a-z0-9-]{0,62}$": "lower-case letters, digits and hyphens, beginning with a letter"}


def fault(error: BaseException, folder: Path, package: str) -> DeclarationError:
    """Turn whatever reading the folder raised into one error; ``package`` is the folder's passing name."""
    spot = _spot(error, folder)
    if isinstance(error, ValidationError):
        return _impossible(error, spot)
    said = _said(error, folder, package)
    if isinstance(error, SyntaxError):
        return DeclarationError(
            f"{spot.place()}: not Python: {error.msg}", next_step=f"correct line {spot.line} of {spot.path}"
        )
    if isinstance(error, SystemExit):
        return DeclarationError(
            f"{spot.place()}: the inventory ends the program (exit {error.code})",
            next_step="take the call of exit out: an inventory only declares values",
        )
    if isinstance(error, ImportError):
        return DeclarationError(f"{spot.place()}: {said}", next_step=_import_step(error, spot, folder))
    return DeclarationError(
        f"{spot.place()}: {spot.subject()}{spot.field()}{type(error).__name__}: {said}".rstrip(": "),
        next_step=f"correct line {spot.line} of {spot.path}",
    )


def _said(error: BaseException, folder: Path, package: str) -> str:
    line = " ".join(str(error).split())
    return line.replace(f"{package}.", "").replace(package, folder.name) if package else line


@dataclass(frozen=True)
class _Spot:
    """Where it went wrong. ``call`` is the call being made there, ``around`` the calls it stands in."""

    path: Path
    line: int
    call: ast.Call | None = None
    around: tuple[ast.Call, ...] = ()
    built: BaseModel | None = None
    given: Mapping[str, Any] | None = None

    def place(self, field: str = "") -> str:
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
        named = own if name is None else f"{own} {name!r}".strip()
        outer = "" if name is not None else next(filter(None, map(_named, self.around)), "")
        whole = " of ".join(part for part in (named, outer) if part)
        return f"{whole}: " if whole else ""

    def field(self) -> str:
        """Name the keyword whose value was being made, when that is what failed."""
        keywords = self.around[0].keywords if self.around else []
        return next((f"{each.arg}: " for each in keywords if each.value is self.call and each.arg), "")


def _named(call: ast.Call) -> str:
    for keyword in call.keywords:
        if keyword.arg in ("name", "code"):
            return f"{ast.unparse(call.func)} {ast.unparse(keyword.value)}"
    return ""


def _spot(error: BaseException, folder: Path) -> _Spot:
    inside = folder.absolute()
    if isinstance(error, SyntaxError) and error.filename and Path(error.filename).is_relative_to(inside):
        return _Spot(folder / Path(error.filename).relative_to(inside), error.lineno or 1)
    if isinstance(error, OSError) and isinstance(error.filename, str):
        named = Path(error.filename).absolute()
        if named.is_relative_to(inside):
            return _Spot(folder / named.relative_to(inside), 1)
    trail = list(_trail(error.__traceback__))
    places = [
        i for i, each in enumerate(trail) if Path(each.tb_frame.f_code.co_filename).is_relative_to(inside)
    ]
    if not places:
        return _Spot(folder / "district.py", 1)
    here, after = trail[places[-1]], trail[places[-1] + 1 :]
    return _looked_at(here, after, folder)


def _trail(step: TracebackType | None) -> list[TracebackType]:
    trail = []
    while step is not None:
        trail.append(step)
        step = step.tb_next
    return trail


def _looked_at(here: TracebackType, after: list[TracebackType], folder: Path) -> _Spot:
    path = Path(here.tb_frame.f_code.co_filename)
    calls = _calls_at(path, here)
    built = after[0].tb_frame.f_locals if after else {}
    model = built.get("self")
    given = built.get("data")
    return _Spot(
        path=folder / path.relative_to(folder.absolute()),
        line=here.tb_lineno,
        call=calls[0] if calls else None,
        around=tuple(calls[1:]),
        built=model if isinstance(model, BaseModel) else None,
        given=given if isinstance(model, BaseModel) and isinstance(given, dict) else None,
    )


def _calls_at(path: Path, here: TracebackType) -> list[ast.Call]:
    """Return the calls around the failing instruction, innermost first."""
    positions = list(here.tb_frame.f_code.co_positions())[here.tb_lasti // 2]
    line, end_line, column, end_column = positions
    if line is None or end_line is None or column is None or end_column is None:
        return []
    start, end = (line, column), (end_line, end_column)
    calls = [
        node
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Call)
        and (node.lineno, node.col_offset) <= start
        and (node.end_lineno or 0, node.end_col_offset or 0) >= end
    ]
    return calls[::-1]


def _impossible(error: ValidationError, spot: _Spot) -> DeclarationError:
    faults = error.errors(include_url=False)
    told = [_told(each, spot) for each in faults[:_MOST]]
    if len(faults) > _MOST:
        told.append(f"and {len(faults) - _MOST} more")
    first = str(faults[0]["loc"][0]) if faults[0]["loc"] else ""
    return DeclarationError(
        f"{spot.place(first)}: {spot.subject() or f'{error.title}: '}{'; '.join(told)}",
        next_step=_value_step(faults, spot),
    )


def _told(each: Mapping[str, Any], spot: _Spot) -> str:
    field = ".".join(str(part) for part in each["loc"])
    said = " ".join(str(each["msg"]).split()).removeprefix("Value error, ")
    pattern = str(each.get("ctx", {}).get("pattern", ""))
    said = f"allowed are {_PATTERNS[pattern]}" if pattern in _PATTERNS else said[:1].lower() + said[1:]
    value = f" (given {each['input']!r})" if _may_be_shown(each, spot) else ""
    return (f"{field}: " if field else "") + said + value


def _may_be_shown(each: Mapping[str, Any], spot: _Spot) -> bool:
    """Only a plain value of a known field that leads to no secret: somebody may have typed one there."""
    if not each["loc"] or each["type"] in ("extra_forbidden", "missing") or spot.built is None:
        return False
    field = type(spot.built).model_fields.get(str(each["loc"][0]))
    nested = any(isinstance(part, str) for part in each["loc"][1:])
    if field is None or nested or isinstance(spot.built, Secret):
        return False
    return isinstance(each["input"], _PLAIN) and not any(
        word in repr(field.annotation) for word in _SECRETIVE
    )


def _value_step(faults: Sequence[Mapping[str, Any]], spot: _Spot) -> str:
    strange = [str(each["loc"][0]) for each in faults if each["type"] == "extra_forbidden" and each["loc"]]
    if not strange or spot.built is None:
        field = str(faults[0]["loc"][0]) if faults[0]["loc"] else ""
        return f"correct {field or 'the values'} at {spot.place(field)}"
    known = list(type(spot.built).model_fields)
    near = difflib.get_close_matches(strange[0], known, n=1)
    meant = f"did you mean {near[0]}? " if near else ""
    return f"{meant}{type(spot.built).__name__} takes: {', '.join(known)}"


def _import_step(error: ImportError, spot: _Spot, folder: Path) -> str:
    if "circular" in str(error) or "partially initialized" in str(error):
        return f"two files import each other: let only {folder / 'district.py'} import the others"
    if error.name is not None and error.name.startswith("_drplan_inventory_"):
        return f"write the missing file in {folder}, or correct line {spot.line} of {spot.path}"
    if not isinstance(error, ModuleNotFoundError):
        return f"correct the name that is imported at {spot.place()}"
    return f"install {error.name} beside drplan, or take the import out at {spot.place()}"
