"""Asking a directory (RFC 4511): log in, search, look at what was found."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from ipaddress import IPv4Address

from drplan.adapters.probes import ldap_message as ldap
from drplan.adapters.probes.ber import SEQUENCE, element, header, number
from drplan.adapters.probes.line import SECONDS, believing, connected, why
from drplan.adapters.probes.seen import Seen
from drplan.declare.ldap_filter import parse_filter
from drplan.declare.network_probes import LdapProbe
from drplan.ports import SecretReader

_LDAPS, _LDAP = 636, 389
_LONGEST = 1 << 20
_MOST_MESSAGES = 100_100
_MANY = 1000
"""How many entries are looked through for a value."""
_OK, _SIZE_LIMIT, _NO_SUCH_ENTRY = 0, 4, 32
_TURNED_AWAY = {
    8: "stronger authentication required",
    13: "confidentiality required",
    48: "inappropriate authentication",
    49: "invalid credentials",
    50: "insufficient access rights",
}
"""RFC 4511, appendix A.2."""


class _Talk:
    """One connection: questions, and the answers to each."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self._number = 0

    def ask(self, operation: bytes) -> Iterator[ldap.Answer]:
        """Send it; yields the answers, without end: the caller knows the last. Raises as :meth:`_message`."""
        self._number += 1
        self.line.sendall(element(SEQUENCE, number(self._number), operation))
        for _ in range(_MOST_MESSAGES):
            answer = ldap.read_message(self._message())
            if answer.to == self._number:
                yield answer
        raise ValueError("answers without end")

    def result(self, operation: bytes, kind: int) -> int:
        """Return the result code of an operation with one answer."""
        answer = next(self.ask(operation))
        if answer.kind != kind:
            raise ValueError("an answer to something else")
        return ldap.result_code(answer)

    def _message(self) -> bytes:
        """Read one message; raises ``ValueError``, or ``OSError`` when time is up."""
        head = self._octets(2)
        if head[0] != SEQUENCE:
            raise ValueError("no message of LDAP")
        head += self._octets(head[1] & 0x7F if head[1] & 0x80 else 0)
        _, size = header(head)
        if size > _LONGEST:
            raise ValueError("a message longer than any directory's")
        return self._octets(size)

    def _octets(self, wanted: int) -> bytes:
        found = b""
        while len(found) < wanted:
            more = self.line.recv(wanted - len(found))
            if not more:
                raise ConnectionError(0, "it hung up, or did not answer in time")
            found += more
        return found


def see_directory(probe: LdapProbe, address: IPv4Address, secrets: SecretReader) -> Seen:
    """Look once; nothing of what was found is shown."""
    trust = believing(probe.ca_certificate, secrets)
    password = secrets.read(probe.password) if probe.password else None
    named = probe.certified_as or str(address)
    try:
        with connected(str(address), probe.port or (_LDAPS if probe.security == "ldaps" else _LDAP)) as line:
            if probe.security == "none":
                return _look(probe, _Talk(line), password)
            if probe.security == "starttls" and (code := _start_tls(line)):
                return Seen("silent", f"the directory on {probe.server} offers no TLS (result {code})")
            with trust.wrap_socket(line, server_hostname=named) as secured:
                return _look(probe, _Talk(secured), password)
    except (OSError, ValueError) as error:
        return Seen("silent", f"the directory on {probe.server} does not answer: {why(error)}")


def _start_tls(line: socket.socket) -> int:
    return _Talk(line).result(ldap.start_tls(), ldap.EXTENDED_DONE)


def _look(probe: LdapProbe, talk: _Talk, password: str | None) -> Seen:
    where = f"the directory on {probe.server}"
    # A password that is empty would log in as nobody, with success (RFC 4513, section 5.1.2).
    if probe.user is not None and password:
        code = talk.result(ldap.bind(probe.user, password), ldap.BOUND)
        if code != _OK:
            turned_away = code in _TURNED_AWAY
            return Seen("refused" if turned_away else "other", f"{where} refuses the login: {_words(code)}")
    code, entries, found = _search(probe, talk)
    if code in _TURNED_AWAY:
        return Seen("refused", f"{where} may not be searched: {_words(code)}")
    if code not in (_OK, _SIZE_LIMIT, _NO_SUCH_ENTRY):
        return Seen("other", f"{where} cannot be searched: {_words(code)}")
    if not entries:
        return Seen("hidden", f"{where} finds nothing")
    return _judge(probe, code, entries, found=found)


def _search(probe: LdapProbe, talk: _Talk) -> tuple[int, int, bool]:
    """Return the result code, how many entries came, and whether one has the value."""
    most = _MANY if probe.value is not None else (probe.at_most or 0) + 1 if probe.at_most else probe.at_least
    asked = ldap.Search(probe.base, parse_filter(probe.filter), probe.attribute, most or 1, int(SECONDS))
    entries, found = 0, False
    for answer in talk.ask(asked.encoded()):
        if answer.kind == ldap.DONE:
            return ldap.result_code(answer), entries, found
        if answer.kind == ldap.FOUND:
            entries += 1
            found = found or (probe.value or "").encode() in ldap.values(answer)
        elif answer.kind != ldap.REFERENCE:
            raise ValueError("an answer to something else")
    raise ValueError("no end")


def _judge(probe: LdapProbe, code: int, entries: int, *, found: bool) -> Seen:
    where = f"the directory on {probe.server}"
    if probe.value is not None:
        if not found:
            return Seen("other", f"{where} finds nothing with the expected {probe.attribute}")
        return Seen("healthy", f"{where} finds the expected {probe.attribute}")
    if entries < (probe.at_least or 1):
        return Seen("other", f"{where} finds fewer than {probe.at_least}: {entries}")
    if probe.at_most is not None and (entries > probe.at_most or code == _SIZE_LIMIT):
        return Seen("other", f"{where} finds more than {probe.at_most}")
    return Seen("healthy", f"{where} finds what it should")


def _words(code: int) -> str:
    return f"{_TURNED_AWAY[code]} ({code})" if code in _TURNED_AWAY else f"result {code}"
