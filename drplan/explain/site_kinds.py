"""What a foreign word means in our words: kinds of assets, platforms, buildings, rooms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from drplan.declare.assets import Platform

SiteKind = Literal["district-office", "high-school", "middle-school", "elementary-school"]
RoomKind = Literal["data-room", "main-closet", "closet"]

PLATFORMS: tuple[tuple[Platform, str], ...] = (
    ("aruba-aos-cx", r"aos-?cx|arubaos-?cx|aruba.*\b(cx|6000|6100|6200|6300|6400|8320|8325|8360)"),
    ("hpe-procurve", r"procurve|osswitch|arubaos-?switch|aruba.*\b(2530|2540|2920|2930|3810|5400)"),
    ("juniper-junos", r"junos|juniper"),
    ("extreme-exos", r"exos|\bxos\b|extreme"),
    ("ruckus-icx", r"\bicx|fastiron|ironware"),
    ("fortinet-fortios", r"fortios|fortigate|fortinet"),
    ("paloalto-panos", r"pan-?os|palo ?alto"),
    ("mikrotik-routeros", r"routeros|mikrotik"),
    ("ubiquiti-unifi", r"unifi|ubiquiti"),
    ("frr", r"\bfrr\b|frrouting"),
    ("cisco-ios", r"cisco|\bios\b|ios-?xe|catalyst"),
)
"""Our platforms and the words others have for them, the surest first."""

_OTHER_CISCO = re.compile(
    r"nx-?os|nexus|\basa\b|meraki|ios-?xr|\bxr\b|\bwlc\b|aironet|\bftd\b|\baci\b|sg\d\d\d"
)
_OTHER = re.compile(
    r"access point|\bap\b|printer|camera|phone|\bups\b|\bpdu\b|patch|laptop|chromebook|projector"
)
_SURELY_NETWORK = re.compile(r"switch|router|firewall")
_NETWORK = re.compile(r"gateway|\bcore\b|distribution|network|controller")
_SERVER = re.compile(
    r"server|hypervisor|\bnas\b|\bvm\b|virtual machine|linux|ubuntu|debian|centos|rhel|red ?hat|rocky|alma"
    r"|suse|fedora|windows|esxi|vmware|proxmox|hyper-?v|freebsd|truenas|synology"
)
_SITE_KINDS: tuple[tuple[SiteKind, str], ...] = (
    ("district-office", r"office|administration|\bdo\b"),
    ("middle-school", r"middle|junior|\bms\b"),
    ("elementary-school", r"elementary|primary|\bes\b"),
    ("high-school", r"high|\bhs\b"),
)
_ROOM_KINDS: tuple[tuple[RoomKind, str], ...] = (
    ("data-room", r"data|server|computer|\bnoc\b"),
    ("main-closet", r"\bmdf|main"),
)


def platform_of(words: Iterable[str]) -> Platform | None:
    """Return the platform that the words name, or ``None`` when it is none of ours."""
    text = _joined(words)
    found = next((platform for platform, pattern in PLATFORMS if re.search(pattern, text)), None)
    return None if found == "cisco-ios" and _OTHER_CISCO.search(text) else found


def asset_kind(
    kinds: Iterable[str], platforms: Iterable[str], usual: str
) -> Literal["server", "network", "other", ""]:
    """Return what an asset is; ``""`` when no word says so. Its kind outweighs what runs on it."""
    kind, runs = _joined(kinds), _joined(platforms)
    if _OTHER.search(kind):
        return "other"
    for text in (kind, runs):
        if _SERVER.search(text) and not _SURELY_NETWORK.search(text):
            return "server"
        if _SURELY_NETWORK.search(text) or _NETWORK.search(text):
            return "network"
    if platform_of((runs,)) is not None or _OTHER_CISCO.search(runs):
        return "network"
    if usual == "server":
        return "server"
    return "other" if kind else ""


def site_kind(*words: str) -> SiteKind | None:
    """Return the kind of building that its name says, or ``None``."""
    text = _joined(words)
    return next((kind for kind, pattern in _SITE_KINDS if re.search(pattern, text)), None)


def room_kind(title: str) -> RoomKind:
    """Return the kind of room that its name says, a closet when it says nothing."""
    text = _joined((title,))
    return next((kind for kind, pattern in _ROOM_KINDS if re.search(pattern, text)), "closet")


def _joined(words: Iterable[str]) -> str:
    return " | ".join(word[:200].lower().replace("_", " ") for word in words if word)
