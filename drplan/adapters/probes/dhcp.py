"""Asking for an address and not taking it (RFC 2131): DHCPDISCOVER only, never DHCPREQUEST."""

from __future__ import annotations

import secrets
import socket
import time
from ipaddress import IPv4Address

from drplan.adapters.probes.dhcp_packet import Offer, discover, read_offer
from drplan.adapters.probes.line import why
from drplan.adapters.probes.seen import Seen
from drplan.declare.network_probes import DhcpProbe

_SECONDS = 4.0
_EACH = 2.0
"""When the question is put again."""
_SERVER_PORT, _CLIENT_PORT = 67, 68
_LONGEST = 4096


def see_offer(probe: DhcpProbe, address: IPv4Address) -> Seen:
    """Ask until the declared server offers something, and look at it."""
    try:
        with _line(probe) as line:
            offer = _ask(line, probe, address)
    except PermissionError as error:
        return Seen("untried", f"only root may ask for an address here: {why(error)}")
    except OSError as error:
        return Seen("untried", f"nobody can be asked for an address from here: {why(error)}")
    if offer is None:
        return Seen("silent", f"{probe.server} offers no address")
    return _judge(probe, offer)


def _line(probe: DhcpProbe) -> socket.socket:
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if probe.relay is not None:
            line.bind((str(probe.relay), _SERVER_PORT))
        else:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            line.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, (probe.interface or "").encode())
            line.bind(("", _CLIENT_PORT))
    except OSError:
        line.close()
        raise
    return line


def _ask(line: socket.socket, probe: DhcpProbe, address: IPv4Address) -> Offer | None:
    unique = secrets.randbits(32)
    to = str(address) if probe.relay is not None else "255.255.255.255"
    end = time.monotonic() + _SECONDS
    while (left := end - time.monotonic()) > 0:
        line.sendto(discover(unique, probe.relay), (to, _SERVER_PORT))
        offer = _listen(line, unique, address, time.monotonic() + min(left, _EACH))
        if offer is not None:
            return offer
    return None


def _listen(line: socket.socket, unique: int, server: IPv4Address, until: float) -> Offer | None:
    """Return the first offer of this server; other packets, whole or not, answer somebody else's question."""
    while (left := until - time.monotonic()) > 0:
        line.settimeout(left)
        try:
            packet, (sender, _) = line.recvfrom(_LONGEST)
            offer = read_offer(packet, unique)
        except (TimeoutError, ConnectionRefusedError, ValueError):
            continue
        if offer is not None and server in (offer.server, IPv4Address(sender)):
            return offer
    return None


def _judge(probe: DhcpProbe, offer: Offer) -> Seen:
    if offer.address not in probe.network:
        return Seen("other", f"{probe.server} offers an address outside {probe.network}")
    if probe.routers and offer.routers != probe.routers:
        return Seen("other", f"{probe.server} offers another router than expected")
    if probe.name_servers and offer.name_servers != probe.name_servers:
        return Seen("other", f"{probe.server} offers other name servers than expected")
    return Seen("healthy", f"{probe.server} offers an address in {probe.network}")
