"""Reads foreign text files and JSON, and refuses with file and line what is not what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from drplan.declare.imported import shown
from drplan.errors import DeclarationError

MOST_BYTES = 64 * 1024 * 1024
"""The largest file that is read, in bytes."""

MOST_PARTS = 400_000
"""How many objects and lists a JSON file may hold together: some 40,000 devices."""

_OBJECT_END = re.compile(r'"(?:[^"\\]|\\.)*+"|\}', re.DOTALL)


def refuse(path: Path, line: int, what: str, next_step: str) -> NoReturn:
    """Raise the one error that a file is refused with."""
    raise DeclarationError(f"{path}:{line}: {what}", next_step=next_step)


def read_text(path: Path, most_bytes: int = MOST_BYTES) -> str:
    """Return a file's text; raises ``DeclarationError`` unless it is a file of UTF-8 of fair size."""
    try:
        if not path.is_file():
            refuse(path, 1, "no such file", "give the path of an exported file")
        with path.open("rb") as file:
            content = file.read(most_bytes + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no path"
        refuse(path, 1, f"cannot be read: {reason}", "check the path and who may read it")
    if len(content) > most_bytes:
        refuse(
            path, 1, f"is larger than {most_bytes >> 20} MiB", "export fewer things, or one site at a time"
        )
    nul = content.find(b"\0")
    if nul >= 0:
        line = content.count(b"\n", 0, nul) + 1
        refuse(path, line, "holds a NUL byte: no UTF-8 text", "export it again as text in UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        refuse(path, line, f"byte {error.start + 1} is not UTF-8", "save it again as UTF-8")


def files_of(source: Path, endings: Sequence[str]) -> list[Path]:
    """Return the file itself, or the folder's files with one of these endings, by name."""
    if not source.is_dir():
        return [source]
    try:
        found = sorted(path for path in source.iterdir() if path.suffix in endings and path.is_file())
    except OSError as error:
        refuse(source, 1, f"cannot be read: {error.strerror}", "check who may read the folder")
    for path in found:
        stay_within(source, path)
    if not found:
        refuse(source, 1, f"no file here ends with {' or '.join(endings)}", "give the folder of the export")
    return found


def stay_within(folder: Path, path: Path) -> None:
    """Refuse a link that leads out of the folder: whoever sent it would have a file of ours read and kept."""
    if not path.resolve().is_relative_to(folder.resolve()):
        refuse(path, 1, "is a link that leads out of its folder", "put a copy of the file in its place")


class _Twice(Exception):
    """A key given twice in one object, the ``number``-th object to end."""

    def __init__(self, key: str, number: int) -> None:
        super().__init__()
        self.key = key
        self.number = number


def read_json(path: Path) -> Any:
    """Return a JSON file's value; raises ``DeclarationError``, for a key given twice in one object too."""
    text = read_text(path)
    if text.count("{") + text.count("[") > MOST_PARTS:
        refuse(path, 1, f"holds more than {MOST_PARTS} objects and lists", "export one site at a time")
    ended = 0

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal ended
        ended += 1
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            raise _Twice(next(key for key in found if keys.count(key) > 1), ended)
        return found

    again = "export it again, whole"
    try:
        return json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        refuse(path, error.lineno, f"not JSON: {error.msg} (column {error.colno})", again)
    except _Twice as error:
        line = _line_of_object(text, error.number)
        refuse(path, line, f"{shown(error.key)!r} is given twice in the object that ends here", again)
    except RecursionError:
        refuse(path, 1, "is nested too deeply", again)
    except ValueError:
        refuse(path, 1, "holds a number of too many digits", again)


def _line_of_object(text: str, number: int) -> int:
    ends = (found for found in _OBJECT_END.finditer(text) if found[0] == "}")
    end = next((found.start() for at, found in enumerate(ends, start=1) if at == number), 0)
    return text.count("\n", 0, end) + 1
