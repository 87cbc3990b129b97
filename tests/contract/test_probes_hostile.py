"""Servers that answer badly: every probe ends in time, unhealthy, with a reason in one line."""

import hashlib
import hmac
import secrets
import socket
import ssl
import struct
import time
from datetime import UTC, datetime
from ipaddress import IPv4Address

import pytest

from drplan.adapters.lab.keys import certificate
from drplan.adapters.probes import dhcp, line, names, radius
from drplan.adapters.probes.ber import SEQUENCE, element, number
from drplan.adapters.probes.dhcp import see_offer
from drplan.adapters.probes.directory import see_directory
from drplan.adapters.probes.names import see_names
from drplan.adapters.probes.port import see_port
from drplan.adapters.probes.radius import see_radius
from drplan.adapters.secrets import SecretStore
from drplan.declare import DhcpProbe, DnsProbe, LdapProbe, PortProbe, RadiusProbe, Secret
from tests.contract.servers_for_probes import connections, datagrams

HERE = IPv4Address("127.0.0.1")
WORDS = SecretStore()


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    """Nobody waits long for servers that never answer."""
    for module in (dhcp, radius):
        monkeypatch.setattr(module, "_SECONDS", 0.6)
        monkeypatch.setattr(module, "_EACH", 0.3)
    monkeypatch.setattr(names, "_SECONDS", 0.3)


def unhealthy(seen, state, says):
    assert (seen.state, says in seen.detail) == (state, True), seen
    assert not seen.sighting().healthy
    assert seen.sighting().detail.isprintable()


# A directory.


def directory(port, **more):
    fields = {"security": "none", "base": "dc=x", **more}
    return LdapProbe(server="do-dir1", port=port, **fields)


def ldap_says(*operations):
    """Return what talks LDAP: one operation after another, each to the next question."""

    def talk(there):
        for to, operation in enumerate(operations, start=1):
            there.recv(4096)
            there.sendall(b"".join(element(SEQUENCE, number(to), each) for each in operation))

    return talk


def result(kind, code):
    return element(kind, number(code, 0x0A), element(4), element(4, b"\x1b[2J\nsecret words of a server"))


ENTRY = element(0x64, element(4, b"uid=pat,dc=x"), element(SEQUENCE))
DONE = result(0x65, 0)


@pytest.mark.parametrize(
    ("said", "state", "says"),
    [
        ((ENTRY, DONE), "healthy", "finds what it should"),
        ((DONE,), "hidden", "finds nothing"),
        ((result(0x65, 32),), "hidden", "finds nothing"),
        ((result(0x65, 50),), "refused", "insufficient access rights (50)"),
        ((ENTRY, result(0x65, 1)), "other", "result 1"),
        ((ENTRY, result(0x65, 10)), "other", "result 10"),
        ((ENTRY,), "silent", "hung up"),
        ((result(0x61, 0),), "silent", "cannot be read"),
        ((element(0x65, b"\xff\xff\xff"),), "silent", "cannot be read"),
        ((element(0x64, b"\x04\x7f"), DONE), "silent", "cannot be read"),
    ],
)
def test_a_directory_is_judged_by_what_it_says_and_its_words_are_not_shown(said, state, says):
    with connections(ldap_says(said)) as port:
        seen = see_directory(directory(port), HERE, WORDS)
    assert (seen.state, says in seen.detail) == (state, True), seen
    assert "secret" not in seen.detail


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\x30\x84\x7f\xff\xff\xff",
        b"\x30\xff" + bytes(127),
        b"\x30\x00",
        b"\x30\x80\x00\x00",
        b"\x30\x05\x02\x01\x01\x65\x7f",
        secrets.token_bytes(200),
    ],
)
def test_what_is_no_directory_is_silent(octets):
    def talk(there):
        there.recv(4096)
        there.sendall(octets)

    with connections(talk) as port:
        unhealthy(see_directory(directory(port), HERE, WORDS), "silent", "does not answer")


