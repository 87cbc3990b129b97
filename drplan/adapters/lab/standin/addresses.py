"""IPv4 as numbers, without the standard library's module: it takes longer to load than a login may."""

from __future__ import annotations

import re

FULL = 0xFFFFFFFF
_BYTES, _BYTE = 4, 0xFF


def number(address: str) -> int:
    """Return a dotted address as a number; -1 when it is none."""
    parts = address.split(".")
    if len(parts) != _BYTES or not all(part.isdigit() and int(part) <= _BYTE for part in parts):
        return -1
    return int.from_bytes(bytes(int(part) for part in parts), "big")


def dotted(value: int) -> str:
    """Return a number as a dotted address."""
    return ".".join(str(byte) for byte in value.to_bytes(4, "big"))


def mask(length: int) -> int:
    """Return the mask of a prefix length as a number."""
    return FULL ^ (FULL >> length)


def prefix(text: str) -> tuple[int, int]:
    """Return network and mask of ``192.0.2.0/24``, ``192.0.2.0 255.255.255.0`` or one address."""
    found = re.fullmatch(r"([\d.]+)(?:/(\d+)|[ /]([\d.]+))?", text)
    if not found or number(found[1]) < 0:
        return (-1, FULL)
    length = mask(int(found[2])) if found[2] else number(found[3]) if found[3] else FULL
    return (number(found[1]) & length, length)


def within(address: str, network: str) -> bool:
    """Say whether an address is in a network."""
    base, bits = prefix(network)
    return number(address) & bits == base


def wild(address: str, base: str, wildcard: str) -> bool:
    """Say whether an address matches Cisco's address and wildcard."""
    bits = FULL ^ number(wildcard)
    return number(address) & bits == number(base) & bits
