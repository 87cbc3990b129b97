"""Reading a configuration as an ordered tree of headers and what stands below them."""

from __future__ import annotations

from drplan.gear.braces import read_braces
from drplan.gear.documents import read_document
from drplan.gear.edits import read_edits
from drplan.gear.indented import read_indented
from drplan.gear.node import Node, Tree, Unreadable
from drplan.gear.paths import read_paths
from drplan.gear.platform import Platform
from drplan.gear.rows import read_tables

__all__ = ["Node", "Tree", "Unreadable", "read"]

_READERS = {
    "indented": read_indented,
    "braces": read_braces,
    "edit-blocks": read_edits,
    "paths": read_paths,
    "tables": read_tables,
    "document": read_document,
}


def read(text: str, platform: Platform) -> Tree:
    """Return a configuration as a tree, without noise, comments and what changes by itself.

    What spans lines (banners, certificates, keys, quoted values) stays whole. Raises ``Unreadable`` with line
    and reason for what leaves open how it is meant: nothing is guessed.
    """
    return _READERS[platform.text.shape](text, platform)
