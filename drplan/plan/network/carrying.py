"""Which ports of a running configuration carry a VLAN, and which are bundled into one. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from drplan.plan.network.port_spans import ports_in, vlans_in

_BLOCK = re.compile(r"^interface (?P<port>[^>]+?) > (?P<rest>.+)$", re.IGNORECASE)
_LISTED = re.compile(
    r"(?:switchport trunk allowed vlan|vlan trunk allowed)(?: add)? (?P<trunk>.+)$"
    r"|(?:vlan trunk native|switchport trunk native vlan) (?P<native>\d+)"
    r"|(?:switchport access vlan|vlan access) (?P<access>\d+)",
    re.IGNORECASE,
)
_TRUNK = re.compile(r"switchport mode trunk|^switchport trunk encapsulation", re.IGNORECASE)


def carriers(said: Sequence[str], vlan: int, names: Sequence[str], *, known: bool) -> list[str]:
    """Return ports that carry a VLAN. ``known``: our own port is declared, and only trunks matter besides."""
    found = [port for port, lines in _blocks(said).items() if _carries(lines, vlan, known=known)]
    found += _of_vlan_blocks(said, vlan, known=known)
    found += _of_junos(said, vlan, names, known=known)
    return [*found, *_of_routeros(said, vlan, known=known)]


def _blocks(said: Sequence[str]) -> Mapping[str, list[str]]:
    blocks: dict[str, list[str]] = defaultdict(list)
    for each in said:
        if found := _BLOCK.match(each):
            blocks[found["port"]].append(found["rest"])
    return blocks


def _carries(lines: Sequence[str], vlan: int, *, known: bool) -> bool:
    listed = [found for found in map(_LISTED.search, lines) if found]
    trunk = [found["trunk"] for found in listed if found["trunk"]]
    if any(_TRUNK.search(line) for line in lines) and not trunk:
        return True
    if any(_allows(text, vlan) for text in trunk):
        return True
    singles = [int(found["native"] or found["access"]) for found in listed if not found["trunk"]]
    return not known and vlan in singles


def _allows(text: str, vlan: int) -> bool:
    vlans = vlans_in(text)
    if text.startswith("except"):
        return vlans is None or vlan not in vlans
    return text != "none" and (vlans is None or vlan in vlans)


def _of_vlan_blocks(said: Sequence[str], vlan: int, *, known: bool) -> Iterator[str]:
    """AOS-S and ICX: the VLAN lists its ports."""
    for each in said:
        found = re.match(rf"^vlan {vlan}\b[^>]*> (tagged|untagged) (.+)$", each)
        if found and (found[1] == "tagged" or not known):
            yield from ports_in(found[2])


def _of_junos(said: Sequence[str], vlan: int, names: Sequence[str], *, known: bool) -> Iterator[str]:
    trunks = {each.split()[2] for each in said if re.search(r"(?:interface|port)-mode trunk$", each)}
    for each in said:
        member = re.match(
            r"^set interfaces (\S+) unit \d+ family ethernet-switching vlan members (.+)$", each
        )
        joined = re.match(r"^set vlans (\S+) interface (\S+)$", each)
        if member and (member[1] in trunks or not known) and _is_member(member[2], vlan, names):
            yield member[1]
        if joined and joined[1] in names and not known:
            yield joined[2]


def _is_member(text: str, vlan: int, names: Sequence[str]) -> bool:
    words = text.strip("[] ").split()
    return "all" in words or any(name in words for name in names) or vlan in (vlans_in(text) or ())


def _of_routeros(said: Sequence[str], vlan: int, *, known: bool) -> Iterator[str]:
    for each in said:
        if not each.startswith("/interface bridge"):
            continue
        ids = re.search(r"\bvlan-ids=(\S+)", each)
        if ids and vlan in (vlans_in(ids[1]) or ()):
            for listed in re.findall(r"\btagged=(\S+)" if known else r"\b(?:un)?tagged=(\S+)", each):
                yield from listed.split(",")
        if not known and re.search(rf"\bpvid={vlan}\b", each):
            yield from re.findall(r"\binterface=(\S+)", each)


def aggregates(said: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield bundles of ports: its name, and a list of members."""
    for each in said:
        cisco = re.match(r"^interface ([^>]+?) > channel-group (\d+)", each, re.IGNORECASE)
        aos_cx = re.match(r"^interface ([^>]+?) > lag (\d+)$", each)
        junos = re.match(r"^set interfaces (\S+) \S*ether-options 802\.3ad (?:bundle )?(ae\d+)$", each)
        aos_s = re.match(r"^trunk (\S+) (trk\d+)", each, re.IGNORECASE)
        icx = re.match(r"^lag (\S+)[^>]* id (\d+) > ports (.+)$", each)
        bond = re.match(r"^/interface bonding > add (?=.*\bname=(\S+)).*\bslaves=(\S+)", each)
        forti = re.match(r"^system interface > ([^>]+) > set member (.+)$", each)
        if cisco:
            yield f"port-channel{cisco[2]}", cisco[1]
        elif aos_cx:
            yield f"lag {aos_cx[2]}", aos_cx[1]
        elif junos or aos_s:
            one = junos or aos_s
            assert one is not None  # noqa: S101 narrows the type
            yield one[2], one[1]
        elif icx:
            yield f"lag {icx[2]}", icx[3]
        elif bond:
            yield bond[1], bond[2]
        elif forti:
            yield forti[1], ",".join(forti[2].split())
