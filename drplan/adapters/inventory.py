"""Reads a folder of Python files into one :class:`District`."""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import itertools
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from importlib.machinery import FileFinder, ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from drplan.adapters.inventory_fault import fault
from drplan.declare import District
from drplan.errors import DeclarationError

_counter = itertools.count(1)
_one_at_a_time = threading.RLock()


def load_district(folder: Path) -> District:
    """Execute ``folder/district.py`` and return its ``district``.

    The folder is a package of its own while it is read, whatever its name and wherever it lies, so that
    ``from . import hs`` works. Nothing is written into it and nothing of it stays imported. What the
    inventory prints goes to standard error. Raises ``DeclarationError`` naming the file and the line.
    """
    district_file = _district_file(folder)
    package = f"_drplan_inventory_{next(_counter)}"
    failed: Exception | SystemExit
    with _importing(package, folder):
        try:
            module = importlib.import_module(f"{package}.district")
        except (Exception, SystemExit) as error:  # noqa: BLE001 - an inventory may raise anything
            failed = error
        else:
            return _district_in(module, district_file)
    # Outside the except block: a chained ValidationError would carry a mistyped secret along.
    raise fault(failed, folder, package)


def inventory_digest(folder: Path) -> str:
    """Return the SHA-256, in hex, over names and contents of the folder's Python files.

    Names are relative to the folder; each name and content is preceded by its length, so that no two
    folders share a digest by moving bytes between files. Raises ``DeclarationError``.
    """
    _district_file(folder)
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py"), key=lambda path: path.relative_to(folder).as_posix()):
        try:
            content = path.read_bytes()
        except OSError as error:
            raise fault(error, folder, "") from None
        for part in (path.relative_to(folder).as_posix().encode(), content):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _district_file(folder: Path) -> Path:
    path = folder / "district.py"
    if path.is_file():
        return path
    if folder.is_dir():
        raise DeclarationError(
            f"{path}: no such file, and this is where the district is declared",
            next_step="write it with a variable `district = District(...)`, or give another --inventory",
        )
    raise DeclarationError(
        f"{folder}: no such folder",
        next_step="go to the folder that holds inventories/, or give --inventory DIR",
    )


def _district_in(module: ModuleType, path: Path) -> District:
    if not hasattr(module, "district"):
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
    return found


class _Source(SourceFileLoader):
    """Compiles a file anew each time: no ``.pyc`` is read, which may be stale, or written."""

    def get_code(self, fullname: str) -> CodeType | None:
        """Return the module's code; raises ``SyntaxError`` with the file's name."""
        path = self.get_filename(fullname)
        try:
            return compile(self.get_data(path), path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            if isinstance(error, SyntaxError) and error.filename:
                raise
            raise SyntaxError(str(error), (path, 1, None, None)) from None  # null bytes come without a place


class _Folder:
    """Finds one folder's modules under one package name (``importlib.abc.MetaPathFinder``)."""

    def __init__(self, package: str, folder: str) -> None:
        self.package = package
        self.folder = folder

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module of the package is, or ``None`` for any other module."""
        del target
        if name == self.package:
            return self._package_spec()
        if not name.startswith(f"{self.package}."):
            return None
        specs = (FileFinder(entry, (_Source, [".py"])).find_spec(name) for entry in path or ())
        return next((spec for spec in specs if spec is not None), None)

    def _package_spec(self) -> ModuleSpec:
        init = os.path.join(self.folder, "__init__.py")  # noqa: PTH118 - a loader's paths are strings
        loader = _Source(self.package, init) if os.path.isfile(init) else None  # noqa: PTH113
        spec = ModuleSpec(self.package, loader, origin=init if loader else None, is_package=True)
        spec.submodule_search_locations = [self.folder]
        spec.has_location = loader is not None
        return spec


@contextlib.contextmanager
def _importing(package: str, folder: Path) -> Iterator[None]:
    """Make the folder importable as ``package``; leave the interpreter as it was."""
    finder = _Folder(package, str(folder.absolute()))
    with _one_at_a_time, contextlib.redirect_stdout(sys.stderr):
        before, bytecode = set(sys.modules), sys.dont_write_bytecode
        sys.dont_write_bytecode = True
        sys.meta_path.insert(0, finder)
        try:
            yield
        finally:
            sys.meta_path.remove(finder)
            sys.dont_write_bytecode = bytecode
            for name in set(sys.modules) - before:
                if _is_of(sys.modules[name], name, package, folder):
                    del sys.modules[name]


def _is_of(module: ModuleType, name: str, package: str, folder: Path) -> bool:
    """Tell whether a module came from the folder, by our package's name or by an absolute import."""
    if name == package or name.startswith(f"{package}."):
        return True
    path = getattr(module, "__file__", None)
    return isinstance(path, str) and Path(path).resolve().is_relative_to(folder.resolve())
