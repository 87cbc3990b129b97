"""Finds where names are declared, by reading an inventory's files without executing them."""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from drplan.adapters.inventory_limit import BYTES_A_SECOND, allowed_seconds
from drplan.collector import no_collector
from drplan.validate import Place

_SUBJECTS = {
    **dict.fromkeys(("Server", "NetworkDevice", "AwsAccount", "GoogleWorkspace", "Microsoft365"), "asset"),
    "Site": "site",
    "Service": "service",
    "DataSet": "data set",
    "Role": "role",
    "Repository": "repository",
    "BackupPolicy": "policy",
    "Vendor": "vendor",
    "Partner": "partner",
    "Scenario": "scenario",
    "Exercise": "exercise",
    "District": "district",
    "Waiver": "waiver",
}
"""The kind of thing a finding is about, by the word that declares it."""
_PARTS = frozenset({"Interface", "Link", "Period", "Room", "Software", "Vlan"})
"""Words whose names are known within another thing only: no finding is about them."""

_LIKE_A_NAME = re.compile(r"(?=.*\*)(?=.*[a-z0-9])[a-z0-9*-]+").fullmatch
"""A name with a computed part. A whole one among a call's plain arguments may only refer to a thing."""


def find_places(folder: Path) -> Mapping[str, Place]:
    """Map what is named by ``name=…`` or ``code=…`` to the file and line of the call it stands in.

    A key is a kind and a name, ``asset hs-db1``, when the calling word tells the kind, and the name alone,
    when another word does: the folder's own function, say. A waiver's is ``waiver RULE for SUBJECT``. A name
    that the call computes is a key with ``*`` in place of what is computed, ``asset hs-sw*``; so is one that
    is handed to the folder's own function without a keyword, ``hs-sw*``.

    Files are ``folder`` as given and the way below it. A name in two places keeps the first, by file in
    the order of their names, then by line; a computed one that is in two places is left out. So are files
    that are no Python, no files, too large or not to be read: loading the declaration reports those.
    """
    places: dict[str, Place] = {}
    computed: Counter[str] = Counter()
    for path in sorted(folder.rglob("*.py"), key=lambda path: path.relative_to(folder).as_posix()):
        with no_collector():
            found = sorted(_keys(_tree(path)), key=lambda named: named[1])
        for key, line in found:
            places.setdefault(key, Place(path.as_posix(), line))
            computed[key] += "*" in key
    return {key: place for key, place in places.items() if computed[key] <= 1}


def _keys(tree: ast.Module) -> Iterator[tuple[str, int]]:
    # ast.walk keeps a queue, where a NodeVisitor would recurse once a level of nesting.
    words: dict[str, str] = {}
    calls = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            words |= {each.asname: each.name for each in node.names if each.asname}
        elif isinstance(node, ast.Call):
            calls.append(node)
    for call in calls:
        yield from ((key, call.lineno) for key in _call_keys(call, words))


def _call_keys(call: ast.Call, words: Mapping[str, str]) -> Iterator[str]:
    word = _word(call.func)
    word = words.get(word, word)
    given = {each.arg: each.value for each in call.keywords if each.arg is not None}
    kind = _SUBJECTS.get(word)
    if kind == "waiver":
        named = f"{_pattern(given.get('rule'))} for {_pattern(given.get('subject'))}"
    else:
        named = _pattern(given.get("name", given.get("code")))
    if word not in _PARTS and named.strip("*"):
        yield f"{kind} {named}" if kind else named
    if kind is None:
        yield from filter(_LIKE_A_NAME, map(_pattern, call.args))


def _word(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _pattern(value: ast.expr | None) -> str:
    """Return a text as it is written, with ``*`` for each part that is computed."""
    match value:
        case ast.Constant(value=str(text)):
            return text.replace("*", "")
        case ast.JoinedStr(values=parts):
            return _joined(map(_pattern, parts))
        case ast.BinOp(left=left, op=ast.Add(), right=ast.Constant() as right):
            return _joined((_pattern(left), _pattern(right)))
        case ast.BinOp(left=ast.Constant() as left, op=ast.Add()):
            return _joined((_pattern(left), "*"))
        case _:
            return "*"


def _joined(parts: Iterable[str]) -> str:
    return "".join(parts).replace("**", "*")


def _tree(path: Path) -> ast.Module:
    """Parse a file; what cannot be parsed, or takes too long, has nothing in it."""
    with warnings.catch_warnings():
        # Loading has given the file's warnings already.
        warnings.simplefilter("ignore")
        try:
            if path.is_file() and path.stat().st_size <= allowed_seconds() * BYTES_A_SECOND:
                return ast.parse(path.read_bytes())
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            pass
    return ast.Module(body=[], type_ignores=[])
