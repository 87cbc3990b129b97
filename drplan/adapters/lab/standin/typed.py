"""How a typed line changes a configuration: where it counts, and what it replaces or takes back."""

from __future__ import annotations

import re

from drplan.adapters.lab.standin.grammar import INCOMPLETE, INVALID, Grammar
from drplan.adapters.lab.standin.replacing import put, remove, replaced
from drplan.adapters.lab.standin.tree import Line


class Configuring:
    """Where in the configuration the next typed line counts."""

    def __init__(self, grammar: Grammar, tree: Line) -> None:
        self._grammar, self.tree = grammar, tree
        self._at: list[list[Line]] = [[tree]]
        self._banner: tuple[str, list[str]] | None = None

    @property
    def context(self) -> str:
        """The block we are in; empty at the top."""
        return self._at[-1][0].text

    @property
    def gathering(self) -> bool:
        """Whether the next lines are text, until its ending mark."""
        return self._banner is not None

    def top(self) -> None:
        """Leave every block."""
        del self._at[1:]

    def leave(self) -> bool:
        """Leave a block; says whether we were in one."""
        if len(self._at) == 1:
            return False
        self._at.pop()
        return True

    def feed(self, line: str) -> str:
        """Take a line; returns why it was refused, empty when it counts."""
        if self._banner is not None:
            self._gather(line)
            return ""
        line = " ".join(line.split()) if not re.match(self._grammar.banner, line.strip()) else line.strip()
        if not line or line.startswith(self._grammar.comment):
            return ""
        while not self._grammar.knows(self.context, line):
            if not self._known_above(line):
                return INVALID
            self._at.pop()
        if re.fullmatch(self._grammar.incomplete, line):
            return INCOMPLETE
        return self._take(line)

    def _known_above(self, line: str) -> bool:
        return any(self._grammar.knows(each[0].text, line) for each in self._at[:-1])

    def _take(self, line: str) -> str:
        banner = re.match(self._grammar.banner, line)
        if banner:
            self._begin_banner(line, banner)
            return ""
        if all(self._grammar.change(self.tree, block, line) for block in self._at[-1]):
            return ""
        if line.startswith(self._grammar.negate):
            return self._take_back(line)
        if self._grammar.has(self._grammar.blocks, self.context, line):
            self._enter(line)
            return ""
        for block in self._at[-1]:
            put(self._grammar, block, self._grammar.merged(block, line))
        return ""

    def _take_back(self, line: str) -> str:
        refused = [remove(self._grammar, block, line) for block in self._at[-1]]
        return next((each for each in refused if each), "")

    def _enter(self, line: str) -> None:
        below = []
        for block in self._at[-1]:
            for each in self._grammar.several(line):
                text = self._grammar.canonical(block.text, each)
                found = next((there for there in block.lines if there.text == text), None)
                below.append(found or replaced(self._grammar, block, text))
        self._at.append(below)

    def _begin_banner(self, line: str, banner: re.Match[str]) -> None:
        mark, rest = banner["mark"], line[banner.end() :]
        head = line[: banner.start("mark")]
        if mark in rest:
            self._end_banner(head, [rest.split(mark)[0]])
        else:
            self._banner = (head + "\0" + mark, [rest] if rest else [""])

    def _gather(self, line: str) -> None:
        head, lines = self._banner or ("", [])
        words, mark = head.split("\0")
        if mark not in line:
            lines.append(line)
            return
        last = line.split(mark, maxsplit=1)[0]
        self._banner = None
        self._end_banner(words, [*lines, last])

    def _end_banner(self, head: str, lines: list[str]) -> None:
        put(self._grammar, self._at[-1][0], head + self._grammar.mark + "\n".join(lines) + self._grammar.mark)


def read(grammar: Grammar, text: str) -> Line:
    """Return the tree that a device with nothing in it has after reading ``text``, as at its start.

    A line without indentation leaves every block; a line that is not known is passed over.
    """
    tree = Line("", opens=True)
    at = Configuring(grammar, tree)
    for line in text.splitlines():
        if not at.gathering and line[:1].strip():
            at.top()
        if at.gathering or line.strip() not in (*grammar.leaves, *grammar.ends):
            at.feed(line)
        else:
            at.leave()
    return tree
