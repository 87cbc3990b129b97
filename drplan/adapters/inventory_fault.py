"""Says what is wrong with an inventory: file, line, thing, field, what is allowed, what next."""

from __future__ import annotations

import difflib
from pathlib import Path

from pydantic import ValidationError

from drplan import declare
from drplan.adapters.inventory_limit import VARIABLE
from drplan.adapters.inventory_spot import Spot, find_spot
from drplan.adapters.inventory_value import impossible
from drplan.adapters.inventory_words import line, shown, spoken
from drplan.errors import DeclarationError


def fault(error: BaseException, folder: Path, package: str) -> DeclarationError:
    """Turn whatever reading the folder raised into one error; ``package`` is the folder's passing name.

    Both its texts are one line each and no longer than a screen holds.
    """
    told, step = _told(error, folder, package)
    return DeclarationError(line(told), next_step=line(step))


def overdue(path: Path, number: int, seconds: float) -> DeclarationError:
    """Say where the inventory was when its time was up."""
    return DeclarationError(
        line(f"{path}:{number}: the inventory was still busy here after {seconds:g} seconds"),
        next_step=f"take the endless loop or the waiting out; if it is only large, set {VARIABLE}=60",
    )


def _told(error: BaseException, folder: Path, package: str) -> tuple[str, str]:
    """Return what is wrong and what to do."""
    if isinstance(error, DeclarationError):
        return error.message, error.next_step
    spot = find_spot(error, folder)
    if isinstance(error, ValidationError):
        return impossible(error, spot)
    here = f"correct line {spot.line} of {spot.path}"
    if isinstance(error, SyntaxError):
        return f"{spot.place()}: not Python: {error.msg}", here
    if isinstance(error, SystemExit):
        return (
            f"{spot.place()}: the inventory ends the program (exit {shown(error.code)}){spot.called_from()}",
            "take the call of exit out: an inventory only declares values",
        )
    said = _said(error, folder, package)
    if isinstance(error, ImportError):
        return f"{spot.place()}: {said}", _import_step(error, spot, folder)
    what = f"{spot.subject()}{spot.field()}{type(error).__name__}: {said}".rstrip(": ")
    return f"{spot.place()}: {what}{spot.called_from()}", _meant(error) + here


def _said(error: BaseException, folder: Path, package: str) -> str:
    said = spoken(error)
    return said.replace(f"{package}.", "").replace(package, folder.name) if package else said


def _meant(error: BaseException) -> str:
    """Suggest a declaring word for a name that nothing has."""
    name = error.name if isinstance(error, NameError) and isinstance(error.name, str) else ""
    near = difflib.get_close_matches(name[:80], declare.__all__, n=1)
    return f"did you mean {near[0]}? " if near else ""


def _import_step(error: ImportError, spot: Spot, folder: Path) -> str:
    said = spoken(error)
    if "circular" in said or "partially initialized" in said:
        return f"two files import each other: let only {folder / 'district.py'} import the others"
    if error.name is not None and error.name.startswith("_drplan_inventory_"):
        return f"write the missing file in {folder}, or correct line {spot.line} of {spot.path}"
    if not isinstance(error, ModuleNotFoundError):
        return f"correct the name that is imported at {spot.place()}"
    return f"install {error.name} beside drplan, or take the import out at {spot.place()}"
