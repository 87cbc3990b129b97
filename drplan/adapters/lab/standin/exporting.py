"""What RouterOS prints of its menus, and what of them is kept."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.adapters.lab.standin.menu_names import SENSITIVE, SERVICES, UNEXPORTED
from drplan.adapters.lab.standin.menu_words import Entry, quoted, words
from drplan.adapters.lab.standin.menus import Menus

_WIDTH = 80
_FAMILIES = (
    "interface",
    "ip",
    "ipv6",
    "port",
    "queue",
    "ppp",
    "routing",
    "snmp",
    "radius",
    "system",
    "tool",
    "user",
)
_FIRST = tuple(f"interface/{kind}" for kind in ("bridge", "ethernet", "bonding", "vlan", "list"))


def export(menus: Menus, *, whole: bool = False, sensitive: bool = True, under: str = "") -> Iterator[str]:
    """Yield the lines of an export; ``whole``: with what RouterOS never exports."""
    for menu in sorted({*menus.tables, *menus.settings}, key=_rank):
        if under and menu != under and not menu.startswith(f"{under}/"):
            continue
        if menu in UNEXPORTED and not whole:
            continue
        lines = [_wrapped(line) for line in _menu(menus, menu, sensitive=sensitive)]
        if lines:
            yield "/" + menu.replace("/", " ")
            yield from lines


def _rank(menu: str) -> tuple[int, str]:
    family = menu.split("/", maxsplit=1)[0]
    place = _FIRST.index(menu) if menu in _FIRST else len(_FIRST)
    return (_FAMILIES.index(family) if family in _FAMILIES else len(_FAMILIES)) * 10 + place, menu


def _menu(menus: Menus, menu: str, *, sensitive: bool) -> Iterator[str]:
    if menu in menus.settings:
        given = _given(menus.settings[menu], sensitive=sensitive)
        if given and menus.settings[menu] != {"name": "MikroTik"}:
            yield f"set {given}"
    entries = menus.tables.get(menu, [])
    if menu == "user" and not any(each.get("name") == "admin" for each in entries):
        yield "remove admin"
    for entry in entries:
        which, own = _own(menu, entry)
        if own:
            yield f"{which} {_given(own, sensitive=sensitive)}"


def _own(menu: str, entry: Entry) -> tuple[str, Entry]:
    """Return how an entry is named in an export, and what of it is not as its maker has it."""
    if menu == "interface/ethernet":
        usual = {"default-name": entry["default-name"], "name": entry["default-name"]}
        return f"set [ find default-name={entry['default-name']} ]", _unlike(entry, usual)
    if menu == "ip/service":
        usual = {"name": entry["name"], "port": dict(SERVICES)[entry["name"]]}
        return f"set {entry['name']}", _unlike(entry, usual)
    if menu == "snmp/community" and entry.get("default"):
        return "set [ find default=yes ]", _unlike(entry, {"default": "yes", "name": "public"})
    return "add", {} if entry == {"name": "admin", "group": "full"} else entry


def _unlike(entry: Entry, usual: Entry) -> Entry:
    return {name: value for name, value in entry.items() if usual.get(name) != value}


def _given(entry: Entry, *, sensitive: bool) -> str:
    shown = {name: value for name, value in entry.items() if sensitive or name not in SENSITIVE}
    return " ".join(f"{name}={quoted(value)}" for name, value in sorted(shown.items()))


def _wrapped(line: str) -> str:
    lines, now = [], ""
    for word in words(line):
        if now and len(now) + len(word) + 2 > _WIDTH:
            lines.append(f"{now} \\")
            now = f"    {word}"
        else:
            now = f"{now} {word}" if now else word
    return "\n".join([*lines, now])
