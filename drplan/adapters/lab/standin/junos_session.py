"""A session with Junos: its prompt, what is being written, and how answers are printed."""

from __future__ import annotations

import re
from typing import Any

from drplan.adapters.lab.standin.brace_text import braces, commands
from drplan.adapters.lab.standin.braces import Tree, at, read
from drplan.adapters.lab.standin.junos_text import shown
from drplan.adapters.lab.standin.shell import Shell
from drplan.adapters.lab.standin.unit import Unit


class JunosSession(Shell):
    """What both of Junos's modes share. ``edit`` is where in the configuration it is; ``None`` outside it."""

    pager = "---(more)---"
    wipe_pager = "\r" + " " * 40 + "\r"

    def __init__(self, unit: Unit, terminal: Any) -> None:
        super().__init__(unit, terminal)
        self.edit: list[str] | None = None
        user = str(unit.settings.get("user", "admin"))
        # Root's shell is no Junos shell.
        self.user = "admin" if user == "root" else user

    def greet(self) -> None:
        """Print the maker's line."""
        self.terminal.write(f"--- JUNOS {self.unit.settings['version']} Kernel 64-bit\n")

    def hostname(self) -> str:
        """Return what it is called now."""
        names = at(read(self.unit.running()), "system", "host-name")
        return next(iter(names), "Amnesiac")

    def prompt(self) -> str:
        """Return what stands before the cursor."""
        if self.edit is None:
            return f"{self.user}@{self.hostname()}> "
        return f"\n[{' '.join(['edit', *self.edit])}]\n{self.user}@{self.hostname()}# "

    def refuse(self, line: str) -> None:
        """Say that there is no such command."""
        self.say(f"{' ' * len(self.prompt().splitlines()[-1])}^\nunknown command.")

    def misread(self) -> None:
        """Say that a statement is none."""
        self.say(f"{' ' * len(self.prompt().splitlines()[-1])}^\nsyntax error.")

    # What is being written, shared by all who configure, as Junos has it.

    def candidate(self) -> Tree:
        """Return what is being written."""
        return read(self.unit.text("candidate") if self.unit.has("candidate") else self.unit.running())

    def keep(self, tree: Tree) -> None:
        """Keep what is being written."""
        self.unit.keep("candidate", braces(tree))

    def uncommitted(self) -> bool:
        """Say whether what is being written is not what runs."""
        return self.unit.has("candidate") and self.unit.text("candidate") != self.unit.running()

    def tell(self, text: str, filters: list[str]) -> None:
        """Print an answer, through what stands behind its bars."""
        height = self.height
        if "no-more" in filters:
            self.height = 0
        for each in filters:
            kind, _, pattern = each.partition(" ")
            if kind in {"match", "except"}:
                found = re.compile(pattern.strip('"'), re.IGNORECASE)
                keep = [line for line in text.splitlines() if bool(found.search(line)) == (kind == "match")]
                text = "\n".join(keep)
        self.say(text)
        self.height = height

    def tell_tree(self, tree: Tree, path: list[str], filters: list[str], *, whole: bool = False) -> None:
        """Print what is below a path, between braces or as commands."""
        below = at(tree, *path)
        if "display set" in filters:
            self.tell("\n".join(commands(below, " ".join(["set", *path]))), filters)
        elif whole and not path:
            self.tell(shown(braces(below), self.unit), filters)
        else:
            self.tell(braces(below), filters)
