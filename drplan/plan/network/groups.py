"""Junos groups: what a configuration inherits is not written where it counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drplan.gear.braces import words_of
from drplan.gear.node import Node, Tree, Unreadable
from drplan.gear.platform import Platform


def refuse_groups(running: Tree, wanted: Sequence[Tree], platform: Platform) -> None:
    """Raise ``Unreadable`` when a group that is applied writes into what a feature names.

    Only the names at the left margin are looked at, and a wildcard is any of them: better once too often.
    """
    if platform.text.shape != "braces":
        return
    named = {words_of(node.text)[0] for tree in wanted for node in tree.children}
    groups = {node.text: node for top in running.children if top.text == "groups" for node in top.children}
    for node in _applications(running):
        for group in words_of(node.text)[1:]:
            inside = groups.get(group, Node("")).children
            if any(each.text.startswith("<") or words_of(each.text)[0] in named for each in inside):
                raise Unreadable(node.line, "applies a group that writes into what a feature names")


def _applications(running: Tree) -> Iterator[Node]:
    for path, node in running.walk():
        if node.text.startswith("apply-groups ") and "groups" not in path[:1]:
            yield node
