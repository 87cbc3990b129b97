"""The shell of platforms that are configured line by line: privilege, configuration mode, saving."""

from __future__ import annotations

import re
from typing import Any

from drplan.adapters.lab.standin.grammar import INVALID, Grammar
from drplan.adapters.lab.standin.shell import Shell
from drplan.adapters.lab.standin.tree import Line
from drplan.adapters.lab.standin.typed import Configuring, read
from drplan.adapters.lab.standin.unit import Unit


class IndentedShell(Shell):
    """A session with a Cisco-like device. ``level`` is ``user``, ``enabled`` or ``config``."""

    grammar: Grammar
    starts = "user"
    prompted = "{}"
    """How name and mode stand in the prompt."""
    commands: tuple[tuple[str, str], ...] = ()
    """What is typed (a pattern over the whole line), and the method that answers."""

    def __init__(self, unit: Unit, terminal: Any) -> None:
        super().__init__(unit, terminal)
        self.level = self.starts
        self.at = self._read()

    def _read(self) -> Configuring:
        text = self.unit.running()
        self.unit.changed("running")
        return Configuring(self.grammar, read(self.grammar, text))

    @property
    def tree(self) -> Line:
        """What runs."""
        return self.at.tree

    def printed(self) -> str:
        """Return what runs as the device would read it again."""
        raise NotImplementedError

    def hostname(self) -> str:
        """Return what it is called now."""
        return self.tree.value(r'hostname "?([^"\s]+)') or self.unit.name

    def wording(self, reason: str, line: str) -> str:
        """Return the platform's words for a refusal."""
        raise NotImplementedError

    def mode(self) -> str:
        """Return what the prompt says of where in the configuration we are."""
        raise NotImplementedError

    def prompt(self) -> str:
        """Return what stands before the cursor."""
        if self.at.gathering:
            return ""
        where = {"user": ">", "enabled": "#"}.get(self.level) or f"({self.mode()})#"
        return self.prompted.format(self.hostname() + where)

    def obey(self, line: str) -> None:
        """Do what a line says."""
        if self.unit.changed("running"):
            self.at = self._read()
        if self.level == "config":
            self.configure(line)
        elif line.strip():
            self.command(" ".join(line.split()))

    def command(self, line: str) -> bool:
        """Answer a command outside configuration mode."""
        for pattern, method in self.commands:
            found = re.fullmatch(pattern, line)
            if found and (self.level != "user" or method in self.unprivileged):
                getattr(self, method)(*found.groups())
                return True
        self.refuse(line)
        return False

    unprivileged: frozenset[str] = frozenset({"enable", "leave", "show_version", "set_page"})
    """Methods for anybody who is logged in."""

    def configure(self, line: str) -> None:
        """Take a line of configuration mode."""
        bare = line.strip()
        if not self.at.gathering and re.fullmatch("|".join(self.grammar.ends), bare):
            self.end()
        elif not self.at.gathering and re.fullmatch("|".join(self.grammar.leaves), bare):
            if not self.at.leave():
                self.end()
        elif not self.at.gathering and bare.startswith("do "):
            self.level = "enabled"
            self.command(bare[3:])
            self.level = "config"
        else:
            self.take(line)

    def take(self, line: str) -> None:
        """Take a line that changes something, and have it run at once."""
        refused = self.at.feed(line)
        if refused:
            self.say(self.wording(refused, line.strip()))
            return
        if not self.at.gathering and line.strip():
            self.run_it()

    def run_it(self) -> None:
        """Have the tree be what runs."""
        self.unit.run(self.printed())
        self.unit.changed("running")

    def end(self) -> None:
        """Leave configuration mode."""
        self.at.top()
        self.level = "enabled"

    def refuse(self, line: str) -> None:
        """Say that there is no such command."""
        self.say(self.wording(INVALID, line))

    # Commands of every such platform.

    def enable(self) -> None:
        """Go up to where things may be changed."""
        if self.starts != "config":
            self.level = "enabled"

    def disable(self) -> None:
        """Go down again."""
        self.level = "user"

    def begin(self) -> None:
        """Enter configuration mode."""
        self.at.top()
        self.level = "config"

    def set_page(self, height: str = "0") -> None:
        """Turn paging off or on."""
        self.page(int(height))

    def no_page(self) -> None:
        """Turn paging off."""
        self.page(0)

    def some_page(self) -> None:
        """Turn paging on."""
        self.page(self.page_lines)

    def nothing(self) -> None:
        """Take a command that changes nothing we show."""

    def show_running(self) -> None:
        """Print what runs."""
        self.say(self.unit.speech.shown(self.printed(), self.unit))

    def unsaved(self) -> bool:
        """Say whether what runs would not outlast a restart."""
        return self.unit.text("startup") != self.printed()
