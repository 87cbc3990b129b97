"""Reading RouterOS: a menu's path, and below it one item a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from drplan.gear.lines import any_of, numbered
from drplan.gear.node import Draft, Node, Unreadable
from drplan.gear.platform import Platform

_WORD = re.compile(r'\[[^\]]*\]|(?:[^\s"\[\]]|"(?:[^"\\]|\\.)*")+')
_ONE_LINE = re.compile(r"(?P<menu>/[a-z0-9 -]+?) (?P<item>(?:add|set|remove)\b.*)", re.DOTALL)
_CONTINUED = re.compile(r"(?<!\\)(?:\\\\)*\\$")


def words(item: str) -> list[str]:
    """Return an item's words: ``add``, ``[ find … ]``, ``name="a b"``."""
    return _WORD.findall(item)


def read_paths(text: str, platform: Platform, *, typed: bool = False) -> Node:
    """Return the tree: menus, items, and for ``set`` the values it sets; ``typed`` reads ``remove`` as well.

    Raises ``Unreadable`` for a line that goes on and does not, for quotes that do not close, and for an item
    outside any menu.
    """
    root = Draft("", 0, block=True)
    menu: Draft | None = None
    for number, line in _joined(text, platform):
        one = _ONE_LINE.fullmatch(line)
        path, item = (one["menu"], one["item"]) if one else (line, "") if line[0] == "/" else ("", line)
        if path:
            menu = _menu(root, path, number)
        if menu is None:
            raise Unreadable(number, "is an item outside any menu")
        if item:
            menu.children.append(_item(item, number, typed=typed))
    return root.done()


def _joined(text: str, platform: Platform) -> Sequence[tuple[int, str]]:
    skipped = any_of((*platform.text.noise, *platform.text.comment, *platform.text.volatile))
    found: list[tuple[int, str]] = []
    going = False
    for number, raw in numbered(text):
        line = raw.lstrip(" ") if going else raw.rstrip()
        if not going and (not line or (skipped and skipped.search(line))):
            continue
        before = found.pop() if going else (number, "")
        if going and not line.strip():
            raise Unreadable(before[0], "goes on in a line that did not come")
        going = _CONTINUED.search(line.rstrip()) is not None
        found.append((before[0], before[1] + (line.rstrip()[:-1] if going else line.rstrip())))
    if going:
        raise Unreadable(found[-1][0], "goes on in a line that did not come")
    return [(number, line.strip()) for number, line in found]


def _menu(root: Draft, path: str, number: int) -> Draft:
    same = next((each for each in root.children if each.text == path), None)
    if same is None:
        same = Draft(path, number, block=True)
        root.children.append(same)
    return same


def _item(item: str, number: int, *, typed: bool) -> Draft:
    said = words(item)
    if re.sub(r"\s", "", "".join(said)) != re.sub(r"\s", "", item):
        raise Unreadable(number, "has quotes or brackets that do not close")
    if said[0] not in ({"add", "set", "remove"} if typed else {"add", "set"}):
        raise Unreadable(number, "is no item that an export prints")
    if said[0] != "set" or typed:
        return Draft(" ".join(said), number)
    chosen = [word for word in said[1:] if word[0] == "[" or "=" not in word]
    values = [Draft(word, number) for word in said[1:] if word not in chosen]
    return Draft(" ".join(["set", *chosen]), number, block=True, children=values)
