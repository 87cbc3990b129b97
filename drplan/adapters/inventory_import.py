"""Makes a folder importable for a moment, and leaves the interpreter as it was."""

from __future__ import annotations

import contextlib
import functools
import gc
import io
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from importlib.machinery import FileFinder, ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import TextIO

from drplan.adapters.inventory_limit import Limit
from drplan.collector import no_collector
from drplan.errors import DeclarationError

_one_at_a_time = threading.RLock()


@contextlib.contextmanager
def importing(package: str, folder: Path, limit: Limit) -> Iterator[None]:
    """Make the folder importable as ``package``.

    What its files print goes to standard error. Whatever they do to modules, standard streams, the way of
    importing or the depth of calls is undone.
    """
    finder = _Folder(package, folder, limit)
    with _one_at_a_time, _interpreter_kept(), _modules_kept(package, folder):
        sys.dont_write_bytecode = True
        sys.meta_path.insert(0, finder)
        sys.stdout = sys.stderr = _Aside(sys.stderr)
        with no_collector():
            yield
            # The declaration stays as long as the command runs: a search for circles need not walk it.
            gc.freeze()


@contextlib.contextmanager
def _interpreter_kept() -> Iterator[None]:
    names = ("stdout", "stderr", "dont_write_bytecode", "modules", "meta_path", "path")
    kept = {name: getattr(sys, name) for name in names}
    lists, depth = {name: list(kept[name]) for name in ("meta_path", "path")}, sys.getrecursionlimit()
    try:
        yield
    finally:
        for name, value in kept.items():
            setattr(sys, name, value)
        for name, values in lists.items():
            kept[name][:] = values
        sys.setrecursionlimit(depth)


@contextlib.contextmanager
def _modules_kept(package: str, folder: Path) -> Iterator[None]:
    modules, before = sys.modules, dict(sys.modules)
    try:
        yield
    finally:
        for name, module in list(modules.items()):
            if name not in before and _is_of(module, name, package, folder):
                del modules[name]
        modules.update(before)


def _is_of(module: ModuleType, name: str, package: str, folder: Path) -> bool:
    """Tell whether a module came from the folder, by our package's name or by an absolute import."""
    if name == package or name.startswith(f"{package}."):
        return True
    path = getattr(module, "__file__", None)
    if isinstance(path, str) and "\0" in path:
        return False
    return isinstance(path, str) and os.path.realpath(path).startswith(os.path.realpath(folder) + os.sep)


class _Aside(io.TextIOBase):
    """Standard error, which an inventory may write to and not close."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, text: str) -> int:
        """Write at once."""
        return self._out.write(text)

    def fileno(self) -> int:
        """Return the number of the stream written to."""
        return self._out.fileno()


class _Source(SourceFileLoader):
    """Compiles a file anew each time: no ``.pyc`` is read, which may be stale, or written."""

    def __init__(self, folder: Path, limit: Limit, fullname: str, path: str) -> None:
        super().__init__(fullname, path)
        self.folder = folder
        self.limit = limit

    def exec_module(self, module: ModuleType) -> None:
        """Execute the file, which has its own time, and give the importing one its time anew."""
        path = self.get_filename(self.name)
        self.limit.restart(path, "begun")
        super().exec_module(module)
        self.limit.restart(path, "done")

    def get_code(self, fullname: str) -> CodeType | None:
        """Return the module's code; raises ``SyntaxError`` with the file's name, or ``DeclarationError``."""
        path = self.get_filename(fullname)
        self._refuse_a_huge_file(path)
        source = self.get_data(path)
        try:
            return compile(source, path, "exec", dont_inherit=True)
        except SyntaxError as error:
            if error.filename:
                raise
            reason = error.msg
        except ValueError as error:  # null bytes come without a place
            reason = str(error)
        except (RecursionError, MemoryError):
            reason = "nested too deeply"
        raise SyntaxError(reason, (path, source.partition(b"\0")[0].count(b"\n") + 1, None, None))

    def _refuse_a_huge_file(self, path: str) -> None:
        size, most = os.stat(path).st_size, self.limit.most_bytes()  # noqa: PTH116 - a loader's paths are strings
        if size > most:
            shown = _as_given(path, self.folder)
            raise DeclarationError(
                f"{shown}:1: the file has {size} bytes, allowed are {most}",
                next_step=f"declare what is alike in a loop, or divide {shown} into several files",
            )


class _Folder:
    """Finds one folder's modules under one package name (``importlib.abc.MetaPathFinder``)."""

    def __init__(self, package: str, folder: Path, limit: Limit) -> None:
        self.package = package
        self.folder = folder
        self.loader = functools.partial(_Source, folder, limit)

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module of the package is, or ``None`` for any other module."""
        del target
        if name == self.package:
            return self._package_spec()
        if not name.startswith(f"{self.package}."):
            return None
        for entry in path or ():
            spec = FileFinder(entry, (SourceFileLoader, [".py"])).find_spec(name)
            if spec is not None:
                return self._with_our_loader(spec)
            self._refuse_no_file(os.path.join(entry, f"{name.rpartition('.')[2]}.py"))  # noqa: PTH118 - likewise
        return None

    def _with_our_loader(self, spec: ModuleSpec) -> ModuleSpec:
        if spec.has_location and spec.origin is not None:
            spec.loader = self.loader(spec.name, spec.origin)
        return spec

    def _package_spec(self) -> ModuleSpec:
        inside = str(self.folder.absolute())
        init = os.path.join(inside, "__init__.py")  # noqa: PTH118 - likewise
        loader = self.loader(self.package, init) if os.path.isfile(init) else None  # noqa: PTH113
        spec = ModuleSpec(self.package, loader, origin=init if loader else None, is_package=True)
        spec.submodule_search_locations = [inside]
        spec.has_location = loader is not None
        return spec

    def _refuse_no_file(self, path: str) -> None:
        if os.path.lexists(path):
            shown = _as_given(path, self.folder)
            raise DeclarationError(
                f"{shown}:1: is not a file: a folder, a pipe, or a link that leads nowhere",
                next_step=f"make {shown} an ordinary file, or take its import out",
            )


def _as_given(path: str, folder: Path) -> Path:
    """Return a path below the folder the way the folder was given."""
    return folder / os.path.relpath(path, folder.absolute())
