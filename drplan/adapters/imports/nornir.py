"""Nornir's SimpleInventory: ``hosts.yaml`` with ``groups.yaml`` and ``defaults.yaml`` beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from drplan.adapters.imports.read import refuse
from drplan.adapters.imports.read_yaml import read_yaml
from drplan.adapters.imports.tally import ROLE_KEYS, ROOM_KEYS, SITE_KEYS, Tally, first, text
from drplan.declare.imported import Imported, ImportedAsset, shown

_FIELDS = ("hostname", "platform", "groups", "data")
_LOGIN = ("port", "username", "connection_options")
_OS_KEYS = ("os", "software", "version")
_READ = (*SITE_KEYS, *ROOM_KEYS, *ROLE_KEYS, *_OS_KEYS)


def read_nornir(source: Path) -> Imported:
    """Read ``hosts.yaml``, or the folder it lies in; raises ``DeclarationError``."""
    hosts_file = source / "hosts.yaml" if source.is_dir() else source
    folder = hosts_file.parent
    hosts = _mapping(hosts_file, read_yaml(hosts_file))
    groups_file, defaults_file = folder / "groups.yaml", folder / "defaults.yaml"
    groups = _mapping(groups_file, read_yaml(groups_file)) if groups_file.exists() else {}
    defaults = read_yaml(defaults_file) if defaults_file.exists() else {}
    if defaults is not None and not isinstance(defaults, dict):
        refuse(defaults_file, 1, "is no mapping", "give Nornir's defaults.yaml")
    tally = Tally()
    for file, entries in ((hosts_file, hosts), (groups_file, groups), (defaults_file, {"": defaults or {}})):
        for entry in entries.values():
            tally.keys(file.name, {key: each for key, each in entry.items() if key not in _LOGIN}, _FIELDS)
            tally.keys(file.name, _data(entry), _READ)
    assets = [
        _asset(hosts_file.name, name, list(_lineage(host, groups)), defaults or {})
        for name, host in hosts.items()
    ]
    return Imported("Nornir's inventory", str(source), (), tuple(assets), tally.all())


def _mapping(path: Path, value: Any) -> dict[str, dict[str, Any]]:
    """Return a mapping of mappings; an entry without anything is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        refuse(path, 1, "is no mapping of names", "give Nornir's hosts.yaml, groups.yaml, defaults.yaml")
    found = {}
    for name, entry in value.items():
        if not isinstance(name, str) or not isinstance(entry or {}, dict):
            refuse(path, 1, f"{shown(str(name))!r} is no mapping", "write its fields below it")
        found[name] = entry or {}
    return found


def _lineage(entry: Mapping[str, Any], groups: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield a host and its groups with their names, nearest first, each once, as Nornir looks values up."""
    seen: set[str] = set()
    waiting: list[tuple[str, Mapping[str, Any]]] = [("", entry)]
    while waiting:
        name, here = waiting.pop(0)
        yield name, here
        named = here.get("groups")
        fresh = [each for each in named if isinstance(each, str)] if isinstance(named, list) else []
        nearest = [each for each in dict.fromkeys(fresh) if each not in seen]
        seen.update(nearest)
        waiting = [(each, groups.get(each, {})) for each in nearest] + waiting


def _asset(
    file: str, name: str, lineage: list[tuple[str, Mapping[str, Any]]], defaults: Mapping[str, Any]
) -> ImportedAsset:
    entries = [*(entry for _, entry in lineage), defaults]
    named = [group for group, _ in lineage if group]

    def field(key: str) -> str:
        return next((found for entry in entries if (found := text(entry.get(key)))), "")

    def datum(keys: tuple[str, ...]) -> str:
        return next((found for entry in entries if (found := first(_data(entry), keys))), "")

    platform = field("platform")
    return ImportedAsset(
        file=file,
        place=f"host {shown(name)}",
        key=name,
        name=name,
        address=field("hostname") or name,
        site=datum(SITE_KEYS),
        kinds=(datum(ROLE_KEYS), *named),
        platforms=(platform,),
        software=" ".join(filter(None, (datum(("os", "software")), datum(("version",))))),
        room=datum(ROOM_KEYS),
    )


def _data(entry: Mapping[str, Any]) -> dict[str, Any]:
    data = entry.get("data")
    return {str(key): each for key, each in data.items()} if isinstance(data, dict) else {}
