"""Which addresses answer from where this thread is."""

from __future__ import annotations

import errno
import select
import socket
import time
from collections.abc import Sequence

PORTS = (22, 443)
"""Asked for at each address: whoever is there answers one of them, be it with a refusal."""

_ROUND = 60
_ANSWERS = (0, errno.ECONNREFUSED, errno.ECONNRESET)


def answering(addresses: Sequence[str], *, seconds: float) -> list[str]:
    """Return those of the IPv4 addresses that answer within ``seconds``: a refusal is an answer too.

    Many are asked in rounds of as many sockets as a process may hold by default.
    """
    rounds = (addresses[at : at + _ROUND] for at in range(0, len(addresses), _ROUND))
    return [found for each in rounds for found in _round(each, seconds)]


def _round(addresses: Sequence[str], seconds: float) -> list[str]:
    waiting: dict[int, tuple[socket.socket, str]] = {}
    found: set[str] = set()
    poll = select.poll()
    for address in addresses:
        for port in PORTS:
            _begin(address, port, waiting, found, poll)
    deadline = time.monotonic() + seconds
    while waiting and (left := deadline - time.monotonic()) > 0:
        for number, _ in poll.poll(left * 1000):
            poll.unregister(number)
            tried, address = waiting.pop(number)
            if tried.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) in _ANSWERS:
                found.add(address)
            tried.close()
    for tried, _ in waiting.values():
        tried.close()
    return sorted(found)


def _begin(
    address: str,
    port: int,
    waiting: dict[int, tuple[socket.socket, str]],
    found: set[str],
    poll: select.poll,
) -> None:
    tried = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    tried.setblocking(False)
    said = tried.connect_ex((address, port))
    if said == errno.EINPROGRESS:
        waiting[tried.fileno()] = (tried, address)
        poll.register(tried, select.POLLOUT)
        return
    if said in _ANSWERS:
        found.add(address)
    tried.close()
