"""What a platform's configuration mode knows, in the words of Cisco's model and its likes."""

from __future__ import annotations

import re

from drplan.adapters.lab.standin.tree import Line

INVALID = "invalid"
INCOMPLETE = "incomplete"
PHYSICAL = "physical"


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
