"""A session with FortiOS: what is being written, and when it counts."""

from __future__ import annotations

import re
from typing import Any

from drplan.adapters.lab.standin.edit_blocks import Section
from drplan.adapters.lab.standin.editing import Editing, read
from drplan.adapters.lab.standin.fortios_text import body
from drplan.adapters.lab.standin.shell import Shell
from drplan.adapters.lab.standin.unit import Unit


class FortiSession(Shell):
    """What all of its commands share."""

    pager = "--More-- "
    wipe_pager = "\r         \r"

    def __init__(self, unit: Unit, terminal: Any) -> None:
        super().__init__(unit, terminal)
        self.editing = Editing(read(unit.running()))
        unit.changed("running")
        self.held = ""
        """What was typed of a line that a quote keeps open."""

    @property
    def tree(self) -> Section:
        """What runs."""
        return self.editing.tree

    def hostname(self) -> str:
        """Return what it is called now."""
        return self.tree.section("system global").value("hostname") or str(self.unit.settings["model"])

    def prompt(self) -> str:
        """Return what stands before the cursor."""
        if self.held:
            return "> "
        where = self.editing.heading.partition(" ")[2] if self.editing.inside else ""
        return f"{self.hostname()} ({where}) # " if where else f"{self.hostname()} # "

    def refuse(self, line: str) -> None:
        """Say that there is no such command."""
        self.say(
            f"command parse error before '{line.split(' ', maxsplit=1)[0]}'\nCommand fail. Return code -61\n"
        )

    def configure(self, line: str) -> None:
        """Take a line of the configuration."""
        before = self.unit.running()
        refused = self.editing.feed(line)
        if refused:
            self.say(refused)
        elif body(self.tree) != before:
            self._run(before)

    def _run(self, before: str) -> None:
        mode = read(before).section("system global").value("cfg-save")
        self.unit.run(body(self.tree))
        self.unit.changed("running")
        if mode == "revert" and self.tree.section("system global").value("cfg-save") == "revert":
            self.arm()
        elif mode != "manual" and not self.unit.save():
            self.say("Failed to save the configuration: no space left on device")
        elif mode != "manual":
            self.unit.disarm()

    def arm(self) -> None:
        """Have what was saved come back once nobody says anything."""
        seconds = int(self.tree.section("system global").value("cfg-revert-timeout"))
        self.unit.arm(seconds / 60, "restart")

    def tell(self, text: str, grep: str) -> None:
        """Print an answer, or the lines of it that are searched for."""
        if grep:
            pattern = re.compile(
                grep.removeprefix("-i ").strip("'\""), re.IGNORECASE if grep.startswith("-i") else 0
            )
            text = "\n".join(line for line in text.splitlines() if pattern.search(line))
        self.say(text)
