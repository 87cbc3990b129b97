"""MikroTik RouterOS 7. Source: RouterOS documentation (Configuration Management, Backup, Scheduler)."""

from __future__ import annotations

import re
from typing import Any

from drplan.adapters.lab.standin.menu_names import menu_of
from drplan.adapters.lab.standin.menu_words import Entry, Refused, bare, joined, words
from drplan.adapters.lab.standin.routeros_schedule import schedule
from drplan.adapters.lab.standin.routeros_show import RouterShowing
from drplan.adapters.lab.standin.routeros_text import blank, kept, locked, read_in, shown, written
from drplan.adapters.lab.standin.terminal import Script
from drplan.adapters.lab.standin.unit import Unit

__all__ = ["Shell", "back", "blank", "locked", "shown", "written"]


class RouterShell(RouterShowing):
    """A session with RouterOS."""

    def obey(self, line: str) -> None:
        """Do what a line says."""
        if self.unit.faults().get("pager"):
            self.height = self.page_lines
        if self.unit.changed("running"):
            where, self.at = self.at.at, self.commanding()
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
            self.print_menu(menu, rest)
        elif verb == "export":
            self.export_it(line, menu)
        else:
            self.change(line)

    def quit(self, _line: str) -> None:
        """End the session."""
        self.over = True

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
            self.restart_with(self.unit.text(f"backup-{name}"))

    def import_it(self, line: str) -> None:
        """Take the commands of a file; the first that is refused ends it."""
        said = words(line)
        name = _said(line).get("file-name") or bare(said[-1])
        file = next((each for each in self.menus.table("file") if each.get("name") == name), None)
        if file is None and self.unit.has(f"files/{name}"):
            file = {"contents": self.unit.text(f"files/{name}")}
        if file is None:
            raise Refused("failure: file does not exist")
        for place, each in enumerate(joined(file.get("contents", "")), 1):
            try:
                self.change(each)
            except Refused as refused:
                self.say(f"Script Error: {refused} (line {place})")
                return
        self.at.at = ""
        self.say("Script file loaded and executed successfully")

    def reboot(self, _line: str) -> None:
        """Restart now."""
        if self.terminal.line("Reboot, yes? [y/N]: ").strip().lower().startswith("y"):
            self.say("system will reboot shortly")
            self.restart_with(kept(self.menus))

    def reset(self, line: str) -> None:
        """Bring it back to a unit with no defaults, and import a file when asked to."""
        if not self.terminal.line("Dangerous! Reset anyway? [y/N]: ").strip().lower().startswith("y"):
            return
        self.say("system configuration will be reset")
        name = _said(line).get("run-after-reset", "")
        file = next((each for each in self.menus.table("file") if each.get("name") == name), {})
        self.unit.erase()
        self.restart_with(written(file["contents"], self.unit.settings) if file else None)

    def restart_with(self, text: str | None) -> None:
        """Restart; with another configuration when there is one."""
        if text is not None:
            self.unit.keep("startup", text)
        self.restart()
        schedule(self.unit, read_in(self.unit.running(), self.unit.settings))


_COMMANDS = (
    (r"quit$|/quit$", "quit"),
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


def back(unit: Unit, deadline: dict[str, Any]) -> None:
    """Run what the scheduler says, as nobody's session: every question is answered with yes."""
    shell = RouterShell(unit, Script(["y"] * 8))
    for line in re.split(r"[;\n]", deadline["script"]):
        if line.strip():
            shell.obey(line.strip())
    if not shell.over:
        schedule(unit, shell.menus)
