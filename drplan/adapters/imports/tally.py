"""What every reader shares: words for sites and secrets, and one line for many things alike left behind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from drplan.declare.imported import Unmapped

SITE_KEYS = ("drplan_site", "site", "site_code", "site_name", "building", "school", "campus", "location")
"""What other tools' users call the place of a host, the surest first."""

ROOM_KEYS = ("room", "closet", "idf", "rack_room")
ROLE_KEYS = ("role", "device_role", "type", "device_type", "category", "kind", "function")

SECRET = "a secret: declare it with Secret.env, Secret.file or Secret.command"  # noqa: S105 - what is said of one
NO_PLACE = "has no place in the declaration"

_SECRETIVE = re.compile(
    r"pass(word|wd|phrase)?\b|_pass|secret|communit|token|private_?key|api_?key|credential|vault|enable|snmp",
    re.IGNORECASE,
)


class Sealed(str):
    """A value that Ansible Vault encrypted; it is empty here."""

    __slots__ = ()


def secretive(key: str) -> bool:
    """Tell whether what stands under a key may be a secret."""
    return bool(_SECRETIVE.search(key[:200]))


def text(value: Any) -> str:
    """Return a plain value's text, the telling text of an object, or nothing."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict):
        told = (value.get(key) for key in ("name", "address", "value", "model", "display", "slug", "label"))
        return next((each.strip() for each in told if isinstance(each, str) and each.strip()), "")
    return ""


def first(data: Mapping[str, Any], keys: Iterable[str]) -> str:
    """Return the first text that stands under one of the keys, or nothing."""
    return next((found for key in keys if (found := text(data.get(key)))), "")


class Tally:
    """Gathers what is not brought over; many things alike make one line with their number."""

    def __init__(self) -> None:
        self.single: list[Unmapped] = []
        self._alike: Counter[tuple[str, str, str]] = Counter()

    def add(self, file: str, place: str, what: str, why: str) -> None:
        """Say one thing."""
        self.single.append(Unmapped(file, place, what, why))

    def count(self, file: str, what: str, why: str, times: int = 1) -> None:
        """Say a thing that occurs often."""
        self._alike[file, what, why] += times

    def keys(self, file: str, data: Mapping[str, Any], read: Iterable[str]) -> None:
        """Say every key that has a value and is not among those read; never the value."""
        known = set(read)
        for key, value in data.items():
            if secretive(str(key)) or isinstance(value, Sealed):
                self.count(file, str(key), SECRET)
            elif key not in known and value not in (None, "", [], {}):
                self.count(file, str(key), NO_PLACE)

    def all(self) -> tuple[Unmapped, ...]:
        """Return everything said."""
        alike = (
            Unmapped(file, f"{times} times" if times > 1 else "once", what, why)
            for (file, what, why), times in self._alike.items()
        )
        return (*self.single, *alike)