def test_a_server_that_drips_is_hung_up_on(monkeypatch):
    def drip(there):
        there.sendall(element(SEQUENCE, number(9), bytes(90))[:3])
        while True:
            there.sendall(b"\0")
            time.sleep(0.05)

    with connections(drip) as port, line.connected("127.0.0.1", port, 0.5) as there:
        begun = time.monotonic()
        while there.recv(1):
            assert time.monotonic() < begun + 20, "it drips on"


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    """Return a server's context, and where the authority's certificate lies."""
    made = certificate([HERE], datetime.now(UTC))
    folder = tmp_path_factory.mktemp("tls")
    for name, text in {"chain": made.server, "key": made.key, "ca": made.authority}.items():
        (folder / name).write_text(text)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "chain", folder / "key")
    return context, Secret.file(str(folder / "ca"))


def secured(tls, before, operations):
    """Return what talks LDAP after StartTLS, or at once when ``before`` is nothing."""

    def talk(there):
        if before:
            there.recv(4096)
            there.sendall(element(SEQUENCE, number(1), before))
        with tls.wrap_socket(there, server_side=True) as inside:
            ldap_says(*operations)(inside)

    return talk


def with_password(port, tls, folder, **more):
    (folder / "word").write_text("a password")
    password = Secret.file(f"{folder}/word")
    return directory(port, ca_certificate=tls, user="uid=pat,dc=x", password=password, **more)


@pytest.mark.parametrize("security", ["ldaps", "starttls"])
def test_a_password_is_sent_inside_tls_only_and_its_refusal_is_told(tls, tmp_path, security):
    context, authority = tls
    before = result(0x78, 0) if security == "starttls" else None
    for code, state in ((0, "healthy"), (49, "refused"), (51, "other")):
        talk = secured(context, before, [(result(0x61, code),), (ENTRY, DONE)])
        with connections(talk) as port:
            probe = with_password(port, authority, tmp_path, security=security)
            assert see_directory(probe, HERE, WORDS).state == state
    with connections(secured(context, before, [])) as port:
        probe = with_password(port, None, tmp_path, security=security)
        unhealthy(see_directory(probe, HERE, WORDS), "silent", "its certificate is not believed")


def test_a_server_that_offers_no_tls_never_gets_the_password(tls, tmp_path):
    heard = []

    def talk(there):
        heard.append(there.recv(4096))
        there.sendall(element(SEQUENCE, number(1), result(0x78, 2)))
        heard.append(there.recv(4096))

    with connections(talk) as port:
        probe = with_password(port, tls[1], tmp_path, security="starttls")
        unhealthy(see_directory(probe, HERE, WORDS), "silent", "offers no TLS")
    assert b"a password" not in b"".join(heard)


def test_an_authority_that_is_no_certificate_is_named(tmp_path):
    (tmp_path / "ca").write_text("no certificate")
    probe = directory(9, security="ldaps", ca_certificate=Secret.file(f"{tmp_path}/ca"))
    with pytest.raises(Exception, match="no certificate in PEM at file"):
        see_directory(probe, HERE, WORDS)


# Names.


def dns(port):
    return DnsProbe(server="do-dc1", port=port, name="www.school.example", answers=("192.0.2.1",))


def says_name(*, code=0, address="192.0.2.1", answers=1, number_=None):
    def reply(question):
        head = question[:2] if number_ is None else number_
        flags = struct.pack("!HHHHH", 0x8180 | code, 1, answers, 0, 0)
        record = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + socket.inet_aton(address)
        return [head + flags + question[12 : question.index(b"\0", 12) + 5] + record * answers]

    return reply


