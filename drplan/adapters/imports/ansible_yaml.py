"""Ansible's YAML inventory, what ``ansible-inventory --list`` prints, and files of variables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from drplan.adapters.imports.ansible_groups import Hosts, expand
from drplan.adapters.imports.read import read_text, refuse, stay_within
from drplan.adapters.imports.read_yaml import read_yaml
from drplan.adapters.imports.tally import SECRET, Tally
from drplan.declare.imported import shown

_PARTS = ("hosts", "children", "vars")
_AGAIN = "give an inventory, or what `ansible-inventory --list --yaml` prints"


def read_groups(path: Path, hosts: Hosts, tally: Tally) -> None:
    """Add what one YAML or JSON file says to ``hosts``; raises ``DeclarationError``."""
    document = read_yaml(path)
    if document is None:
        return
    if not isinstance(document, dict):
        refuse(path, 1, "is no mapping of groups", _AGAIN)
    if "plugin" in document:
        tally.add(path.name, "plugin", "an inventory plugin's settings", f"nothing is run: {_AGAIN}")
        return
    meta = document.pop("_meta", None)
    for name, body in document.items():
        _group(path, str(name), body, hosts)
    known = meta.get("hostvars") if isinstance(meta, dict) else None
    for host, variables in known.items() if isinstance(known, dict) else ():
        if isinstance(variables, dict):
            hosts.add(str(host), (path.name, f"host {shown(str(host))}"), variables)


def _group(path: Path, name: str, body: Any, hosts: Hosts) -> None:
    group = hosts.group(name)
    if body is None:
        return
    if not isinstance(body, dict) or not set(body) <= set(_PARTS):
        refuse(path, 1, f"group {shown(name)!r} holds something else than hosts, children and vars", _AGAIN)
    group.variables.update(_mapping(path, name, body.get("vars")))
    for pattern, variables in _mapping(path, name, body.get("hosts")).items():
        for host in expand(path, 1, pattern):
            given = _mapping(path, pattern, variables)
            hosts.add(host, (path.name, f"host {shown(host)}"), given)
            group.hosts[host] = None
    for child, inner in _mapping(path, name, body.get("children")).items():
        group.children[child] = None
        _group(path, child, inner, hosts)


def _mapping(path: Path, name: str, value: Any) -> dict[str, Any]:
    """Return a mapping; a list of names, as JSON has it, is one without values."""
    if value is None:
        return {}
    if isinstance(value, list):
        value = dict.fromkeys(str(each) for each in value)
    if not isinstance(value, dict):
        refuse(path, 1, f"{shown(name)!r} is followed by a text where names belong", _AGAIN)
    return {str(key): each for key, each in value.items()}


def read_variables(folder: Path, tally: Tally) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield name and variables of each file in ``group_vars`` or ``host_vars``, or in a folder of it."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.name.startswith(".") or not path.is_file():
            continue
        stay_within(folder, path)
        name = path.relative_to(folder).parts[0]
        file = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        if path.suffix not in ("", ".yml", ".yaml", ".json"):
            tally.add(file, "file", path.name, "is no file of variables")
        elif read_text(path).startswith("$ANSIBLE_VAULT"):
            tally.add(file, "file", path.name, SECRET)
        else:
            plain = Path(name).stem if Path(name).suffix in (".yml", ".yaml", ".json") else name
            yield plain, _mapping(path, name, read_yaml(path))
