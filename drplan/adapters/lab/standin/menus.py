"""RouterOS's configuration: menus that hold entries, or settings of their own, changed by commands.

What is kept is what ``/export`` prints, read again line by line. Source: RouterOS documentation
(Configuration Management; Command Line Interface; Scripting).
"""

from __future__ import annotations

import re

from drplan.adapters.lab.standin.menu_names import SERVICES
from drplan.adapters.lab.standin.menu_words import Entry, Refused, bare, pair, words

_ALREADY = {
    "interface/bridge": (("name",), "already have interface with such name"),
    "interface/vlan": (("name",), "already have interface with such name"),
    "interface/bonding": (("name",), "already have interface with such name"),
    "ip/address": (("address", "interface"), "already have such address"),
    "user": (("name",), "user with the same name already exists"),
    "user/group": (("name",), "group with the same name already exists"),
    "system/scheduler": (("name",), "already have scheduled script with such name"),
    "system/script": (("name",), "item with this name already exists"),
    "interface/list": (("name",), "already have such list"),
    "snmp/community": (("name",), "community with such name already exists"),
}


class Menus:
    """All menus of a device."""

    def __init__(self, ports: list[str], model: str) -> None:
        self.settings: dict[str, Entry] = {}
        self.tables: dict[str, list[Entry]] = {}
        self.tables["interface/ethernet"] = [{"default-name": port, "name": port} for port in ports]
        self.tables["ip/service"] = [{"name": name, "port": port} for name, port in SERVICES]
        self.tables["user"] = [{"name": "admin", "group": "full"}]
        self.tables["snmp/community"] = [{"name": "public", "default": "yes"}]
        self.settings["system/identity"] = {"name": "MikroTik"}
        self.model = model

    def table(self, menu: str) -> list[Entry]:
        """Return the entries of a menu."""
        return self.tables.setdefault(menu, [])

    def interfaces(self) -> set[str]:
        """Return the names of all interfaces."""
        return {
            entry["name"]
            for menu, entries in self.tables.items()
            if menu.startswith("interface/") and menu.count("/") == 1
            for entry in entries
            if "name" in entry
        }

    def add(self, menu: str, entry: Entry, place: str = "") -> None:
        """Add an entry; raises ``Refused``."""
        self._check(menu, entry)
        keys, words = _ALREADY.get(menu, ((), ""))
        wanted = [entry.get(key) for key in keys]
        if keys and any([each.get(key) for key in keys] == wanted for each in self.table(menu)):
            raise Refused(f"failure: {words}")
        at = int(place) if place.isdigit() else len(self.table(menu))
        self.table(menu).insert(at, entry)

    def _check(self, menu: str, entry: Entry) -> None:
        named = entry.get("interface")
        known = (
            self.interfaces()
            | {"all", "none", "dynamic"}
            | {each["name"] for each in self.table("interface/list")}
        )
        if (
            menu in {"ip/address", "interface/vlan", "interface/bridge/port", "ip/dhcp-server"}
            and named not in known
        ):
            raise Refused(
                "input does not match any value of interface" if named else "failure: interface is missing"
            )

    def chosen(self, menu: str, choice: str) -> list[Entry]:
        """Return the entries that a command means: ``[find …]``, numbers, names."""
        entries = self.table(menu)
        found = re.fullmatch(r"\[\s*find\s*(?:where\s+)?(.*?)\s*\]", choice, re.DOTALL)
        if found:
            wanted = [each for each in map(pair, words(found[1])) if each]
            return [each for each in entries if all(_equal(each, name, value) for name, value in wanted)]
        names = [bare(each) for each in choice.split(",")]
        return [
            entry
            for place, entry in enumerate(entries)
            if str(place) in names or entry.get("name") in names or entry.get("numbers") in names
        ]


def _equal(entry: Entry, name: str, value: str) -> bool:
    had = entry.get(name, "no" if name in {"disabled", "dynamic"} else "")
    return had == bare(value)
