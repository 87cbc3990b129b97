"""What a configuration that was typed into a blank device still lacks, for a second time of typing.

A line may take back what an earlier one gave (FRR prints ``babel rxcost`` above ``babel wired``, which sets
it anew), and a blank device may say ``no`` to what the kept one did silently (``no ip forwarding``).
"""

from __future__ import annotations

from collections.abc import Iterator

from drplan.gear.node import Node
from drplan.gear.platform import Platform
from drplan.gear.tree import read
from drplan.plan.network.change import ConfigLine
from drplan.plan.network.render import rendered


def remainder(kept: str, running: str, platform: Platform) -> list[str]:
    """Return what is typed for the lines of ``kept`` that do not run, and against what says ``no`` unasked.

    Nothing else is taken away: a line too much stays, and the comparison afterwards shows it. Raises
    ``Unreadable`` when either of the two is.
    """
    lines = _lacking(read(kept, platform), read(running, platform), platform, ())
    return rendered(tuple(lines), platform)


def _lacking(kept: Node, running: Node, platform: Platform, path: tuple[str, ...]) -> Iterator[ConfigLine]:
    there = {child.text: child for child in running.children}
    for child in kept.children:
        found = there.get(child.text)
        if found is None:
            yield from _whole(child, path)
        else:
            yield from _lacking(child, found, platform, (*path, child.text))
    negated, wanted = f"{platform.text.negate} ", {child.text for child in kept.children}
    for text in there:
        if text.startswith(negated) and text not in wanted:
            yield ConfigLine(path, text.removeprefix(negated))


def _whole(node: Node, path: tuple[str, ...]) -> Iterator[ConfigLine]:
    if not node.block:
        yield ConfigLine(path, node.text)
        return
    yield ConfigLine((*path, node.text), "")
    for child in node.children:
        yield from _whole(child, (*path, node.text))
