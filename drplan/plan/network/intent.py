"""What a configuration is meant to be: the running one, with what features own replaced by what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from drplan.gear.lines import any_of
from drplan.gear.node import Node, Tree, Unreadable
from drplan.gear.platform import Platform
from drplan.plan.network.commands import command, replacements
from drplan.plan.network.order import Orders
from drplan.plan.network.say_braces import MARKS
from drplan.plan.network.wanting import NOTHING, Claim, Path, united


def joined(path: Path, text: str) -> str:
    """Return a line with its headers before it, as a finding shows it."""
    return " > ".join((*path, text.split("\n", 1)[0]))


@dataclass
class Intent:
    """What came of weaving features into a configuration.

    ``too_much``: for each feature, what it takes away (headers and line); ``out_of_order``: what stands in
    another order than wanted, where the order counts.
    """

    platform: Platform
    orders: Orders
    too_much: dict[str, list[tuple[Path, str]]] = field(default_factory=dict)
    out_of_order: dict[str, list[tuple[Path, str]]] = field(default_factory=dict)

    def woven(self, running: Tree, claims: Sequence[Claim]) -> Tree:
        """Return the intended configuration; raises ``Unreadable`` where features contradict each other."""
        wanted = Node("", united([each.wants.children for each in claims], self.platform))
        holders = tuple((each, each.wants, False) for each in claims)
        return Node("", self._level(running, wanted, (), holders), block=True)

    def _level(self, had: Node, wanted: Node, path: Path, holders: Sequence[_Holder]) -> tuple[Node, ...]:
        if not wanted.children and not any(owning or each.owns for each, _, owning in holders):
            return had.children
        named = [{child.text: child for child in wants.children} for _, wants, _ in holders]
        there = {node.text for node in had.children}
        placed: set[str] = set()
        wants = _wanted_once(had, wanted, self.platform)
        gone = replacements(had.children, wanted.children, self.platform) if wants else {}
        kept: list[Node] = []
        for node in had.children:
            below = tuple(
                self._below(each, its.get(node.text, NOTHING), node, path)
                for each, its in zip(holders, named, strict=True)
            )
            if node.text in wants:
                kept += self._both(node, wants[node.text], path, below)
            elif node.text in gone:
                self._gone(node, path, [each for each in holders if _wants(each, gone[node.text])])
                if gone[node.text].text not in there and gone[node.text].text not in placed:
                    kept.append(gone[node.text])
                    placed.add(gone[node.text].text)
            else:
                kept += self._only_there(node, path, below)
        ordered = self.orders.counts(path)
        if ordered:
            self._look_at_order(kept, path, holders)
        return _placed(kept, wanted.children, ordered=ordered)

    def _look_at_order(self, kept: Sequence[Node], path: Path, holders: Sequence[_Holder]) -> None:
        there = dict.fromkeys(node.text for node in kept)
        for each, wants, _ in holders:
            mine = dict.fromkeys(node.text for node in wants.children if node.text in there)
            stand = (text for text in there if text in mine)
            moved = [text for text, now in zip(mine, stand, strict=True) if text != now]
            if moved:
                self.out_of_order.setdefault(each.feature.name, []).extend((path, text) for text in moved)

    def _both(self, node: Node, wanted: Node, path: Path, below: Sequence[_Holder]) -> list[Node]:
        children = self._level(node, wanted, (*path, node.text), below)
        # Where blocks are not entered, one that holds nothing any more is not printed.
        if node.children and not children and not wanted.block and self.platform.text.shape != "indented":
            return []
        return [Node(node.text, children, block=node.block or wanted.block, line=node.line)]

    def _only_there(self, node: Node, path: Path, below: Sequence[_Holder]) -> list[Node]:
        """Return what is left of a line that no feature wants: itself, nothing, or what is spared in it."""
        owners = [each for each in below if each[2]]
        if not owners:
            if any(each[0].owns for each in below) and node.children:
                return self._both(node, Node(node.text), path, below)
            return [node]
        if self._spared(node, owners):
            return [node]
        if any(self._spared(each, owners, within=True) for _, each in node.walk()):
            return self._both(node, Node(node.text), path, below)
        self._gone(node, path, owners)
        return []

    def _spared(self, node: Node, owners: Sequence[_Holder], *, within: bool = False) -> bool:
        keeps = any_of(self.platform.text.keeps)
        if keeps and keeps.match(node.text) and not (within and self.platform.text.shape != "indented"):
            return True
        printed = node.text
        if self.platform.text.shape == "braces":
            printed += " {" if node.block else ";"
        return all(each.spares is not None and each.spares.match(printed) for each, _, _ in owners)

    def _gone(self, node: Node, path: Path, owners: Sequence[_Holder]) -> None:
        for each, _, _ in owners:
            self.too_much.setdefault(each.feature.name, []).append((path, node.text))

    def _below(self, holder: _Holder, named: Node, node: Node, path: Path) -> _Holder:
        """Return what a feature wants below a line, and whether it owns what is there."""
        each, _, owning = holder
        if not owning and each.owns is not None:
            owning = each.owns.match(" ".join((*path, node.text))) is not None
        if not owning and named is not NOTHING and (named.block or node.block):
            shared = any_of(self.platform.text.shared)
            owning = not (shared and shared.search(" ".join((*path, node.text))))
        return each, named, owning


_Holder = tuple[Claim, Node, bool]
"""A feature at one block: its claim, what it wants in there, and whether it owns all of it."""


def _wanted_once(had: Node, wanted: Node, platform: Platform) -> dict[str, Node]:
    """Return wanted lines by their text.

    Raises ``Unreadable`` when one stands twice on the device, or stands there inactive.
    """
    wants = {node.text: node for node in wanted.children}
    if platform.text.shape in {"braces", "edit-blocks"}:
        _refuse_values(had, wanted, platform)
    seen: set[str] = set()
    for node in had.children:
        if node.text in wants and node.text in seen:
            raise Unreadable(node.line, "stands twice in the same block, and a feature names it")
        seen.add(node.text)
        if platform.text.shape == "braces" and node.text.startswith(MARKS):
            plain = node.text.split(": ", 1)[1]
            if any(text.split(" ", 1)[0] == plain.split(" ", 1)[0] for text in wants):
                raise Unreadable(node.line, "is inactive or protected, and a feature names it")
    return wants


def _refuse_values(had: Node, wanted: Node, platform: Platform) -> None:
    """Raise ``Unreadable`` when the device shows two values of a command that holds one."""
    named = {command(node, platform) for node in wanted.children} - {None}
    held: dict[str | None, str] = {}
    for node in had.children:
        key = command(node, platform)
        if key in named and held.setdefault(key, node.text) != node.text:
            raise Unreadable(node.line, "gives a second value to a command that holds one")


def _wants(holder: _Holder, node: Node) -> bool:
    return any(child.text == node.text for child in holder[1].children)


def _placed(kept: list[Node], wanted: Sequence[Node], *, ordered: bool) -> tuple[Node, ...]:
    """Put what is new behind what stands before it in what is wanted; in an ordered block as wanted."""
    there = {node.text: node for node in kept}
    if ordered:
        mine = {node.text for node in wanted}
        rest = [node for node in kept if node.text not in mine]
        return (*(there.get(node.text, node) for node in wanted), *rest) if wanted else tuple(rest)
    behind: dict[str | None, list[Node]] = {}
    anchor: str | None = None
    for node in wanted:
        if node.text in there:
            anchor = node.text
        else:
            behind.setdefault(anchor, []).append(node)
    placed: list[Node] = []
    for node in kept:
        placed += [node, *behind.pop(node.text, [])]
    return (*placed, *behind.pop(None, []))
