"""Asking a RADIUS server whether it lets a user in."""

from __future__ import annotations

import secrets as chance
import socket
import time
from ipaddress import IPv4Address

from drplan.adapters.probes.line import why
from drplan.adapters.probes.radius_packet import Request, Word, access_request, read_answer
from drplan.adapters.probes.seen import Seen
from drplan.declare.network_probes import RadiusProbe
from drplan.errors import SecretMissing
from drplan.ports import SecretReader

_SECONDS = 6.0
_EACH = 2.0
"""When the same request is sent again. A server may hold a refusal back for a second."""
_LONGEST = 4096


def see_radius(probe: RadiusProbe, address: IPv4Address, secrets: SecretReader) -> Seen:
    """Ask once, again while nothing comes, and believe signed answers only."""
    request = _request(probe, secrets)
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            if probe.source is not None:
                line.bind((str(probe.source), 0))
            line.connect((str(address), probe.port))
            said, doubt = _ask(line, request, signed=probe.signed)
    except OSError as error:
        return Seen("silent", f"RADIUS on {probe.server} cannot be asked: {why(error)}")
    if said is None:
        return Seen("silent", f"RADIUS on {probe.server} does not answer{doubt}")
    return _judge(probe, said)


def _request(probe: RadiusProbe, secrets: SecretReader) -> Request:
    words = [secrets.read(each) for each in (probe.user, probe.password, probe.secret)]
    try:
        return access_request(words[0], words[1], words[2], chance.token_bytes(16))
    except ValueError as error:
        raise SecretMissing(
            f"{error} ({probe.user.describe()}, {probe.password.describe()})",
            next_step="shorten it, there and on the server",
        ) from None


def _ask(line: socket.socket, request: Request, *, signed: bool) -> tuple[Word | None, str]:
    end, doubt = time.monotonic() + _SECONDS, ""
    while (left := end - time.monotonic()) > 0:
        line.send(request.octets)
        until = time.monotonic() + min(left, _EACH)
        while (left := until - time.monotonic()) > 0:
            line.settimeout(left)
            try:
                return read_answer(line.recv(_LONGEST), request, signed=signed), ""
            except TimeoutError:
                break
            except ValueError as error:
                # Anybody can send a datagram: the right answer may still be on its way.
                doubt = f" with anything believable: {error}"
    return None, doubt


def _judge(probe: RadiusProbe, said: Word) -> Seen:
    server = f"RADIUS on {probe.server}"
    match said:
        case "accept":
            return Seen("healthy", f"{server} lets the user in (Access-Accept)")
        case "reject":
            return Seen("refused", f"{server} turns the user away (Access-Reject)")
        case "challenge":
            return Seen("other", f"{server} asks for more than a password (Access-Challenge)")
