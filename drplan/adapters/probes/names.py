"""Asking a name server (RFC 1035)."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from drplan.adapters.probes.line import why
from drplan.adapters.probes.seen import Seen
from drplan.declare.network_probes import DnsProbe

if TYPE_CHECKING:
    from dns.message import Message

_SECONDS = 2.0
_TRIES = 2
"""A datagram may be lost."""


def see_names(probe: DnsProbe, address: IPv4Address) -> Seen:
    """Ask for the record, over TCP where the answer is too long for a datagram."""
    from dns.exception import DNSException, Timeout

    asked = f"{probe.server} on {probe.name} {probe.record}"
    try:
        return _judge(probe, _ask(probe, address), asked)
    except Timeout:
        return Seen("silent", f"{asked}: no answer in time")
    except (DNSException, OSError, ValueError) as error:
        return Seen("silent", f"{asked}: {why(error)}")


def _ask(probe: DnsProbe, address: IPv4Address) -> Message:
    from dns.exception import Timeout
    from dns.message import make_query
    from dns.query import udp_with_fallback

    query = make_query(probe.name, probe.record)
    for tries_left in reversed(range(_TRIES)):
        try:
            return udp_with_fallback(
                query, str(address), timeout=_SECONDS, port=probe.port, ignore_unexpected=True
            )[0]
        except Timeout:
            if not tries_left:
                raise
    raise Timeout


def _judge(probe: DnsProbe, answer: Message, asked: str) -> Seen:
    from dns.message import QueryMessage
    from dns.rcode import NOERROR, NXDOMAIN, REFUSED
    from dns.rcode import to_text as code_in_words

    code = answer.rcode()
    if code in (NXDOMAIN, REFUSED):
        return Seen("refused", f"{asked}: {code_in_words(code)}")
    if code != NOERROR or not isinstance(answer, QueryMessage):
        return Seen("other", f"{asked}: {code_in_words(code)}")
    found = answer.resolve_chaining().answer
    if found is None:
        return Seen("refused", f"{asked}: there is no such record")
    if set(found) != _expected(probe):
        return Seen("other", f"{asked}: another answer than expected")
    return Seen("healthy", f"{asked}: the expected answer")


def _expected(probe: DnsProbe) -> set[object]:
    from dns.name import root
    from dns.rdata import from_text
    from dns.rdataclass import IN
    from dns.rdatatype import from_text as type_named

    kind = type_named(probe.record)
    return {from_text(IN, kind, each, origin=root, relativize=False) for each in probe.answers}
