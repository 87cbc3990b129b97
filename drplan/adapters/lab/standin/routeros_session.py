"""A session with RouterOS: where the next command counts, and what a change does."""

from __future__ import annotations

from typing import Any

from drplan.adapters.lab.standin.commanding import Commanding
from drplan.adapters.lab.standin.menus import Menus
from drplan.adapters.lab.standin.routeros_schedule import schedule
from drplan.adapters.lab.standin.routeros_text import kept, read_in
from drplan.adapters.lab.standin.shell import Shell
from drplan.adapters.lab.standin.unit import Unit


class RouterSession(Shell):
    """What all of its commands share."""

    pager = "-- [Q quit|D dump|down]"
    wipe_pager = "\r" + " " * 24 + "\r"

    def __init__(self, unit: Unit, terminal: Any) -> None:
        super().__init__(unit, terminal)
        # It pages what print shows, and never an export.
        self.height = 0
        self.at = self.commanding()
        user = str(unit.settings.get("user", "admin"))
        self.user = "admin" if user == "root" else user

    def commanding(self) -> Commanding:
        """Return what runs, as read anew."""
        text = self.unit.running()
        self.unit.changed("running")
        return Commanding(read_in(text, self.unit.settings))

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

    def change(self, line: str) -> None:
        """Do a command that changes a menu."""
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
