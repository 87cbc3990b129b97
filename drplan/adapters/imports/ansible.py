"""An Ansible inventory: INI or YAML, a file or a folder, with ``group_vars`` and ``host_vars`` beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from drplan.adapters.imports.ansible_groups import Hosts
from drplan.adapters.imports.ansible_ini import read_ini
from drplan.adapters.imports.ansible_yaml import read_groups, read_variables
from drplan.adapters.imports.read import files_of, read_text
from drplan.adapters.imports.tally import ROLE_KEYS, ROOM_KEYS, SITE_KEYS, Tally, text
from drplan.declare.imported import Imported, ImportedAsset

_YAML = (".yml", ".yaml", ".json")
_ENDINGS = ("", ".ini", ".cfg", ".txt", *_YAML)
_ADDRESS_KEYS = ("ansible_host", "ansible_ssh_host")
_OS_KEYS = ("os", "operating_system", "ansible_distribution")
_LOGIN = (
    "ansible_user",
    "ansible_port",
    "ansible_connection",
    "ansible_python_interpreter",
    "ansible_become",
)
_OURS = ("drplan_owner",)
_READ = (
    *_ADDRESS_KEYS, *SITE_KEYS, *ROOM_KEYS, *ROLE_KEYS, *_OS_KEYS, *_LOGIN, *_OURS, "ansible_network_os",
)  # fmt: skip
_OVER_NETWORK = ("network_cli", "netconf", "httpapi")
_NETWORK_GROUP = re.compile(r"switch|router|firewall")
_SITE_GROUP = re.compile(r"(?:site|building|school)_(.+)")


def read_ansible(source: Path) -> Imported:
    """Read an inventory; scripts and plugins are not run, templates not filled in.

    Raises ``DeclarationError``.
    """
    hosts, tally = Hosts(), Tally()
    for path in files_of(source, _ENDINGS):
        if _is_yaml(path):
            read_groups(path, hosts, tally)
        else:
            read_ini(path, hosts)
    folder = source if source.is_dir() else source.parent
    for name, variables in read_variables(folder / "group_vars", tally):
        hosts.group(name).variables.update(variables)
    for name, variables in read_variables(folder / "host_vars", tally):
        hosts.variables.setdefault(name, {}).update(variables)
    said = [*(group.variables for group in hosts.groups.values()), *hosts.variables.values()]
    for variables in said:
        tally.keys(source.name, variables, _READ)
    lineage = hosts.lineage()
    assets = [_asset(host, place, hosts, lineage[host], tally) for host, place in hosts.places.items()]
    return Imported("an Ansible inventory", str(source), (), tuple(assets), tally.all())


def _is_yaml(path: Path) -> bool:
    if path.suffix:
        return path.suffix in _YAML
    lines = (line for line in read_text(path).split("\n") if line.strip() and line.strip()[0] not in "#;")
    return bool(re.match(r"---|\{|[\w.-]+:\s*$", next(lines, "")))


def _asset(
    host: str, place: tuple[str, str], hosts: Hosts, groups: Iterable[str], tally: Tally
) -> ImportedAsset:
    named = [group for group in groups if group not in ("all", "ungrouped")]
    scopes = (hosts.variables.get(host, {}), *(hosts.group(group).variables for group in groups))

    def value(*keys: str) -> str:
        found = _nearest(scopes, keys)
        if "{{" in found or "{%" in found:
            tally.add(*place, f"{keys[0]} of {host}", "is a template: nothing fills it in here")
            return ""
        return found

    system = value("ansible_network_os")
    network = bool(system) or _over_network(value("ansible_connection"), named)
    by_group = next((found[1] for group in named if (found := _SITE_GROUP.fullmatch(group))), "")
    return ImportedAsset(
        file=place[0],
        place=place[1],
        key=host,
        name=host,
        address=value(*_ADDRESS_KEYS) or host,
        site=value(*SITE_KEYS) or by_group,
        kinds=(value(*ROLE_KEYS), "network device" if network else ""),
        platforms=((system,) if system else tuple(named)) if network else (),
        usual="server",
        software=value(*_OS_KEYS),
        room=value(*ROOM_KEYS),
    )


def _over_network(connection: str, groups: Iterable[str]) -> bool:
    return connection.rsplit(".", 1)[-1] in _OVER_NETWORK or any(map(_NETWORK_GROUP.search, groups))


def _nearest(scopes: Iterable[Mapping[str, Any]], keys: Iterable[str]) -> str:
    """Return the value of the first key that has one anywhere, the nearest of them."""
    return next((found for key in keys for scope in scopes if (found := text(scope.get(key)))), "")
