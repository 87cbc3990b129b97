"""MikroTik RouterOS 7. Source: RouterOS documentation (Configuration Management, Backup, Scheduler)."""

from __future__ import annotations

import re
import time
from typing import Any

from drplan.adapters.lab.standin import heard, routeros_reach
from drplan.adapters.lab.standin.commanding import Commanding, read
from drplan.adapters.lab.standin.exporting import export
from drplan.adapters.lab.standin.menus import (
    Entry,
    Menus,
    Refused,
    bare,
    is_menu,
    menu_of,
    quoted,
    words,
)
from drplan.adapters.lab.standin.shell import Shell as Session
from drplan.adapters.lab.standin.terminal import Script
from drplan.adapters.lab.standin.unit import Unit

_SECONDS = {"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}


def _ports(settings: dict[str, Any]) -> list[str]:
    return list(settings.get("ports") or [f"ether{port}" for port in range(1, 9)])


def blank(settings: dict[str, Any]) -> str:
    """Return what a unit starts with after ``reset-configuration no-defaults=yes``."""
    return ""


def written(text: str, settings: dict[str, Any]) -> str:
    """Return a configuration as it is kept, after a unit with no defaults imported it."""
    return kept(read(text, _ports(settings), str(settings["model"])))


def kept(menus: Menus) -> str:
    """Return all of it, with what an export leaves out."""
    return "".join(f"{line}\n" for line in export(menus, whole=True))


# A port exists once a configuration speaks of it, whichever there are by default.
def _found_ports(text: str) -> list[str]:
    return re.findall(r"find default-name=(\S+) \]", text) + re.findall(r"interface=(ether\d+|sfp\S+)", text)


def _read(text: str, settings: dict[str, Any] | None) -> Menus:
    ports = _ports(settings) if settings else []
    return read(
        text, [*ports, *(each for each in dict.fromkeys(_found_ports(text)) if each not in ports)], ""
    )


def locked(text: str, way_in: dict[str, Any]) -> str:
    """Say why a configuration keeps the operator out; empty when it lets them in."""
    # A port with its maker's settings is in no export, and is there.
    ports = [
        name
        for key in ("interface", "port")
        if (name := str(way_in.get(key, ""))) and f"name={name}" not in text
    ]
    return routeros_reach.locked(_read(text, {"ports": ports or [""]}), way_in)


def shown(text: str, unit: Unit, *, sensitive: bool = True, under: str = "") -> str:
    """Return what ``/export`` prints of a configuration."""
    words_of = unit.settings
    now = time.strftime("%Y-%m-%d %H:%M:%S")
    head = f"# {now} by RouterOS {words_of['version']}\n# software id = ABCD-1234\n#\n"
    made = f"# model = {words_of['model']}\n# serial number = {words_of['serial']}\n"
    lines = export(_read(text, unit.settings), sensitive=sensitive, under=under)
    return head + made + "".join(f"{line}\n" for line in lines)


class RouterShell(Session):
    """A session with RouterOS."""

    pager = "-- [Q quit|D dump|down]"
    wipe_pager = "\r" + " " * 24 + "\r"

    def __init__(self, unit: Unit, terminal: Any) -> None:
        super().__init__(unit, terminal)
        # It pages what print shows, and never an export.
        self.height = 0
        self.at = self._commanding()
        user = str(unit.settings.get("user", "admin"))
        self.user = "admin" if user == "root" else user

    def _commanding(self) -> Commanding:
        text = self.unit.running()
        self.unit.changed("running")
        return Commanding(_read(text, self.unit.settings))

    @property
    def menus(self) -> Menus:
        """What runs."""
        return self.at.menus

    def prompt(self) -> str:
        """Return what stands before the cursor."""
        name = self.menus.settings["system/identity"]["name"]
        return f"[{self.user}@{name}] {'/' + self.at.at if self.at.at else ''}> "

    def refuse(self, line: str) -> None:
        """Say that there is no such command."""
        self.say(f"bad command name {line.split(' ', maxsplit=1)[0].lstrip('/')} (line 1 column 1)")

    def obey(self, line: str) -> None:
        """Do what a line says."""
        if self.unit.faults().get("pager"):
            self.height = self.page_lines
        if self.unit.changed("running"):
            where, self.at = self.at.at, self._commanding()
            self.at.at = where
        try:
            self._do(line.strip())
        except Refused as refused:
            self.say(str(refused))

    def _do(self, line: str) -> None:
        bare_line = (
            " ".join(menu_of(line.split("=", maxsplit=1)[0]).replace("/", " ").split())
            if line.startswith("/")
            else line
        )
        for pattern, method in _COMMANDS:
            if re.match(pattern, bare_line):
                getattr(self, method)(line)
                return
        menu, verb, rest = self.at.resolve(line)
        if verb == "print":
            self._print(menu, rest)
        elif verb == "export":
            self.export_it(line, menu)
        else:
            self._change(line)

    def _change(self, line: str) -> None:
        before = kept(self.menus)
        self.at.feed(line)
        after = kept(self.menus)
        if after == before:
            return
        self.unit.run(after)
        self.unit.changed("running")
        if self.unit.save():
            schedule(self.unit, self.menus)
        else:
            self.say("failure: not enough space on disk")

    # Commands that show.

    def export_it(self, line: str, menu: str = "") -> None:
        """Print what runs as commands."""
        sensitive = "show-sensitive" in line
        self.say(shown(kept(self.menus), self.unit, sensitive=sensitive, under=menu))

    def _print(self, menu: str, rest: list[str]) -> None:
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
        words_of = self.unit.settings
        self.say(_RESOURCE.format(model=words_of["model"], version=words_of["version"]))

    def routerboard(self, _line: str) -> None:
        """Print its board."""
        words_of = self.unit.settings
        self.say(_BOARD.format(**{each: words_of[each] for each in ("model", "serial", "version")}))

    def neighbours(self, _line: str) -> None:
        """Print its neighbours."""
        self.say(heard.routeros_neighbours(heard.neighbours(self.unit)))

    def leave(self, _line: str) -> None:
        """End the session."""
        self.over = True

    # Commands that do.

    def backup(self, line: str) -> None:
        """Save a backup, or go back to one."""
        said = _said(line)
        name = said.get("name", "backup").removesuffix(".backup")
        if re.search(r"\bsave\b", line):
            self.unit.keep(f"backup-{name}", kept(self.menus))
            self.say("Saving system configuration\nConfiguration backup saved")
            return
        if not self.unit.has(f"backup-{name}"):
            raise Refused("failure: unable to open file")
        if self.terminal.line("Restore and reboot? [y/N]: ").strip().lower().startswith("y"):
            self.say("Restoring system configuration\nSystem configuration restored, rebooting now")
            self._restart(self.unit.text(f"backup-{name}"))

    def import_it(self, line: str) -> None:
        """Take the commands of a file; the first that is refused ends it."""
        said = words(line)
        name = _said(line).get("file-name") or bare(said[-1])
        file = next((each for each in self.menus.table("file") if each.get("name") == name), None)
        if file is None and self.unit.has(f"files/{name}"):
            file = {"contents": self.unit.text(f"files/{name}")}
        if file is None:
            raise Refused("failure: file does not exist")
        from drplan.adapters.lab.standin.menus import joined

        for place, each in enumerate(joined(file.get("contents", "")), 1):
            try:
                self._change(each)
            except Refused as refused:
                self.say(f"Script Error: {refused} (line {place})")
                return
        self.at.at = ""
        self.say("Script file loaded and executed successfully")

    def reboot(self, _line: str) -> None:
        """Restart now."""
        if self.terminal.line("Reboot, yes? [y/N]: ").strip().lower().startswith("y"):
            self.say("system will reboot shortly")
            self._restart(kept(self.menus))

    def reset(self, line: str) -> None:
        """Bring it back to a unit with no defaults, and import a file when asked to."""
        if not self.terminal.line("Dangerous! Reset anyway? [y/N]: ").strip().lower().startswith("y"):
            return
        self.say("system configuration will be reset")
        name = _said(line).get("run-after-reset", "")
        file = next((each for each in self.menus.table("file") if each.get("name") == name), {})
        self.unit.erase()
        self._restart(written(file["contents"], self.unit.settings) if file else None)

    def _restart(self, text: str | None) -> None:
        self.terminal.flush()
        if text is not None:
            self.unit.keep("startup", text)
        self.unit.restart()
        schedule(self.unit, _read(self.unit.running(), self.unit.settings))
        self.over = True


_COMMANDS = (
    (r"quit$|/quit$", "leave"),
    (r"(/)?export\b", "export_it"),
    (r"system resource print", "resource"),
    (r"system routerboard print", "routerboard"),
    (r"ip neighbor print", "neighbours"),
    (r"system backup (save|load)", "backup"),
    (r"import\b", "import_it"),
    (r"system reboot", "reboot"),
    (r"system reset-configuration", "reset"),
)

Shell = RouterShell


def _said(line: str) -> Entry:
    found = (word.partition("=") for word in words(line) if "=" in word)
    return {name: bare(value) for name, _, value in found}


def _row(place: int, entry: Entry) -> str:
    mark = "X" if entry.get("disabled") == "yes" else " "
    comment = f"  ;;; {entry['comment']}\n     " if entry.get("comment") else ""
    shown_of = " ".join(
        f"{name}={quoted(value)}" for name, value in entry.items() if name not in {"comment", "disabled"}
    )
    return f"{place:>2} {mark} {comment}{shown_of}"


def seconds(interval: str) -> float:
    """Return an interval's seconds: ``5m``, ``1h30m``, ``00:05:00``."""
    if ":" in interval:
        hours, minutes, rest = (float(part) for part in interval.split(":"))
        return hours * 3600 + minutes * 60 + rest
    return float(
        sum(int(number) * _SECONDS[unit] for number, unit in re.findall(r"(\d+)([wdhms])", interval))
    )


def schedule(unit: Unit, menus: Menus) -> None:
    """Have the next of the scheduler's entries run in time."""
    due = [
        (seconds(entry["interval"]), entry)
        for entry in menus.table("system/scheduler")
        if entry.get("interval") and entry.get("disabled") != "yes" and seconds(entry["interval"])
    ]
    now = unit.state.get("deadline") or {}
    if not due:
        unit.disarm()
        return
    wait, entry = min(due, key=lambda each: each[0])
    if now.get("name") != entry.get("name"):
        unit.arm(wait / 60, "script", name=entry.get("name", ""), script=entry.get("on-event", ""))


def back(unit: Unit, deadline: dict[str, Any]) -> None:
    """Run what the scheduler says, as nobody's session: every question is answered with yes."""
    shell = RouterShell(unit, Script(["y"] * 8))
    for line in re.split(r"[;\n]", deadline["script"]):
        if line.strip():
            shell.obey(line.strip())
    if not shell.over:
        schedule(unit, shell.menus)


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
