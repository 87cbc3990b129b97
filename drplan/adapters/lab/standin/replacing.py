"""What a line replaces in its block, and what is left when it is taken back."""

from __future__ import annotations

import re

from drplan.adapters.lab.standin.grammar import PHYSICAL, Grammar
from drplan.adapters.lab.standin.tree import Line


def put(grammar: Grammar, block: Line, line: str) -> None:
    """Add a line to a block, in the place of what it replaces."""
    text = line if "\n" in line else grammar.canonical(block.text, line)
    if grammar.has(grammar.shown, block.text, text) and not text.startswith(grammar.negate):
        block.lines[:] = [each for each in block.lines if each.text != grammar.negate + text]
        return
    replaced(grammar, block, text)


def replaced(grammar: Grammar, block: Line, text: str) -> Line:
    """Return a line that is put into a block, in the place of the one with its key."""
    new = Line(text, opens=bool(grammar.has(grammar.blocks, block.text, text)))
    mine = key(grammar, block.text, text)
    for place, each in enumerate(block.lines):
        if key(grammar, block.text, each.text) == mine:
            if each.opens:
                new.lines = each.lines
            block.lines[place] = new
            return new
    block.lines.append(new)
    return new


def key(grammar: Grammar, context: str, text: str) -> str:
    """Return what a line is known by: two with one key cannot both be."""
    bare = text.removeprefix(grammar.negate)
    switch = grammar.has(grammar.both, context, bare) or grammar.has(grammar.shown, context, bare)
    if switch:
        return switch[0]
    found = grammar.has(grammar.single, context, text)
    return found[0].rstrip() + (found.lastgroup or "") if found else text


def remove(grammar: Grammar, block: Line, line: str) -> str:
    """Take a line back; returns why not."""
    bare = grammar.canonical(block.text, line.removeprefix(grammar.negate))
    switch = grammar.has(grammar.both, block.text, bare) or grammar.has(grammar.shown, block.text, bare)
    if switch:
        replaced(grammar, block, grammar.negate + switch[0])
        return ""
    if re.match(grammar.physical, bare) and grammar.has(grammar.blocks, block.text, bare):
        return PHYSICAL
    doomed = [each for each in block.lines if each.text == bare or each.text.startswith(f"{bare} ")]
    if not doomed and grammar.has(grammar.single, block.text, bare):
        mine = key(grammar, block.text, bare)
        doomed = [each for each in block.lines if key(grammar, block.text, each.text) == mine]
    block.lines[:] = [each for each in block.lines if each not in doomed]
    return ""
