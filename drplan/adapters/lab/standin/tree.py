"""A configuration of lines below lines, and how a typed line changes it: Cisco's model and its likes'."""

from __future__ import annotations

import re
from collections.abc import Iterator

INVALID = "invalid"
INCOMPLETE = "incomplete"
PHYSICAL = "physical"


class Line:
    """One line, and what stands below it when it opens a block. Its text may go over several lines."""

    __slots__ = ("lines", "opens", "text")

    def __init__(self, text: str, *, opens: bool = False) -> None:
        self.text, self.opens = text, opens
        self.lines: list[Line] = []

    def find(self, pattern: str) -> list[Line]:
        """Return the lines right below that match a pattern from their beginning."""
        return [each for each in self.lines if re.match(pattern, each.text)]

    def block(self, text: str) -> Line | None:
        """Return the line right below that says just this; ``None`` when none does."""
        return next((each for each in self.lines if each.text == text), None)

    def value(self, pattern: str) -> str:
        """Return the first group of the first line right below that matches; empty when none does."""
        for each in self.lines:
            found = re.match(pattern, each.text)
            if found:
                return found[1]
        return ""


class Grammar:
    """What a platform's configuration mode knows. Patterns match a line from its beginning.

    The context of a line is the text of the block that it stands in, empty at the top.
    """

    negate = "no "
    comment = "!"
    leaves: tuple[str, ...] = ("exit",)
    ends: tuple[str, ...] = ("end",)
    banner = r"banner (?:motd|login|exec|incoming) (?P<mark>\^C|\S)"
    mark = "^C"
    """What a banner is printed between, whatever it was typed between."""
    known: tuple[tuple[str, str], ...] = ()
    """(context, line): the commands there are."""
    blocks: tuple[tuple[str, str], ...] = ()
    """(context, line): those that open a block."""
    single: tuple[tuple[str, str], ...] = ()
    """(context, line): commands with one value; what matched is what a new value replaces."""
    shown: tuple[tuple[str, str], ...] = ()
    """(context, line): switches that are on by their maker: ``no`` is printed, the other is not."""
    both: tuple[tuple[str, str], ...] = ()
    """(context, line): switches that are printed either way."""
    physical: str = r"(?!)"
    """Blocks that are always there."""
    incomplete: str = r"(?!)"
    """Lines that lack their end."""

    def canonical(self, context: str, line: str) -> str:
        """Return a line as the device prints it: words written out, secrets scrambled."""
        return line

    def several(self, line: str) -> list[str]:
        """Return the blocks that one line opens: ``interface range`` opens many."""
        return [line]

    def merged(self, block: Line, line: str) -> str:
        """Return a line with what it adds to, as ``switchport trunk allowed vlan add 30`` does."""
        return line

    def change(self, tree: Line, block: Line, line: str) -> bool:
        """Do what a line says when it says more than to add or remove it; says whether it did."""
        return False

    def has(self, patterns: tuple[tuple[str, str], ...], context: str, line: str) -> re.Match[str] | None:
        """Return the first match of a line in its context."""
        for where, pattern in patterns:
            if re.match(where, context):
                found = re.match(pattern, line)
                if found:
                    return found
        return None

    def knows(self, context: str, line: str) -> bool:
        """Say whether there is such a command here."""
        bare = line.removeprefix(self.negate)
        return bool(self.has(self.known, context, bare) or self.has(self.known, context, line))


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
                below.append(found or _replacing(self._grammar, block, text))
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


def put(grammar: Grammar, block: Line, line: str) -> None:
    """Add a line to a block, in the place of what it replaces."""
    text = line if "\n" in line else grammar.canonical(block.text, line)
    if grammar.has(grammar.shown, block.text, text) and not text.startswith(grammar.negate):
        block.lines[:] = [each for each in block.lines if each.text != grammar.negate + text]
        return
    _replacing(grammar, block, text)


def _replacing(grammar: Grammar, block: Line, text: str) -> Line:
    new = Line(text, opens=bool(grammar.has(grammar.blocks, block.text, text)))
    mine = key(grammar, block.text, text)
    for place, each in enumerate(block.lines):
        if key(grammar, block.text, each.text) == mine:
            if each.opens:
                new.lines = each.lines
            block.lines[place] = new
            return new
    block.lines.append(new)
    return new


def key(grammar: Grammar, context: str, text: str) -> str:
    """Return what a line is known by: two with one key cannot both be."""
    bare = text.removeprefix(grammar.negate)
    switch = grammar.has(grammar.both, context, bare) or grammar.has(grammar.shown, context, bare)
    if switch:
        return switch[0]
    found = grammar.has(grammar.single, context, text)
    return found[0].rstrip() + (found.lastgroup or "") if found else text


def remove(grammar: Grammar, block: Line, line: str) -> str:
    """Take a line back; returns why not."""
    bare = grammar.canonical(block.text, line.removeprefix(grammar.negate))
    switch = grammar.has(grammar.both, block.text, bare) or grammar.has(grammar.shown, block.text, bare)
    if switch:
        _replacing(grammar, block, grammar.negate + switch[0])
        return ""
    if re.match(grammar.physical, bare) and grammar.has(grammar.blocks, block.text, bare):
        return PHYSICAL
    doomed = [each for each in block.lines if each.text == bare or each.text.startswith(f"{bare} ")]
    if not doomed and grammar.has(grammar.single, block.text, bare):
        mine = key(grammar, block.text, bare)
        doomed = [each for each in block.lines if key(grammar, block.text, each.text) == mine]
    block.lines[:] = [each for each in block.lines if each not in doomed]
    return ""


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


def rows(block: Line, indent: str = " ", depth: int = 0) -> Iterator[str]:
    """Yield what stands below a block, indented."""
    for each in block.lines:
        yield indent * depth + each.text
        yield from rows(each, indent, depth + 1)


def natural(text: str) -> list[tuple[int, str]]:
    """Return a key that sorts ``Gi1/0/2`` before ``Gi1/0/10``."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text)]


def ranked(lines: list[Line], order: tuple[str, ...], alike: tuple[str, ...]) -> list[Line]:
    """Return lines in the order of the patterns they match; those that begin with ``alike`` by their numbers.

    Whatever the order in which lines were typed, a device prints them in its own. The last pattern matches
    all.
    """

    def place(line: Line) -> tuple[int, list[tuple[int, str]]]:
        rank = next(rank for rank, each in enumerate(order) if re.match(each, line.text))
        return rank, natural(line.text) if line.text.startswith(alike) else []

    return sorted(lines, key=place)
