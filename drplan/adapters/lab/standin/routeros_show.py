"""What RouterOS shows of itself, and hears at its ports."""

from __future__ import annotations

from collections.abc import Sequence

from drplan.adapters.lab.standin.heard import Heard, chassis, neighbours
from drplan.adapters.lab.standin.menu_names import is_menu
from drplan.adapters.lab.standin.menu_words import Entry, Refused, quoted
from drplan.adapters.lab.standin.routeros_session import RouterSession
from drplan.adapters.lab.standin.routeros_text import kept, shown


class RouterShowing(RouterSession):
    """What a session shows."""

    def export_it(self, line: str, menu: str = "") -> None:
        """Print what runs as commands."""
        sensitive = "show-sensitive" in line
        self.say(shown(kept(self.menus), self.unit, sensitive=sensitive, under=menu))

    def print_menu(self, menu: str, rest: list[str]) -> None:
        """Print a menu's settings or entries."""
        if menu in self.menus.settings:
            rows = self.menus.settings[menu].items()
            self.say("\n".join(f"{name:>22}: {value}" for name, value in rows))
            return
        if not is_menu(menu):
            raise Refused("bad command name print (line 1 column 1)")
        entries = self.menus.table(menu)
        if "where" in rest:
            asked = " ".join(rest[rest.index("where") + 1 :])
            entries = self.menus.chosen(menu, f"[find {asked}]")
        if "count-only" in rest:
            self.say(str(len(entries)))
            return
        flags = "Flags: X - disabled, I - invalid, D - dynamic \n"
        self.say(flags + "\n".join(_row(place, entry) for place, entry in enumerate(entries)))

    def resource(self, _line: str) -> None:
        """Print what it is made of."""
        self.say(_RESOURCE.format(**self.made()))

    def routerboard(self, _line: str) -> None:
        """Print its board."""
        self.say(_BOARD.format(**self.made()))

    def neighbours(self, _line: str) -> None:
        """Print its neighbours."""
        self.say(neighbour_rows(neighbours(self.unit)))


def _row(place: int, entry: Entry) -> str:
    mark = "X" if entry.get("disabled") == "yes" else " "
    comment = f"  ;;; {entry['comment']}\n     " if entry.get("comment") else ""
    shown_of = " ".join(
        f"{name}={quoted(value)}" for name, value in entry.items() if name not in {"comment", "disabled"}
    )
    return f"{place:>2} {mark} {comment}{shown_of}"


def neighbour_rows(heard: Sequence[Heard]) -> str:
    """``/ip neighbor print detail`` of RouterOS."""
    return "\n\n".join(
        f" {place} interface={each['port']} address={each.get('address', '')} "
        f"address4={each.get('address', '')} "
        f'mac-address={chassis(each).upper()} identity="{each["device"]}" platform="" version="" '
        f'interface-name="{each["device_port"]}" system-description="{each.get("model", "")}" '
        "system-caps=bridge,router system-caps-enabled=bridge discovered-by=lldp"
        for place, each in enumerate(heard)
    )


_RESOURCE = """                   uptime: 3w2d4h11m3s
                  version: {version} (stable)
               build-time: 2024-07-24 10:39:01
              free-memory: 437.4MiB
             total-memory: 512.0MiB
                      cpu: ARM
                 cpu-load: 2%
        architecture-name: arm
               board-name: {model}
                 platform: MikroTik
"""

_BOARD = """       routerboard: yes
        board-name: {model}
             model: {model}
     serial-number: {serial}
     firmware-type: dx3230L
  factory-firmware: 6.44.6
  current-firmware: {version}
  upgrade-firmware: {version}
"""
