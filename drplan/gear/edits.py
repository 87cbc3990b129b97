"""Reading FortiOS: ``config``, ``edit``, ``set``, ``next``, ``end``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drplan.gear.lines import any_of, numbered
from drplan.gear.node import Draft, Node, Unreadable
from drplan.gear.platform import Platform

_QUOTE = re.compile(r'\\.|"', re.DOTALL)
_KEPT = ("set", "unset")
_TYPED = ("set", "unset", "delete", "move", "append", "purge")


def read_edits(text: str, platform: Platform, *, typed: bool = False) -> Node:
    """Return the tree; ``typed``: commands that only change something are read as well.

    Raises ``Unreadable`` for blocks that are not closed, or closed by the wrong word. Where virtual domains
    are printed, ``end`` closes a domain with its ``edit``, and what two places say of one domain is one.
    """
    root = Draft("", 0, block=True)
    stack = [root]
    for number, line in _statements(text, platform):
        verb = line.split(None, 1)[0]
        if verb in {"config", "edit"}:
            _open(stack, Draft(line, number, block=True), verb)
        elif verb in {"next", "end"} and line == verb:
            _close(stack, verb, number)
        elif verb not in (_TYPED if typed else _KEPT) or len(stack) == 1:
            raise Unreadable(number, "is no statement of FortiOS in this place")
        else:
            stack[-1].children.append(Draft(line, number))
    if len(stack) > 1:
        raise Unreadable(stack[-1].line, "a block opens that is not closed")
    return _one_domain(root).done()


def _statements(text: str, platform: Platform) -> Iterator[tuple[int, str]]:
    """Yield statements; a quoted value keeps the lines it spans."""
    skipped = any_of((*platform.text.noise, *platform.text.comment, *platform.text.volatile))
    lines = iter(numbered(text))
    for number, raw in lines:
        line = raw.strip()
        if not line or (skipped and skipped.search(raw)):
            continue
        while _open_quote(line):
            more = next(lines, None)
            if more is None:
                raise Unreadable(number, "a quoted value begins that does not end")
            line += "\n" + more[1].rstrip()
        yield number, line


def _open_quote(line: str) -> bool:
    return sum(found[0] == '"' for found in _QUOTE.finditer(line)) % 2 == 1


def _open(stack: list[Draft], draft: Draft, verb: str) -> None:
    inside = stack[-1].text.startswith("config ")
    if (verb == "edit") != inside and not (verb == "config" and inside):
        raise Unreadable(draft.line, f"{verb} stands where it cannot")
    stack[-1].children.append(draft)
    stack.append(draft)


def _close(stack: list[Draft], verb: str, number: int) -> None:
    opened = "edit " if verb == "next" else "config "
    if verb == "end" and stack[-1].text.startswith("edit ") and stack[-2].text == "config vdom":
        stack.pop()
    if len(stack) == 1 or not stack[-1].text.startswith(opened):
        raise Unreadable(number, f"{verb} closes nothing that {opened.strip()} opened")
    stack.pop()


def _one_domain(root: Draft) -> Draft:
    domains = [each for each in root.children if each.text == "config vdom"]
    for later in domains[1:]:
        _into(domains[0], later)
        root.children.remove(later)
    return root


def _into(first: Draft, later: Draft) -> None:
    for entry in later.children:
        same = next((each for each in first.children if each.text == entry.text), None)
        if same is None:
            first.children.append(entry)
        else:
            same.children += entry.children
