"""Hosts, groups and variables of an Ansible inventory, and from where a host inherits."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from drplan.adapters.imports.read import refuse
from drplan.declare.imported import shown

MOST_HOSTS = 100_000
"""How many hosts the ranges of one inventory may stand for."""

_DIGITS = 9

_RANGE = re.compile(r"\[([0-9]+|[A-Za-z]):([0-9]+|[A-Za-z])(?::([0-9]+))?\]", re.ASCII)


@dataclass
class Group:
    """One group while it is read: what it holds and says by itself."""

    hosts: dict[str, None] = field(default_factory=dict)
    children: dict[str, None] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)


@dataclass
class Hosts:
    """An inventory while it is read; ``places`` are the file, and where in it, that first names a host."""

    groups: dict[str, Group] = field(default_factory=dict)
    variables: dict[str, dict[str, Any]] = field(default_factory=dict)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)

    def group(self, name: str) -> Group:
        """Return the group of that name, a new one if need be."""
        return self.groups.setdefault(name, Group())

    def add(self, host: str, place: tuple[str, str], variables: Mapping[str, Any]) -> None:
        """Name a host, once more or for the first time; later variables win."""
        self.places.setdefault(host, place)
        self.variables.setdefault(host, {}).update(variables)

    def lineage(self) -> dict[str, list[str]]:
        """Return each host's groups, nearest first; of equals the last in the alphabet, as in Ansible."""
        parents: dict[str, set[str]] = {}
        direct: dict[str, set[str]] = {host: set() for host in self.places}
        for name, group in self.groups.items():
            for child in group.children:
                parents.setdefault(child, set()).add(name)
            for host in group.hosts:
                direct[host].add(name)
        ancestry: dict[frozenset[str], list[str]] = {}
        found = {}
        for host, groups in direct.items():
            key = frozenset(groups)
            if key not in ancestry:
                ancestry[key] = list(_upwards(key, parents))
            found[host] = ancestry[key]
        return found


def _upwards(groups: frozenset[str], parents: Mapping[str, set[str]]) -> Iterator[str]:
    seen: set[str] = {"all"}
    here = set(groups)
    while fresh := here - seen:
        yield from sorted(fresh, reverse=True)
        seen |= fresh
        here = {parent for name in fresh for parent in parents.get(name, ())}
    yield "all"


def expand(path: Path, line: int, pattern: str) -> list[str]:
    """Return the hosts that ``web[01:10]`` or ``db-[a:f]`` stand for; raises ``DeclarationError``."""
    pieces = _RANGE.split(pattern)
    fixed, ranges = pieces[::4], list(zip(pieces[1::4], pieces[2::4], pieces[3::4], strict=True))
    if any("[" in piece or "]" in piece for piece in fixed):
        refuse(path, line, f"{shown(pattern)!r} is no range as web[01:10]", "write the hosts out")
    choices = [_choices(path, line, begin, end, step) for begin, end, step in ranges]
    total = 1
    for choice in choices:
        total *= len(choice)
    if total > MOST_HOSTS:
        refuse(path, line, f"{shown(pattern)!r} stands for {total} hosts", "write smaller ranges")
    return [
        "".join(piece + chosen for piece, chosen in zip(fixed, (*chosen, ""), strict=True))
        for chosen in product(*choices)
    ]


def _choices(path: Path, line: int, begin: str, end: str, step: str | None) -> list[str]:
    stride = int((step or "1")[:_DIGITS])
    found: list[str] = []
    letters = string.ascii_letters
    if stride and begin.isdigit() and end.isdigit() and max(len(begin), len(end)) <= _DIGITS:
        numbers = range(int(begin), int(end) + 1, stride)[: MOST_HOSTS + 1]
        found = [str(number).zfill(len(begin)) for number in numbers]
    elif stride and begin in letters and end in letters:
        found = list(letters[letters.index(begin) : letters.index(end) + 1 : stride])
    if not found:
        refuse(path, line, f"[{shown(begin)}:{shown(end)}] is no range", "write the hosts out")
    return found
