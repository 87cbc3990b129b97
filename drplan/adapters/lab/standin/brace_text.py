"""How Junos prints its configuration: between braces, or as the commands that make it."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.adapters.lab.standin.braces import Tree
from drplan.adapters.lab.standin.junos_words import BLOCKS, FACILITIES, LISTS, SECRETS, TOP


def ordered(tree: Tree) -> list[str]:
    """Return the words at the top in the order in which they are printed."""
    return sorted(tree, key=lambda word: TOP.index(word) if word in TOP else len(TOP))


def braces(tree: Tree) -> str:
    """Print a tree between braces."""
    return "".join(f"{line}\n" for word in ordered(tree) for line in _statement(word, tree[word], 0))


def _statement(word: str, below: Tree, depth: int) -> Iterator[str]:
    pad = "    " * depth
    if not below:
        yield f"{pad}{word};"
    elif word == "then" and below == {"accept": {}}:
        yield f"{pad}then accept;"
    elif word == "filter" and below.keys() <= {"input", "output"}:
        yield from _block(word, below, depth)
    elif word in LISTS and not (word == "authentication" or _is_chain(below, 0)):
        for name, inner in below.items():
            yield from _block(f"{word} {name}", inner, depth)
    elif word in {"route", "oid"} or (word in FACILITIES and _is_chain(below, 1)):
        for name, inner in below.items():
            yield (
                f"{pad}{word} {name}{_rest(inner)};"
                if _is_chain(inner, 2)
                else "".join(f"{line}\n" for line in _block(f"{word} {name}", inner, depth)).rstrip("\n")
            )
    elif word in BLOCKS or any(below.values()):
        yield from _block(word, below, depth)
    else:
        values = list(below)
        mark = " ## SECRET-DATA" if word in SECRETS else ""
        shown = values[0] if len(values) == 1 else "[ " + " ".join(values) + " ]"
        yield f"{pad}{word} {shown};{mark}"


def _block(head: str, below: Tree, depth: int) -> Iterator[str]:
    pad = "    " * depth
    if not below:
        yield f"{pad}{head};"
        return
    yield f"{pad}{head} {{"
    for word, inner in below.items():
        yield from _statement(word, inner, depth + 1)
    yield f"{pad}}}"


def _is_chain(tree: Tree, depth: int) -> bool:
    """Say whether there is at most one word on each level, and no more levels than so many."""
    if not tree:
        return True
    return depth > 0 and len(tree) == 1 and _is_chain(next(iter(tree.values())), depth - 1)


def _rest(tree: Tree) -> str:
    return "".join(f" {word}{_rest(inner)}" for word, inner in tree.items())


def commands(tree: Tree, above: str = "set") -> Iterator[str]:
    """Yield the ``set`` commands that make a tree."""
    for word in ordered(tree) if above == "set" else list(tree):
        if tree[word]:
            yield from commands(tree[word], f"{above} {word}")
        else:
            yield f"{above} {word}"
