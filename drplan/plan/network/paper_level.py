"""One block of a device on paper, while lines are typed into it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from drplan.gear.node import Node
from drplan.gear.platform import Platform
from drplan.plan.network.commands import command


class Level:
    """The lines of one block while they change, found by their text and by their command."""

    def __init__(self, nodes: Sequence[Node], platform: Platform) -> None:
        self._platform = platform
        self._nodes: list[Node | None] = []
        self._at: dict[str, int] = {}
        self._commands: dict[str, list[int]] = {}
        for node in nodes:
            self._append(node)

    def __contains__(self, text: str) -> bool:
        return text in self._at

    def _append(self, node: Node) -> None:
        self._at.setdefault(node.text, len(self._nodes))
        if key := command(node, self._platform):
            self._commands.setdefault(key, []).append(len(self._nodes))
        self._nodes.append(node)

    def there(self, text: str) -> Node | None:
        """Return a line as it stands; nothing when it does not."""
        return self._nodes[self._at[text]] if text in self._at else None

    def swap(self, node: Node) -> None:
        """Put a block in the place of the one with the same header."""
        self._nodes[self._at[node.text]] = node

    def take(self, text: str) -> Node | None:
        """Take a line away and return it; nothing when it is not there."""
        place = self._at.pop(text, None)
        if place is None:
            return None
        node, self._nodes[place] = self._nodes[place], None
        return node

    def take_by(self, pattern: re.Pattern[str]) -> int:
        """Take away every line that begins so; return how many."""
        texts = [text for text in self._at if pattern.match(text)]
        return sum(self.take(text) is not None for text in texts)

    def put(self, node: Node) -> None:
        """Put a line at the end, in place of the one value that its command held."""
        key = command(node, self._platform)
        there = [self._nodes[place] for place in self._commands.get(key or "", [])]
        held = [each for each in there if each is not None]
        if key and len(held) == 1:
            self.take(held[0].text)
        self._append(node)

    def take_command(self, key: str) -> None:
        """Take away what a command holds."""
        for place in self._commands.get(key, []):
            if (node := self._nodes[place]) is not None:
                self.take(node.text)

    def nodes(self) -> tuple[Node, ...]:
        """Return what stands there now."""
        return tuple(node for node in self._nodes if node is not None)
