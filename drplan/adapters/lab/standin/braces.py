"""Junos's configuration: words below words, set and deleted by their path, printed between braces.

A tree is a dict of dicts, in the order in which statements came. What stands between braces is read as the
paths it says, so that both forms are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from drplan.adapters.lab.standin.junos_words import LISTS, SCRAMBLED, SINGLE
from drplan.adapters.lab.standin.scramble import digest

Tree = dict[str, "Tree"]


class Unread(ValueError):
    """Text that is no configuration; says the line."""


def words(text: str) -> list[str]:
    """Split a statement: quoted text is one word, brackets and the marks of blocks are words."""
    return re.findall(r'"(?:[^"\\]|\\.)*"|[\[\]{};]|[^\s\[\]{};"]+', text)


def paths(text: str) -> Iterator[list[str]]:
    """Yield the path of each statement of a text between braces; raises ``Unread``."""
    above: list[list[str]] = []
    here: list[str] = []
    for place, line in enumerate(text.splitlines(), 1):
        for word in words(_bare(line)):
            if word == "{":
                above.append(here)
                yield [each for part in above for each in part]
                here = []
            elif word == "}":
                if not above or here:
                    raise Unread(f"{place}: syntax error: }}")
                above.pop()
            elif word == ";":
                yield from _each([each for part in above for each in part] + here)
                here = []
            else:
                here = [*here, word]
    if above or here:
        raise Unread(f"{len(text.splitlines())}: syntax error: unexpected end of text")


def _bare(line: str) -> str:
    line = re.sub(r"/\*.*?\*/", " ", line)
    return "" if line.lstrip().startswith("#") else re.sub(r";\s*##.*$", ";", line)


def _each(path: list[str]) -> Iterator[list[str]]:
    """Yield a path for each of the values between brackets."""
    if "[" not in path:
        yield path
        return
    first = path.index("[")
    for value in path[first + 1 : path.index("]")]:
        yield [*path[:first], value]


def put(tree: Tree, path: list[str]) -> None:
    """Set a statement; a word with one value takes the new one."""
    here, before = tree, ""
    for word in path:
        if before in SINGLE and word not in here:
            here.clear()
        plain = before in SCRAMBLED and not word.strip('"').startswith("$")
        here = here.setdefault(_scrambled(word) if plain else word, {})
        before = word


def remove(tree: Tree, path: list[str]) -> bool:
    """Delete a statement and what is below it; says whether it was there."""
    if not path:
        tree.clear()
        return True
    above: list[tuple[Tree, str]] = []
    here = tree
    for word in path:
        if word not in here:
            return False
        above.append((here, word))
        here = here[word]
    parent, last = above.pop()
    del parent[last]
    # A word in front of a name, or of a value, says nothing once the last of them is gone.
    while above and not above[-1][0][above[-1][1]] and above[-1][1] in LISTS | SINGLE:
        parent, last = above.pop()
        del parent[last]
    return True


def read(text: str) -> Tree:
    """Return the tree of a text between braces; raises ``Unread``."""
    tree: Tree = {}
    for path in paths(text):
        put(tree, path)
    return tree


def at(tree: Tree, *path: str) -> Tree:
    """Return what is below a path; nothing when it is not there."""
    for word in path:
        tree = tree.get(word, {})
    return tree


def has(tree: Tree, *path: str) -> bool:
    """Say whether a statement is there."""
    return path[-1] in at(tree, *path[:-1])


def _scrambled(word: str) -> str:
    return f'"$9${digest(word, 24)}"'
