"""What the shells of all platforms have in common: the loop, the pager, faults on purpose."""

from __future__ import annotations

import re
import time
from typing import Any

from drplan.adapters.lab.standin.terminal import Gone
from drplan.adapters.lab.standin.unit import Unit


class Shell:
    """One session. A platform's own says its prompt, and what it does with a command."""

    pager = " --More-- "
    wipe_pager = "\b" * 9 + " " * 9 + "\b" * 9
    page_lines = 24

    def __init__(self, unit: Unit, terminal: Any) -> None:
        self.unit, self.terminal = unit, terminal
        self.page_lines = int(unit.settings.get("page_lines", self.page_lines))
        self.height = self.page_lines
        self.over = False
        self.at_console = False
        self._command = ""

    def prompt(self) -> str:
        """Return what stands before the cursor."""
        raise NotImplementedError

    def obey(self, line: str) -> None:
        """Do what a line says."""
        raise NotImplementedError

    def refuse(self, line: str) -> None:
        """Say that a line was not taken, in the platform's own words."""
        raise NotImplementedError

    def greet(self) -> None:
        """Print what stands before the first prompt."""

    def made(self) -> dict[str, str]:
        """Return what it says of itself: ``model``, ``serial`` and ``version``."""
        return {each: str(self.unit.settings[each]) for each in ("model", "serial", "version")}

    def leave(self) -> None:
        """End the session."""
        self.over = True

    def restart(self) -> None:
        """Restart at once; the session ends with it."""
        try:
            self.terminal.flush()
        finally:
            # Also when who asked for it did not wait for the answer.
            self.unit.restart()
            self.over = True

    def run(self) -> None:
        """Serve a session to its end."""
        self.greet()
        while not self.over:
            self.one(self.terminal.line(self.prompt()))
        self.terminal.flush()

    def one(self, line: str) -> None:
        """Take one line, with what goes wrong on purpose."""
        self._command = line.strip()
        faults = self.unit.faults()
        time.sleep(float(faults.get("slow_seconds", 0)))
        if any(re.search(each, self._command) for each in faults.get("refuse", ())):
            self.refuse(self._command)
            return
        cut = faults.get("cut")
        if cut and not cut.get("lines") and re.search(cut["command"], self._command):
            raise Gone
        self.obey(line)
        self.after()

    def after(self) -> None:
        """End the session when the line just taken cut the one it came over; raises ``Gone``."""
        if self.unit.locked and not self.at_console:
            raise Gone

    def say(self, text: str) -> None:
        """Print an answer, page by page when paging is on."""
        lines = text.split("\n")
        if lines and not lines[-1]:
            lines.pop()
        lines, cut = self._faulty(lines)
        if self.height and len(lines) >= self.height:
            self._page(lines)
        else:
            self.terminal.write("".join(f"{each}\n" for each in lines))
        if cut:
            self.terminal.flush()
            raise Gone

    def _faulty(self, lines: list[str]) -> tuple[list[str], bool]:
        faults = self.unit.faults()
        for name in ("truncate", "cut"):
            fault = faults.get(name)
            if fault and re.search(fault["command"], self._command):
                return lines[: int(fault["lines"])], name == "cut"
        return lines, False

    def _page(self, lines: list[str]) -> None:
        room = self.height - 1
        while lines:
            self.terminal.write("".join(f"{each}\n" for each in lines[:room]))
            del lines[:room]
            if not lines:
                return
            key = self.terminal.key(self.pager)
            self.terminal.write(self.wipe_pager)
            if key in "qQ\x03":
                return
            room = 1 if key == "\n" else self.height - 1

    def page(self, height: int) -> None:
        """Turn paging off (0) or on."""
        if not self.unit.faults().get("pager"):
            self.height = height
