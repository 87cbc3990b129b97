"""Declared values written as Python that builds them again, laid out as ruff lays it out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import Enum
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import PurePath
from typing import Any

from drplan.declare import Secret
from drplan.declare.base import Declared

WIDTH = 110
"""The longest line; our own setting for ruff."""

_SPECIAL = re.compile(r"[\"'\\]")
_INDENT = "    "
_MODULES = {"date": "datetime", "time": "datetime", "timedelta": "datetime", "PurePosixPath": "pathlib"}


@dataclass(frozen=True)
class Expression:
    """Python that stands for itself, as the name of another file's variable."""

    text: str


class SourceWriter:
    """Writes values as Python source and remembers, in ``used``, which names the source needs imported."""

    def __init__(self) -> None:
        self.used: set[str] = set()
        self._instead: tuple[object, Mapping[str, object]] = (None, {})

    def assignment(self, name: str, value: Declared, **instead: object) -> str:
        """Write ``name = value`` as one statement; ``instead`` replaces fields of the value itself."""
        self._instead = (value, instead)
        return f"{name} = {self._laid_out(value, 0, len(name) + 3)}\n"

    def imports(self, extra: Iterable[str] = ()) -> str:
        """Write the imports that everything written so far needs, and ``extra`` ones from drplan."""
        modules: dict[str, set[str]] = {}
        for name in {*self.used, *extra}:
            module = "ipaddress" if name.startswith("IPv4") else _MODULES.get(name, "drplan")
            modules.setdefault(module, set()).add(name)
        ours = modules.pop("drplan", set())
        standard = [import_lines(module, names) for module, names in sorted(modules.items())]
        return "\n".join(
            ["".join(standard), import_lines("drplan", ours)] if standard else [import_lines("drplan", ours)]
        )

    def _laid_out(self, value: object, depth: int, before: int) -> str:
        """Write a value on one line, of which ``before`` columns are taken, or else one part a line."""
        flat = self._flat(value)
        if _width(flat) + before + len(_INDENT) * depth < WIDTH:
            return flat
        opening, parts, closing = self._parts(value)
        if not parts:
            return flat
        inner = _INDENT * (depth + 1)
        lines = [f"{inner}{label}{self._laid_out(part, depth + 1, len(label))}," for label, part in parts]
        return "\n".join((opening, *lines, f"{_INDENT * depth}{closing}"))

    def _flat(self, value: object) -> str:
        opening, parts, closing = self._parts(value)
        if not parts:
            return f"{opening}{closing}"
        inside = ", ".join(f"{label}{self._flat(part)}" for label, part in parts)
        alone = isinstance(value, tuple) and len(parts) == 1
        return f"{opening}{inside}{',' if alone else ''}{closing}"

    def _parts(self, value: Any) -> tuple[str, list[tuple[str, Any]], str]:
        """Take a value apart: what opens it, its parts each with its label, what closes it."""
        if isinstance(value, tuple):
            return "(", [("", part) for part in value], ")"
        if isinstance(value, Secret):
            self.used.add("Secret")
            return f"Secret.{value.kind}(", [("", part) for part in value.reference], ")"
        if isinstance(value, Declared):
            self.used.add(type(value).__name__)
            return f"{type(value).__name__}(", self._given(value), ")"
        return self._plain(value), [], ""

    def _given(self, value: Declared) -> list[tuple[str, Any]]:
        """Return the fields that are not as they are by default, in the order they are declared."""
        owner, instead = self._instead
        fields = {
            name: getattr(value, name)
            for name, field in type(value).model_fields.items()
            if field.is_required() or getattr(value, name) != field.get_default(call_default_factory=True)
        }
        if owner is value:
            fields |= instead
        return [(f"{name}=", part) for name, part in fields.items()]

    def _plain(self, value: Any) -> str:
        if isinstance(value, Expression):
            return value.text
        if isinstance(value, Enum):
            self.used.add(type(value).__name__)
            return f"{type(value).__name__}.{value.name}"
        return quoted(value) if isinstance(value, str) else self._constructed(value)

    def _constructed(self, value: Any) -> str:
        if isinstance(value, IPv4Address | IPv4Interface | IPv4Network | PurePath):
            return self._call(type(value).__name__, quoted(str(value)))
        if isinstance(value, timedelta):
            return self._call("timedelta", _length(value))
        if isinstance(value, time):
            return self._call("time", f"{value.hour}, {value.minute}, {value.second}")
        if isinstance(value, date):
            return self._call("date", f"{value.year}, {value.month}, {value.day}")
        return repr(value)

    def _call(self, name: str, arguments: str) -> str:
        self.used.add(name)
        return f"{name}({arguments})"


def quoted(text: str) -> str:
    """Write a string literal: double quotes unless that escapes more, nothing unprintable as itself."""
    if text.isprintable() and not _SPECIAL.search(text):
        return f'"{text}"'
    quote = "'" if text.count('"') > text.count("'") else '"'
    letters = (
        f"\\{letter}"
        if letter in (quote, "\\")
        else letter
        if letter.isprintable()
        else letter.encode("unicode_escape").decode()
        for letter in text
    )
    return f"{quote}{''.join(letters)}{quote}"


def _length(value: timedelta) -> str:
    hours, seconds = divmod(value.seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    parts = {
        "days": value.days,
        "hours": hours,
        "minutes": minutes,
        "seconds": seconds,
        "microseconds": value.microseconds,
    }
    return ", ".join(f"{unit}={number}" for unit, number in parts.items() if number) or "0"


def import_lines(module: str, names: Iterable[str]) -> str:
    """Write one import, its names in the order that ruff sorts them."""
    ordered = sorted(names, key=_import_order)
    flat = f"from {module} import {', '.join(ordered)}\n"
    if len(flat) - 1 <= WIDTH:
        return flat
    return "\n".join((f"from {module} import (", *(f"{_INDENT}{name}," for name in ordered), ")", ""))


def _import_order(name: str) -> tuple[bool, list[tuple[int, str]]]:
    """Sort classes before variables, and ``es2`` before ``es10``."""
    parts = re.split(r"(\d+)", name.casefold())
    return name.islower(), [(int(part), "") if part.isdigit() else (-1, part) for part in parts]


def _width(text: str) -> int:
    """Return how many columns a text takes on a terminal, as ruff counts them."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
