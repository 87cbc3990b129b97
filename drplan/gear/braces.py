"""Reading Junos: statements and blocks in braces, or one ``set`` a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drplan.gear.lines import any_of, numbered
from drplan.gear.node import Draft, Node, Unreadable
from drplan.gear.platform import Platform

_TOKEN = re.compile(
    r'(?P<blank>\s+)|(?P<comment>/\*.*?\*/|\#[^\n]*)|(?P<string>"(?:[^"\\]|\\.)*")|(?P<mark>[{};\[\]])'
    r'|(?P<word>(?:[^\s{};"\[\]/#]|/(?!\*)|(?<=[^\s{};\[\]])\#)+)',
    re.DOTALL,
)
_FLAT = re.compile(r"(set|delete|activate|deactivate|protect|annotate) \S")


def read_braces(text: str, platform: Platform) -> Node:
    """Return the tree; raises ``Unreadable`` for what is not closed, or closed twice.

    A list stays one statement, ``[ a b ]``. ``inactive:`` and ``protect:`` stay before what they are said of.
    In the ``set`` form each line is one statement at the left margin, without the ``set``.
    """
    lines = _without_noise(text, platform)
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith(("#", "/*"))), "")
    return _flat(lines, platform) if _FLAT.match(first) else _nested("\n".join(lines))


def _without_noise(text: str, platform: Platform) -> list[str]:
    """Blank what is not of the configuration, so that lines keep their number."""
    skipped = any_of((*platform.text.noise, *platform.text.volatile))
    return ["" if skipped and skipped.search(line) else line for _, line in numbered(text)]


def _tokens(text: str) -> Iterator[tuple[int, str, str]]:
    at, line = 0, 1
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            what = "a quoted value" if text[at] == '"' else "a comment" if text[at] == "/" else "something"
            raise Unreadable(line, f"{what} begins that does not end")
        kind = found.lastgroup or ""
        if kind in {"string", "mark", "word"}:
            yield line, kind, found[0]
        line += found[0].count("\n")
        at = found.end()


def _nested(text: str) -> Node:
    root = Draft("", 0, block=True)
    stack, words, started = [root], list[str](), 0
    for line, kind, said in _tokens(text):
        if kind != "mark" or said in "[]":
            started = started if words else line
            words.append(said)
            continue
        if said != "}" and not words:
            raise Unreadable(line, f"a {said} with nothing before it")
        if said == "}":
            _close(stack, words, line)
            continue
        draft = Draft(_statement(words, started), started, block=said == "{")
        words.clear()
        stack[-1].children.append(draft)
        if said == "{":
            stack.append(draft)
    if words:
        raise Unreadable(started, "a statement begins that does not end")
    if len(stack) > 1:
        raise Unreadable(stack[-1].line, "a block opens that is not closed")
    return root.done()


def _close(stack: list[Draft], words: list[str], line: int) -> None:
    if words:
        raise Unreadable(line, "a block closes within a statement")
    if len(stack) == 1:
        raise Unreadable(line, "a block closes that was not opened")
    stack.pop()


def _statement(words: list[str], line: int) -> str:
    if words.count("[") != words.count("]") or words.count("[") > 1:
        raise Unreadable(line, "a list in brackets is not closed")
    return " ".join(words)


def _flat(lines: list[str], platform: Platform) -> Node:
    skipped = any_of(platform.text.comment)
    root = Draft("", 0, block=True)
    for number, line in enumerate(lines, 1):
        said = line.strip()
        if not said or (skipped and skipped.search(line)):
            continue
        verb, _, rest = said.partition(" ")
        if verb not in {"set", "deactivate", "protect"} or not rest:
            raise Unreadable(number, "is not of the set form that the first line has")
        words = [said for _, kind, said in _tokens(rest)]
        mark = {"set": "", "deactivate": "inactive: ", "protect": "protect: "}[verb]
        root.children.append(Draft(mark + _statement(words, number), number))
    return root.done()


def words_of(statement: str) -> list[str]:
    """Return a statement's words; a quoted value is one, brackets are their own."""
    return [said for _, _, said in _tokens(statement)]
