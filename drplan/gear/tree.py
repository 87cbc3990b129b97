"""Reading a configuration as an ordered tree of headers and what stands below them."""

from __future__ import annotations

from drplan.gear.indented import read_indented
from drplan.gear.node import Node as Node
from drplan.gear.node import Tree as Tree
from drplan.gear.node import Unreadable as Unreadable
from drplan.gear.platform import Platform


def read(text: str, platform: Platform) -> Tree:
    """Return a configuration as a tree, without noise, comments and what changes by itself.

    What spans lines (banners, certificates, keys, quoted values) stays whole. Raises ``Unreadable`` with line
    and reason for what leaves open how it is meant: nothing is guessed.
    """
    if platform.text.shape == "indented":
        return read_indented(text, platform)
    raise Unreadable(0, f"{platform.name} has no lines to read")
