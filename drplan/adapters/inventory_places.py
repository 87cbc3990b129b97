"""Finds where names are declared, by reading an inventory's files without executing them."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path

from drplan.validate import Place

_NAMING = ("name", "code")


def find_places(folder: Path) -> Mapping[str, Place]:
    """Map each name given as ``name="…"`` or ``code="…"`` to the file and line of the call it stands in.

    Files are ``folder`` as given and the way below it. A name in two places keeps the first, by file in
    the order of their names, then by line. A name that is computed is not in the map. Files that are no
    Python or cannot be read are left out: loading the declaration reports those.
    """
    places: dict[str, Place] = {}
    for path in sorted(folder.rglob("*.py"), key=lambda path: path.relative_to(folder).as_posix()):
        for name, line in sorted(_names(path), key=lambda named: named[1]):
            places.setdefault(name, Place(path.as_posix(), line))
    return places


def _names(path: Path) -> Iterator[tuple[str, int]]:
    # ast.walk keeps a queue, where a NodeVisitor would recurse once a level of nesting.
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Call):
            yield from ((name, node.lineno) for name in map(_name, node.keywords) if name is not None)


def _name(keyword: ast.keyword) -> str | None:
    value = keyword.value
    if keyword.arg in _NAMING and isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    return None


def _tree(path: Path) -> ast.Module:
    """Parse a file; what cannot be parsed has nothing in it."""
    with warnings.catch_warnings():
        # Loading has given the file's warnings already.
        warnings.simplefilter("ignore")
        try:
            return ast.parse(path.read_bytes())
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            return ast.Module(body=[], type_ignores=[])
