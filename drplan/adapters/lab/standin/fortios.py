"""Fortinet FortiOS. Source: FortiOS 7.x CLI reference and administration guide (CLI basics; cfg-save)."""

from __future__ import annotations

import re

from drplan.adapters.lab.standin.edit_blocks import open_quote
from drplan.adapters.lab.standin.editing import Editing, read
from drplan.adapters.lab.standin.fortios_show import FortiShowing
from drplan.adapters.lab.standin.fortios_text import blank, locked, shown, written

__all__ = ["Shell", "blank", "locked", "shown", "written"]


class FortiShell(FortiShowing):
    """A session with FortiOS."""

    def obey(self, line: str) -> None:
        """Do what a line says."""
        line = f"{self.held}\n{line}" if self.held else line.strip()
        self.held = line if open_quote(line) else ""
        if self.held or not line:
            return
        if not self.editing.inside and self.unit.changed("running"):
            self.editing = Editing(read(self.unit.running()))
        self._tune()
        line, _, grep = (
            line.partition(" | grep ") if line.startswith(("show", "get", "diag")) else (line, "", "")
        )
        for pattern, method in _COMMANDS:
            found = re.fullmatch(pattern, line)
            if found:
                getattr(self, method)(grep.strip(), *found.groups())
                return
        self.configure(line)

    def _tune(self) -> None:
        plain = self.tree.section("system console").value("output") == "standard"
        self.height = 0 if plain and not self.unit.faults().get("pager") else self.page_lines
        if self.unit.armed:
            # It is idleness that brings the old configuration back.
            self.arm()

    # Commands; the first argument of each is what its answer is searched for.

    def quit(self, _grep: str) -> None:
        """End the session."""
        if self.editing.inside:
            self.configure("abort")
        else:
            self.over = True

    def cfg_save(self, _grep: str) -> None:
        """Have what runs outlast a restart."""
        if self.unit.save():
            self.unit.disarm()
            self.say("config saved.")
        else:
            self.say("Failed to save the configuration: no space left on device")

    def cfg_reload(self, _grep: str) -> None:
        """Restart with what was saved."""
        self.say("configs reloaded. system will reboot.This operation will take some time")
        self.restart()

    def reboot(self, _grep: str) -> None:
        """Restart now."""
        question = "This operation will reboot the system !\nDo you want to continue? (y/n)"
        if self.terminal.key(question) in "yY":
            self.restart()

    def factory_reset(self, _grep: str) -> None:
        """Bring it back to what its maker shipped."""
        question = "This operation will reset the system to factory default!\nDo you want to continue? (y/n)"
        if self.terminal.key(question) in "yY":
            self.unit.erase()
            self.restart()


_COMMANDS = (
    (r"exit|quit", "quit"),
    (r"show( full-configuration)?( .+)?", "show"),
    (r"get system status", "status"),
    (r"get (.+)", "get"),
    (r"diagnose lldprx neighbor (?:summary|details?)", "lldp"),
    (r"execute cfg save", "cfg_save"),
    (r"execute cfg reload", "cfg_reload"),
    (r"execute reboot", "reboot"),
    (r"execute factoryreset", "factory_reset"),
)

Shell = FortiShell
