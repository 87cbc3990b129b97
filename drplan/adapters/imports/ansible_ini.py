"""Ansible's INI inventory: groups of host lines, ``:children`` and ``:vars``.

Not read, as it is not in Ansible either: line continuation, interpolation, nested sections.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from drplan.adapters.imports.ansible_groups import Hosts, expand
from drplan.adapters.imports.read import read_text, refuse
from drplan.declare.imported import shown

_SECTION = re.compile(r"\[([^\[\]:\s]+)(?::(\w+))?\]\s*(?:#.*)?")
_PORT = re.compile(r":[0-9]+$", re.ASCII)
_WHAT = {None, "children", "vars", "hosts"}
_MOST_LINE = 10_000
_AGAIN = "correct the line, and read it with ansible-inventory --list first"


def read_ini(path: Path, hosts: Hosts) -> None:
    """Add what one INI file says to ``hosts``; raises ``DeclarationError`` with the line."""
    group, what = "ungrouped", None
    for number, raw in enumerate(read_text(path).split("\n"), start=1):
        line = raw.strip()
        if not line or line[0] in "#;":
            continue
        if len(line) > _MOST_LINE:
            refuse(path, number, f"has {len(line)} letters: no line of an inventory", _AGAIN)
        if line.startswith("[") and not _is_host_range(line):
            found = _SECTION.fullmatch(line)
            if not found or found[2] not in _WHAT:
                refuse(
                    path, number, f"{shown(line)!r} is no [group], [group:children] or [group:vars]", _AGAIN
                )
            group, what = found[1], found[2]
            hosts.group(group)
        elif what == "vars":
            key, equals, value = line.partition("=")
            if not equals:
                refuse(path, number, "is no key=value", _AGAIN)
            hosts.group(group).variables[key.strip()] = _unquoted(value.strip())
        elif what == "children":
            child = line.split("#", 1)[0].strip()
            hosts.group(group).children[child] = None
            hosts.group(child)
        else:
            _host_line(path, number, line, hosts, group)


def _is_host_range(line: str) -> bool:
    """Tell a host that begins with a range, ``[a:c]-web ansible_host=…``, from a section."""
    return not re.fullmatch(r"\[[^\]]*\]\s*(#.*)?", line)


def _host_line(path: Path, number: int, line: str, hosts: Hosts, group: str) -> None:
    try:
        pattern, *pairs = shlex.split(line, comments=True)
    except ValueError as error:
        refuse(path, number, f"cannot be split into words: {error}", _AGAIN)
    loose = next((pair for pair in pairs if "=" not in pair), None)
    if loose is not None:
        # The word itself may be the second half of a password with a space in it.
        refuse(path, number, f"word {pairs.index(loose) + 2} is no key=value", _AGAIN)
    variables = dict(pair.split("=", 1) for pair in pairs)
    for host in expand(path, number, _PORT.sub("", pattern)):
        hosts.add(host, (path.name, f"line {number}"), variables)
        hosts.group(group).hosts[host] = None


def _unquoted(value: str) -> str:
    inside = value[1:-1]
    return inside if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
