"""VLANs of AOS-S: their ports, each untagged in one of them, and in the first when in no other."""

from __future__ import annotations

import re

from drplan.adapters.lab.standin.ports import gathered, set_ports, spread
from drplan.adapters.lab.standin.tree import Line


def addressed(block: Line, line: str) -> bool:
    """Do what a line says of a VLAN's address; says whether that is all there is to do."""
    if not re.match(r"(no )?ip address\b", line):
        return False
    # A VLAN says that it has no address.
    old = r"no ip address|ip address" if line == "no ip address" else r"no ip address"
    block.lines[:] = [each for each in block.lines if not re.match(old, each.text)]
    if line == "no ip address":
        block.lines.append(Line(line))
    return line == "no ip address"


def moved(tree: Line, block: Line, line: str) -> bool:
    """Put ports into a VLAN or take them out of it; says whether the line said so."""
    found = re.match(r"(no )?(untagged|tagged) (\S+)$", line)
    if not found:
        return False
    ports = set(spread(found[3]))
    if found[2] == "tagged":
        _tag(block, ports, off=bool(found[1]))
    elif found[1] and block.text == "vlan 1":
        _set(block, "untagged", _ports(block, "untagged") - ports)
        _set(block, "no untagged", _ports(block, "no untagged") | ports)
    else:
        _move(tree, block if not found[1] else _first(tree), block, ports)
    return True


def _tag(block: Line, ports: set[str], *, off: bool) -> None:
    had = _ports(block, "tagged")
    if not off:
        _set(block, "untagged", _ports(block, "untagged") - ports)
    _set(block, "tagged", had - ports if off else had | ports)


def _move(tree: Line, target: Line, block: Line, ports: set[str]) -> None:
    for vlan in tree.find(r"vlan \d"):
        if _ports(vlan, "untagged") & ports:
            _set(vlan, "untagged", _ports(vlan, "untagged") - ports)
            if vlan.text == "vlan 1" and vlan is not target:
                _set(vlan, "no untagged", _ports(vlan, "no untagged") | ports)
    _set(target, "no untagged", _ports(target, "no untagged") - ports)
    _set(target, "untagged", _ports(target, "untagged") | ports)
    _set(block, "tagged", _ports(block, "tagged") - ports)


def _first(tree: Line) -> Line:
    return next(each for each in tree.lines if each.text == "vlan 1")


def _ports(block: Line, word: str) -> set[str]:
    return set(spread(block.value(rf"{word} (\S+)")))


def _set(block: Line, word: str, ports: set[str]) -> None:
    set_ports(block, word, gathered(ports))
