"""What a RouterOS configuration becomes when lines are typed: items are found as ``find`` finds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from drplan.gear.node import Node, Tree, Unreadable
from drplan.gear.paths import read_paths, words
from drplan.gear.platform import Platform


class PaperPaths:
    """A RouterOS device on paper."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def after(self, running: Tree, typed: Sequence[str]) -> Tree:
        """Return the configuration after these lines; raises ``Unreadable`` for what cannot be typed."""
        menus = {menu.text: list(menu.children) for menu in running.children}
        for line in typed:
            menu = read_paths(line, self._platform, typed=True).children[0]
            items = menus.setdefault(menu.text, [])
            for item in menu.children:
                self._item(items, item.text)
        kept = (Node(text, tuple(items), block=True) for text, items in menus.items() if items)
        return Node("", tuple(kept), block=True)

    def _item(self, items: list[Node], text: str) -> None:
        verb, *said = words(text)
        if verb == "add":
            items.append(Node(text))
        elif verb == "remove":
            found = _found(items, said[0])
            items[:] = [item for item in items if item not in found]
        elif any(_selects_added(word) for word in said) and (found := _found(items, said[0])):
            items[:] = [_changed(item, said[1:]) if item in found else item for item in items]
        else:
            _set(items, said)


def _selects_added(word: str) -> bool:
    return word.startswith("[ find name=")


def _found(items: Sequence[Node], selector: str) -> list[Node]:
    chosen = set(words(selector.removeprefix("[").removesuffix("]"))[1:])
    return [item for item in items if item.text.startswith("add ") and chosen <= set(words(item.text)[1:])]


def _changed(item: Node, said: Sequence[str]) -> Node:
    return Node(" ".join(["add", *_with(words(item.text)[1:], said)]))


def _set(items: list[Node], said: Sequence[str]) -> None:
    """Set values on what the selector chooses, printed under it from then on."""
    chosen = [word for word in said if word[0] == "[" or ("=" not in word and word[0] != "!")]
    text = " ".join(["set", *chosen])
    values = [word for word in said if word not in chosen]
    at = next((place for place, item in enumerate(items) if item.text == text), None)
    there = items[at] if at is not None else Node(text, block=True)
    now = replace(
        there, children=tuple(Node(each) for each in _with([each.text for each in there.children], values))
    )
    if at is None:
        items.append(now)
    elif now.children:
        items[at] = now
    else:
        del items[at]


def _with(held: Sequence[str], said: Sequence[str]) -> list[str]:
    values = {word.split("=", 1)[0]: word for word in held}
    for word in said:
        if word.startswith("!"):
            if values.pop(word[1:], None) is None:
                raise Unreadable(0, "what is to be unset is not set")
        else:
            values[word.split("=", 1)[0]] = word
    return list(values.values())


def alike(tree: Tree) -> Tree:
    """Return a tree whose items name their values in one order: RouterOS prints its own."""
    menus = (
        replace(menu, children=tuple(_sorted(item) for item in menu.children))
        for menu in tree.children
        if menu.children
    )
    return replace(tree, children=tuple(menus))


def _sorted(item: Node) -> Node:
    if item.block:
        return replace(item, children=tuple(sorted(item.children, key=lambda each: each.text)))
    verb, *said = words(item.text)
    return replace(item, text=" ".join((verb, *sorted(said))))