@pytest.mark.parametrize(
    ("reply", "state", "says"),
    [
        (says_name(), "healthy", "the expected answer"),
        (says_name(address="192.0.2.2"), "other", "another answer"),
        (says_name(code=3, answers=0), "refused", "NXDOMAIN"),
        (says_name(code=5, answers=0), "refused", "REFUSED"),
        (says_name(code=2, answers=0), "other", "SERVFAIL"),
        (says_name(answers=0), "refused", "no such record"),
        (lambda q: [], "silent", "no answer in time"),
        (lambda q: [b""], "silent", "cannot be read"),
        (lambda q: [q[:11]], "silent", "cannot be read"),
        (lambda q: [says_name()(q)[0][:-3]], "silent", "cannot be read"),
        (lambda q: [q[:2] + secrets.token_bytes(60)], "silent", ""),
        (lambda q: [q[:4] + struct.pack("!HHHH", 1, 1, 0, 0) + b"\xc0\x0c" * 9], "silent", "cannot be read"),
    ],
)
def test_a_name_server_is_judged_by_its_answer(reply, state, says):
    with datagrams(reply) as port:
        seen = see_names(dns(port), HERE)
    assert (seen.state, says in seen.detail) == (state, True), seen


def test_an_answer_to_another_question_is_not_believed():
    with datagrams(says_name(number_=b"\0\0")) as port:
        assert see_names(dns(port), HERE).state == "silent"


# RADIUS.


@pytest.fixture
def asked(tmp_path):
    for word in ("secret", "user", "password"):
        (tmp_path / word).write_text(f"the {word} of a test")
    words = {word: Secret.file(f"{tmp_path}/{word}") for word in ("secret", "user", "password")}
    return lambda port: RadiusProbe(server="do-radius1", port=port, **words)


def says_radius(code, secret="the secret of a test"):
    def reply(question):
        head = bytes([code, question[1]]) + (38).to_bytes(2, "big")
        blank = b"\x50\x12" + bytes(16)
        mark = hmac.new(secret.encode(), head + question[4:20] + blank, hashlib.md5).digest()
        body = b"\x50\x12" + mark
        return [head + hashlib.md5(head + question[4:20] + body + secret.encode()).digest() + body]

    return reply


@pytest.mark.parametrize(
    ("reply", "state", "says"),
    [
        (says_radius(2), "healthy", "Access-Accept"),
        (says_radius(3), "refused", "Access-Reject"),
        (says_radius(11), "other", "Access-Challenge"),
        (says_radius(2, "another secret"), "silent", "not signed with the shared secret"),
        (
            lambda q: [b"", secrets.token_bytes(40), *says_radius(2, "forged")(q), *says_radius(3)(q)],
            "refused",
            "",
        ),
        (lambda q: [b"\x02" + q[1:]], "silent", "not signed"),
        (lambda q: [], "silent", "does not answer"),
    ],
)
def test_a_radius_server_is_judged_by_what_it_signs(asked, reply, state, says):
    with datagrams(reply) as port:
        seen = see_radius(asked(port), HERE, WORDS)
    assert (seen.state, says in seen.detail) == (state, True), seen
    assert "of a test" not in seen.detail


def test_a_radius_server_that_is_gone_and_a_source_that_is_not_ours_are_told(asked):
    with datagrams(lambda q: []) as gone:
        pass
    unhealthy(see_radius(asked(gone), HERE, WORDS), "silent", "cannot be asked: Connection refused")
    elsewhere = asked(gone).model_copy(update={"source": IPv4Address("192.0.2.77")})
    unhealthy(see_radius(elsewhere, HERE, WORDS), "silent", "Cannot assign requested address")


# Addresses and ports.


def test_a_relay_address_or_an_interface_that_is_not_here_is_told():
    for way in ({"relay": "192.0.2.77"}, {"interface": "no-such-line"}):
        probe = DhcpProbe(server="do-dc1", network="192.0.2.0/24", **way)
        unhealthy(see_offer(probe, HERE), "untried", "asked for an address")


def test_a_port_is_open_or_it_is_not():
    with connections(lambda there: None) as port:
        probe = PortProbe(server="do-dc1", port=port)
        assert see_port(probe, HERE).state == "healthy"
    unhealthy(see_port(probe, HERE), "refused", "Connection refused")
