"""Packets of DHCP (RFC 2131, options of RFC 2132): one that asks, and what comes back."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address

_MAGIC = b"\x63\x82\x53\x63"
_HEAD = struct.Struct("!4BIHH4s4s4s4s16s192s4s")
_REQUEST, _REPLY, _ETHERNET = 1, 2, 1
_BROADCAST = 0x8000
_ROUTERS, _NAME_SERVERS, _KIND, _SERVER, _WANTED, _CLIENT, _END = 3, 6, 53, 54, 55, 61, 255
_DISCOVER, _OFFER = 1, 2
_OCTETS = 4
_SHORTEST = 300
"""Of BOOTP, which some servers and relays still insist on (RFC 1542, section 2.1)."""

CLIENT = b"\x02\x64\x72\x70\x6c\x6e"
"""The hardware address that asks: of our own making (locally administered), always the same, so that a
server that sets an offered address aside for a while sets one aside, not many."""


@dataclass(frozen=True)
class Offer:
    """What a server offers. ``server`` is how it names itself."""

    address: IPv4Address
    server: IPv4Address | None
    routers: tuple[IPv4Address, ...]
    name_servers: tuple[IPv4Address, ...]


def discover(unique: int, relay: IPv4Address | None) -> bytes:
    """Build a DHCPDISCOVER; as a relay does when one is given (RFC 2131, section 4.1.1)."""
    flags, hops, gateway = (0, 1, relay.packed) if relay else (_BROADCAST, 0, bytes(_OCTETS))
    none = bytes(_OCTETS)
    head = (_REQUEST, _ETHERNET, len(CLIENT), hops, unique, 0, flags)
    rest = (none, none, none, gateway, CLIENT, b"", _MAGIC)
    identity = bytes([_ETHERNET]) + CLIENT
    options = {_KIND: bytes([_DISCOVER]), _CLIENT: identity, _WANTED: bytes([_ROUTERS, _NAME_SERVERS])}
    body = b"".join(bytes([code, len(value)]) + value for code, value in options.items())
    return (_HEAD.pack(*head, *rest) + body + bytes([_END])).ljust(_SHORTEST, b"\0")


def read_offer(packet: bytes, unique: int) -> Offer | None:
    """Return the offer, or ``None`` when it answers somebody else or is none.

    Raises ``ValueError`` for a packet that ends too early.
    """
    if len(packet) < _HEAD.size:
        raise ValueError("shorter than a DHCP packet")
    fields = _HEAD.unpack_from(packet)
    kind, number, offered, hardware, magic = (fields[i] for i in (0, 4, 8, 11, 13))
    ours = (kind, number, hardware[: len(CLIENT)], magic) == (_REPLY, unique, CLIENT, _MAGIC)
    options = _options(packet[_HEAD.size :]) if ours else {}
    if options.get(_KIND) != bytes([_OFFER]):
        return None
    return Offer(
        address=IPv4Address(offered),
        server=next(iter(_addresses(options.get(_SERVER, b""))), None),
        routers=_addresses(options.get(_ROUTERS, b"")),
        name_servers=_addresses(options.get(_NAME_SERVERS, b"")),
    )


def _options(body: bytes) -> dict[int, bytes]:
    """Read the options; one that comes twice is one, in two pieces (RFC 3396)."""
    found: dict[int, bytes] = {}
    at = 0
    while at < len(body) and body[at] != _END:
        if body[at] == 0:
            at += 1
            continue
        end = at + 2 + body[at + 1] if at + 1 < len(body) else len(body) + 1
        if end > len(body):
            raise ValueError("an option ends after the packet")
        found[body[at]] = found.get(body[at], b"") + body[at + 2 : end]
        at = end
    return found


def _addresses(value: bytes) -> tuple[IPv4Address, ...]:
    if len(value) % _OCTETS:
        raise ValueError("an option holds half an address")
    return tuple(IPv4Address(value[at : at + _OCTETS]) for at in range(0, len(value), _OCTETS))
