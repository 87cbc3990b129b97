"""What a Junos configuration becomes when ``set`` and ``delete`` are typed: paths of words, and no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drplan.gear.braces import words_of
from drplan.gear.node import Node, Tree, Unreadable
from drplan.gear.platform import Platform
from drplan.plan.network.commands import command_of
from drplan.plan.network.order import Orders

Words = tuple[str, ...]


def flat(tree: Tree) -> Iterator[Words]:
    """Yield each statement with its headers as words; of a list, each value by itself."""
    for path, node in tree.walk():
        if node.children:
            continue
        words = tuple(word for text in (*path, node.text) for word in words_of(text))
        if "[" not in words:
            yield words
            continue
        at = words.index("[")
        yield from ((*words[:at], value) for value in words[at + 1 : -1])


class PaperBraces:
    """A Junos device on paper."""

    def __init__(self, platform: Platform, orders: Orders) -> None:
        self._platform = platform
        self._orders = orders

    def leads(self, before: Tree, typed: Sequence[str], after: Tree) -> bool:
        """Say whether what is typed brings one configuration to another."""
        held = dict.fromkeys(flat(before))
        keys: dict[str, Words] = {}
        for words in held:
            if key := command_of(" ".join(words), self._platform):
                keys[key] = words
        for line in typed:
            verb, *said = words_of(line)
            if verb == "delete":
                self._delete(held, tuple(said))
            elif verb == "set":
                for path in flat(Node("", (Node(" ".join(said)),))):
                    self._set(held, keys, path)
            else:
                raise Unreadable(0, f"{verb} is nothing that is typed here")
        return self._seen(held) == self._seen(dict.fromkeys(flat(after)))

    def _set(self, held: dict[Words, None], keys: dict[str, Words], words: Words) -> None:
        key = command_of(" ".join(words), self._platform)
        if key and key in keys:
            held.pop(keys[key], None)
        if key:
            keys[key] = words
        # A container that stood empty holds something now.
        for end in range(1, len(words)):
            held.pop(words[:end], None)
        held[words] = None

    def _delete(self, held: dict[Words, None], words: Words) -> None:
        gone = [each for each in held if each[: len(words)] == words]
        if not gone:
            raise Unreadable(0, "what is to be deleted is not there")
        for each in gone:
            del held[each]

    def _seen(self, held: dict[Words, None]) -> tuple[frozenset[Words], tuple[tuple[Words, ...], ...]]:
        """Return statements, and for blocks whose order counts the order in which they came."""
        ordered: dict[Words, dict[Words, None]] = {}
        for words in held:
            for end in range(1, len(words)):
                if self._orders.ends(words[:end]):
                    ordered.setdefault(words[:end], {})[words[: end + 2]] = None
        return frozenset(held), tuple(tuple(ordered[key]) for key in sorted(ordered))
