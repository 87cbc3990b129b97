"""Reads a folder of Python files into one :class:`District`."""

from __future__ import annotations

import hashlib
import importlib
import itertools
import os
from pathlib import Path
from types import ModuleType

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from drplan.adapters.inventory_fault import fault, overdue
from drplan.adapters.inventory_import import importing
from drplan.adapters.inventory_limit import Limit, allowed_seconds
from drplan.adapters.inventory_words import line
from drplan.declare import District
from drplan.errors import DeclarationError

_counter = itertools.count(1)


def load_district(folder: Path) -> District:
    """Execute ``folder/district.py`` and return its ``district``.

    The folder is a package of its own while it is read, whatever its name and wherever it lies, so that
    ``from . import hs`` works. Nothing is written into it and nothing of it stays imported. What the
    inventory prints goes to standard error. Raises ``DeclarationError`` naming the file and the line,
    whatever the inventory raises but ``KeyboardInterrupt``, and when one of its files never ends.
    """
    district_file = _district_file(folder)
    package = f"_drplan_inventory_{next(_counter)}"
    limit = Limit(folder, allowed_seconds())
    module, failed = _imported(package, folder, limit)
    if limit.stopped is not None:
        raise overdue(*limit.stopped, limit.seconds)
    if failed is not None:
        # Outside the except block: a chained ValidationError would carry a mistyped secret along.
        raise fault(failed, folder, package)
    return _district_in(module, district_file)


def _imported(package: str, folder: Path, limit: Limit) -> tuple[ModuleType | None, BaseException | None]:
    try:
        with importing(package, folder, limit), limit.watching():
            return importlib.import_module(f"{package}.district"), None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - an inventory may raise anything
        return None, error


def inventory_digest(folder: Path) -> str:
    """Return the SHA-256, in hex, over names and contents of the folder's Python files.

    Names are relative to the folder; each name and content is preceded by its length, so that no two
    folders share a digest by moving bytes between files. Raises ``DeclarationError``.
    """
    _district_file(folder)
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py"), key=lambda path: path.relative_to(folder).as_posix()):
        _refuse_no_file(path)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise fault(error, folder, "") from None
        for part in (path.relative_to(folder).as_posix().encode(), content):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _refuse_no_file(path: Path) -> None:
    if not path.is_file():
        raise DeclarationError(
            f"{path}:1: is not a file: a folder, a pipe, or a link that leads nowhere",
            next_step=f"make {path} an ordinary file, or take it away",
        )


def _district_file(folder: Path) -> Path:
    path = folder / "district.py"
    if path.is_file():
        return path
    if os.path.lexists(path):
        _refuse_no_file(path)
    if folder.is_dir():
        raise DeclarationError(
            f"{path}: no such file, and this is where the district is declared",
            next_step="write it with a variable `district = District(...)`, or give another --inventory",
        )
    raise DeclarationError(
        f"{folder}: no such folder",
        next_step="go to the folder that holds it, give --inventory DIR, or begin with drplan init FOLDER",
    )


def _district_in(module: ModuleType | None, path: Path) -> District:
    if module is None or not hasattr(module, "district"):
        raise DeclarationError(
            f"{path}:1: declares no variable `district`",
            next_step=f"end {path} with `district = District(...)`",
        )
    found = module.district
    if not isinstance(found, District):
        raise DeclarationError(
            f"{path}:1: `district` is of type {type(found).__name__}, allowed is a drplan.District",
            next_step=f"make it `district = District(...)` in {path}",
        )
    return _checked_again(found, path)


def _checked_again(found: District, path: Path) -> District:
    """Refuse what ``model_copy`` and ``model_construct`` let through: they check nothing."""
    try:
        return District.model_validate(found.model_dump(warnings=False))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        reason = f"{where}: {line(first['msg'])}"
    except (PydanticSerializationError, AttributeError, TypeError, ValueError):
        reason = "it holds values that no declaration can hold"
    raise DeclarationError(
        f"{path}:1: `district` was changed past its checks: {reason}",
        next_step="give model_copy(update=...) only what the field takes, or build the value by its name",
    )
