"""Where a configuration names its unit's ports, and the same lines with other names. Pure.

Logical interfaces (VLANs, loopbacks, aggregates) are no ports: they are there on any unit. Free text, as a
description, is never looked into: what somebody wrote there is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from drplan.gear.platform import Platform

_FREE = re.compile(
    r"^\s*(?:no |set )?(?:description|remark|name|port-name|alias|comment|banner|hostname)\b"
    r"|^\s*(?:snmp-server|/\*|[!#;])"
)
_LOGICAL = re.compile(
    r"(?i)^(?:vlan|loopback|port-channel|tunnel|bvi|lag|irb|lo|ae|bridge|br|bond|dummy|null|nvi|trk|vme|vif|wg|tun)"
    r"[-\s]*\d*$"
)
_HEADER = re.compile(r"^interface (?:ethernet )?(?P<name>\S+)\s*$")
_BEFORE, _AFTER = r"(?<![\w/:.-])", r"(?![\w/:-])"
_LISTS = re.compile(
    r"^(?P<before>\s*(?:no )?(?:interface|untagged|tagged|forbid|trunk|spanning-tree|loop-protect|"
    r"mirror-port|monitor|dhcp-snooping trust|arp-protect trust|lldp admin-status)\s+)"
    r"(?P<list>[A-Z]?\d[\w,\-]*)"
)
"""AOS-S: its ports are bare numbers, and only these commands name them."""


def ports_in(text: str, platform: Platform) -> tuple[str, ...]:
    """Return the ports that a configuration names, in the order of their numbers."""
    found: dict[str, None] = {}
    for line in text.splitlines():
        if not _FREE.search(line):
            found |= dict.fromkeys(_named(line, platform))
    return tuple(sorted(found, key=in_order))


def parts_of(port: str) -> tuple[str, tuple[int, ...]]:
    """Return a port's kind and its numbers: ``ge-0/0/1`` is (``ge-``, (0, 0, 1))."""
    kind = re.match(r"\D*", port)
    return (kind[0] if kind else ""), tuple(int(each) for each in re.findall(r"\d+", port))


def in_order(port: str) -> tuple[str, tuple[int, ...]]:
    """Return what ports are sorted by."""
    return parts_of(port)


def renamed(line: str, platform: Platform, new: Callable[[str], str | None]) -> tuple[str, tuple[str, ...]]:
    """Return a line with its ports renamed, and the ports that ``new`` has no name for.

    With any of those the line is returned as it was. A range keeps its form when its ports stay neighbours;
    otherwise its first port is returned as one without a name.
    """
    if _FREE.search(line):
        return line, ()
    missing: list[str] = []

    def one(port: str) -> str:
        name = new(port)
        if name is None:
            missing.append(port)
        return name or port

    if _is_bare(platform):
        changed = _LISTS.sub(lambda found: found["before"] + _list(found["list"], one, missing), line)
    else:
        changed = _spans(line, platform, one, missing)
    return (line, tuple(dict.fromkeys(missing))) if missing else (changed, ())


def _is_bare(platform: Platform) -> bool:
    return platform.name == "hpe-procurve"


def _pattern(platform: Platform) -> str:
    return platform.pack.port.removeprefix("^").removesuffix("$")


def _named(line: str, platform: Platform) -> Iterator[str]:
    if _is_bare(platform):
        for found in _LISTS.finditer(line):
            for part in found["list"].split(","):
                yield from _between(*_ends(part))
    elif platform.name == "frr":
        found_header = _HEADER.match(line)
        if found_header and not _LOGICAL.match(found_header["name"]):
            yield found_header["name"]
    else:
        for ends in re.finditer(_span(platform), line):
            yield from _between(ends["first"], ends["last"] or ends["first"])


def _span(platform: Platform) -> str:
    port = re.sub(r"\(\?P<\w+>", "(?:", _pattern(platform))
    return rf"{_BEFORE}(?P<first>{port})(?:\s?(?:to|-)\s?(?P<last>{port}))?{_AFTER}"


def _spans(line: str, platform: Platform, one: Callable[[str], str], missing: list[str]) -> str:
    def again(found: re.Match[str]) -> str:
        if not found["last"]:
            return one(found["first"]) if not _LOGICAL.match(found["first"]) else found[0]
        joint = found[0][len(found["first"]) : -len(found["last"])]
        return _range(found["first"], found["last"], joint, one, missing)

    return re.sub(_span(platform), again, line)


def _range(first: str, last: str, joint: str, one: Callable[[str], str], missing: list[str]) -> str:
    named = [one(port) for port in _between(first, last)]
    if named != list(_between(named[0], named[-1])):
        missing.append(first)
    return f"{named[0]}{joint}{named[-1]}"


def _list(ports: str, one: Callable[[str], str], missing: list[str]) -> str:
    done = []
    for part in ports.split(","):
        first, last = _ends(part)
        done.append(one(first) if first == last else _range(first, last, "-", one, missing))
    return ",".join(done)


def _ends(part: str) -> tuple[str, str]:
    first, _, last = part.partition("-")
    return first, last or first


def _between(first: str, last: str) -> Iterator[str]:
    kind, numbers = parts_of(first)
    stem = re.sub(r"\d+$", "", first)
    end = parts_of(last)[1]
    if not numbers or not end or numbers[:-1] != end[:-1] or kind != parts_of(last)[0] or end < numbers:
        yield from dict.fromkeys((first, last))
        return
    for number in range(numbers[-1], end[-1] + 1):
        yield f"{stem}{number}"
