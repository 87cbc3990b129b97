"""What FortiOS does with a line of its configuration: nothing counts before ``next`` or ``end``."""

from __future__ import annotations

import re

from drplan.adapters.lab.standin.edit_blocks import Section, split, stored, unquoted, whole_lines
from drplan.adapters.lab.standin.names import named

FAMILIES = named(
    "system firewall user router vpn log ips antivirus webfilter application dlp switch-controller",
    "wireless-controller endpoint-control dnsfilter emailfilter file-filter waf voip web-proxy ssh-filter",
    "report alertemail certificate authentication automation icap extender-controller sctp-filter",
    "videofilter",
)
"""The first words of sections."""

_NAME_AND_VALUE = 2


def _parse(word: str) -> str:
    return f"command parse error before '{word}'\nCommand fail. Return code -61\n"


class Editing:
    """Where the next line counts. Each level holds its heading, and the section or entry being written."""

    def __init__(self, tree: Section) -> None:
        self.tree = tree
        self._at: list[tuple[str, Section]] = []
        self._target = tree

    def feed(self, line: str) -> str:
        """Take a line; returns the platform's words when it was refused, empty when it counts."""
        said = split(line)
        if not said or said[0].startswith("#"):
            return ""
        method = getattr(self, f"do_{said[0]}", None)
        if not self._at and said[0] != "config":
            return "Unknown action 0\n\nCommand fail. Return code -1\n"
        if method is None:
            return _parse(said[0])
        if said[0] in {"set", "append", "unselect"} and len(said) <= _NAME_AND_VALUE:
            return "incomplete command in the end\nCommand fail. Return code -160\n"
        if said[0] in {"unset", "delete", "edit"} and len(said) < _NAME_AND_VALUE:
            return "incomplete command in the end\nCommand fail. Return code -160\n"
        return str(method(said[1:]))

    @property
    def inside(self) -> bool:
        """Whether a section is open."""
        return bool(self._at)

    @property
    def heading(self) -> str:
        """The heading of what is open: ``config interface``, ``edit port1``."""
        return self._at[-1][0]

    @property
    def here(self) -> Section:
        """What is being written."""
        return self._at[-1][1]

    def do_config(self, rest: list[str]) -> str:
        """Open a section."""
        name = " ".join(rest)
        if not self._at:
            if len(rest) < _NAME_AND_VALUE or rest[0] not in FAMILIES:
                return _parse(rest[0] if rest else "")
            self._target = self.tree.section(name)
            self._at.append((f"config {rest[-1]}", self._target.copied()))
        else:
            self._at.append((f"config {rest[-1]}", self.here.section(name)))
        return ""

    def do_edit(self, rest: list[str]) -> str:
        """Open an entry, made when it is not there; 0 is the next number that is free."""
        if not self.heading.startswith("config"):
            return _parse("edit")
        name = unquoted(rest[0])
        if name == "0":
            name = str(max((int(each) for each in self.here.edits if each.isdigit()), default=0) + 1)
        self._at.append((f"edit {name}", self.here.entry(name)))
        return ""

    def do_set(self, rest: list[str]) -> str:
        """Set a value."""
        if not re.fullmatch(r"[a-z][a-z0-9_-]*", rest[0]):
            return _parse(rest[0])
        if rest[0] == "status" and rest[1] not in {"up", "down", "enable", "disable"}:
            return f"value parse error before '{rest[1]}'\nCommand fail. Return code -651\n"
        stored(self.here, rest[0], rest[1:])
        return ""

    def do_unset(self, rest: list[str]) -> str:
        """Go back to what its maker has."""
        self.here.sets.pop(rest[0], None)
        return ""

    def do_append(self, rest: list[str]) -> str:
        """Add to a list."""
        had = split(self.here.sets.get(rest[0], ""))
        known = {unquoted(each) for each in had}
        stored(self.here, rest[0], [*had, *(each for each in rest[1:] if unquoted(each) not in known)])
        return ""

    def do_unselect(self, rest: list[str]) -> str:
        """Take from a list."""
        gone = {unquoted(each) for each in rest[1:]}
        left = [each for each in split(self.here.sets.get(rest[0], "")) if unquoted(each) not in gone]
        self.here.sets.pop(rest[0], None)
        if left:
            stored(self.here, rest[0], left)
        return ""

    def do_delete(self, rest: list[str]) -> str:
        """Delete an entry."""
        if self.here.edits.pop(unquoted(rest[0]), None) is None:
            return "entry not found in datasource\n\nCommand fail. Return code -3\n"
        return ""

    def do_purge(self, rest: list[str]) -> str:
        """Delete every entry; it takes no words."""
        if rest:
            return _parse(rest[0])
        self.here.edits.clear()
        return ""

    def do_rename(self, rest: list[str]) -> str:
        """Give an entry another name."""
        old, new = unquoted(rest[0]), unquoted(rest[-1])
        entries = self.here.edits.items()
        self.here.edits = {new if name == old else name: each for name, each in entries}
        return ""

    def do_move(self, rest: list[str]) -> str:
        """Put an entry before or after another."""
        name, where, other = rest
        if name not in self.here.edits or other not in self.here.edits:
            return "entry not found in datasource\n\nCommand fail. Return code -3\n"
        names = [each for each in self.here.edits if each != name]
        names.insert(names.index(other) + (where == "after"), name)
        self.here.edits = {each: self.here.edits[each] for each in names}
        return ""

    def do_next(self, rest: list[str]) -> str:
        """Take the entry; it takes no words."""
        if rest or not self.heading.startswith("edit"):
            return _parse("next")
        self._at.pop()
        self._take()
        return ""

    def do_end(self, rest: list[str]) -> str:
        """Take the section, and the entry that is open in it; it takes no words."""
        if rest:
            return _parse(rest[0])
        if self.heading.startswith("edit"):
            self._at.pop()
        self._take()
        self._at.pop()
        return ""

    def do_abort(self, rest: list[str]) -> str:
        """Leave the section as it was; it takes no words."""
        if rest:
            return _parse(rest[0])
        self._at.clear()
        return ""

    def _take(self) -> None:
        """Have what is written count, once nothing but a table's section is open."""
        if len(self._at) == 1:
            done = self._at[0][1].copied()
            self._target.sets, self._target.edits, self._target.sections = (
                done.sets,
                done.edits,
                done.sections,
            )


def read(text: str) -> Section:
    """Return the tree of a text; lines that are not taken are passed over."""
    tree = Section("")
    editing = Editing(tree)
    for line in whole_lines(text.splitlines()):
        editing.feed(line)
    return tree
