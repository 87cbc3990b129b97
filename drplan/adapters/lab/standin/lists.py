"""What an access list of Cisco's kind says of one who comes in by SSH."""

from __future__ import annotations

import re

from drplan.adapters.lab.standin.addresses import wild, within
from drplan.adapters.lab.standin.tree import Line

_SSH = 22


def lets_in(entries: list[str], source: str) -> bool:
    """Say whether entries (``permit tcp 192.0.2.0 0.0.0.255 any eq 22``) let a source reach SSH.

    The first that matches decides; behind the last stands a deny. An empty list lets everybody in.
    """
    rules = [each for each in entries if not re.match(r"((?:sequence )?\d+ )?(remark|\d+$)", each)]
    if not rules:
        return True
    for rule in rules:
        found = re.match(r"(?:(?:sequence )?\d+ )?(permit|deny) (.*)", rule)
        if found and _matches(found[2].split(), source):
            return found[1] == "permit"
    return False


def _matches(words: list[str], source: str) -> bool:
    if words[0] in {"ip", "tcp", "any"} and len(words) > 1 and words[1] != "log":
        if words[0] == "any":
            return True
        return _is_from(words[1:], source) and _is_ssh(words)
    if words[0] in {"udp", "icmp", "igmp", "ospf", "esp", "gre"}:
        return False
    return _is_from(words, source)


def _is_ssh(words: list[str]) -> bool:
    if "eq" in words:
        return words[words.index("eq") + 1] in {str(_SSH), "ssh"}
    if "range" in words:
        first, last = words[words.index("range") + 1 :][:2]
        return int(first) <= _SSH <= int(last)
    return True


def _is_from(words: list[str], source: str) -> bool:
    if words[0] == "any":
        return True
    if words[0] == "host":
        return words[1] == source
    if "/" in words[0]:
        return within(source, words[0])
    if len(words) > 1 and re.fullmatch(r"[\d.]+", words[1]):
        return wild(source, words[0], words[1])
    return words[0] == source


def entries(tree: Line, name: str) -> list[str] | None:
    """Return the entries of the list of that name or number; ``None`` when there is no such list."""
    found = [each for each in tree.lines if re.match(rf"ip access-list \S+ {re.escape(name)}$", each.text)]
    numbered = [each.text.split(" ", 2)[2] for each in tree.find(rf"access-list {re.escape(name)} ")]
    if not found and not numbered:
        return None
    return numbered + [line.text for block in found for line in block.lines]


def admits(tree: Line, name: str, source: str) -> bool:
    """Say whether the list lets a source reach SSH; a list that is not there lets everybody in."""
    return lets_in(entries(tree, name) or [], source)
